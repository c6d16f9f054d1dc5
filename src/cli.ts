/** The command tree. A verb is a line here and a file in commands/; it is loaded only when it is asked for. */
import { Command, CommanderError } from 'commander';
import type { CommandModule, Io } from './commands/command.ts';
import { version } from './version.ts';

interface Verb {
  readonly summary: string;
  readonly group: string;
  readonly load: () => Promise<CommandModule>;
}

const verbs: Readonly<Record<string, Verb>> = {
  scan: {
    summary: 'judge manifests and say how far each namespace can go',
    group: 'Judge:',
    load: () => import('./commands/scan.ts'),
  },
  fix: {
    summary: 'mend what has one right value, byte by byte',
    group: 'Judge:',
    load: () => import('./commands/fix.ts'),
  },
  rollout: {
    summary: 'move namespaces from audit to warn to enforce, on evidence',
    group: 'Roll out:',
    load: () => import('./commands/rollout.ts'),
  },
  explain: {
    summary: 'say what refused something, where and why, and the ways out',
    group: 'Mend:',
    load: () => import('./commands/explain.ts'),
  },
  exception: {
    summary: 'exceptions as contracts: lint, approve, audit, renew, revoke',
    group: 'Mend:',
    load: () => import('./commands/exception.ts'),
  },
  whatif: {
    summary: 'say what a change would refuse before it is made',
    group: 'Roll out:',
    load: () => import('./commands/whatif.ts'),
  },
  evidence: {
    summary: 'show, import, export and prune what was seen',
    group: 'Roll out:',
    load: () => import('./commands/evidence.ts'),
  },
  report: {
    summary: 'where everything stands: a page, a pack for an auditor, openreports',
    group: 'Roll out:',
    load: () => import('./commands/report.ts'),
  },
  policy: {
    summary: 'write, check and try policies',
    group: 'Policies:',
    load: () => import('./commands/policy.ts'),
  },
  test: {
    summary: 'run Kyverno test suites',
    group: 'Policies:',
    load: () => import('./commands/test.ts'),
  },
  cel: {
    summary: 'check and evaluate CEL expressions as the API server does',
    group: 'Policies:',
    load: () => import('./commands/cel.ts'),
  },
  jp: {
    summary: 'ask JMESPath expressions as Kyverno evaluates them',
    group: 'Policies:',
    load: () => import('./commands/jp.ts'),
  },
  init: {
    summary: 'write a commented portcullis.yaml',
    group: 'Set up:',
    load: () => import('./commands/init.ts'),
  },
  completion: {
    summary: 'print the completion script of a shell',
    group: 'Set up:',
    load: () => import('./commands/completion.ts'),
  },
  version: {
    summary: 'print the version, and the newest Kubernetes it knows',
    group: 'Set up:',
    load: () => import('./commands/version.ts'),
  },
};

/** Runs one command line to its end. Never throws for what a user did; a defect of ours is thrown on. */
export async function run(argv: readonly string[], io: Io): Promise<void> {
  const program = await commandTree(io, argv[0]);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return io.exit(error.exitCode === 0 ? 0 : 3);
    if (!isSystemError(error)) throw error;
    const { fromSystem } = await import('./source/unreadable.ts');
    io.stderr.write(`${error.path === undefined ? '' : `${error.path}: `}${fromSystem(error).message}\n`);
    io.exit(3);
  }
}

/** What the operating system refused is the user's to mend, wherever it came up; a stack would not help. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** The tree with `verb` filled in (all of them when null); the others are names with a summary. */
export async function commandTree(io: Io, verb: string | undefined | null): Promise<Command> {
  const program = new Command('portcullis')
    .description('Phased hardening for Kubernetes: audit, then warn, then enforce.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showHelpAfterError('(portcullis --help shows every option)')
    .showSuggestionAfterError()
    // What a verb takes is in its own help; here it would push the summaries off the screen.
    .configureHelp({ subcommandTerm: (verb) => verb.name() })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', exitCodes)
    .exitOverride();
  for (const [name, { summary, group, load }] of Object.entries(verbs)) {
    const command = program.command(name).summary(summary).helpGroup(group);
    command.copyInheritedSettings(program);
    command.showHelpAfterError(`(portcullis ${name} --help shows every option)`);
    suggestByName(command);
    if (verb === null || verb === name || verb === 'help') (await load()).configure(command, io);
  }
  return program;
}

/** Commander looks for what is similar to all of `--levl=baseline`; what is mistyped is what stands before the `=`. */
function suggestByName(command: Command): void {
  const parser = command as unknown as Record<'unknownOption', (flag: string) => void>;
  const unknownOption = parser.unknownOption.bind(command);
  parser.unknownOption = (flag) => unknownOption(flag.split('=', 1)[0] ?? flag);
}

const exitCodes = `
Exit codes: 0 clean, 1 violations, 2 inconclusive, 3 bad usage or input.
Portcullis opens no network connection unless a command says so, and sends no
telemetry.`;
