import { type Command, Option } from 'commander';
import type { Io } from './command.ts';
import { configOption, exceptionsOption, rolloutsOption, storeOptions, subVerbs } from './sub-verbs.ts';

export function configure(command: Command, io: Io): void {
  const { verb, run } = subVerbs(
    command,
    io,
    () => [rolloutsOption(), ...storeOptions(), exceptionsOption(), configOption()],
    (error) => (error.code === 'REFUSED' ? 1 : 3),
  );
  command
    .description(
      'Move namespaces from audit to warn to enforce, each when the evidence says that nothing will break.\n\n' +
        'Evidence comes from recorded scans (portcullis scan --record) and from the API server’s audit log ' +
        '(portcullis evidence import). The plan is one or more HardeningRollouts, in rollouts/ or rollout.yaml.',
    )
    .addHelpText('after', examples);
  const output = (...formats: readonly string[]): Option =>
    new Option('-o, --output <format>', 'as what').choices([...formats]).default('table');
  const reason = new Option('--reason <text>', 'why, for the journal').makeOptionMandatory();
  const ask = new Option('--ask-checks', 'ask the HTTP checks of gates; unasked, they have no answer');

  verb('init', 'write two rollouts: baseline for all, then restricted for applications')
    .addOption(
      new Option(
        '--kubernetes <version>',
        'the cluster’s version, to pin the levels to (default: as recorded)',
      ),
    )
    .action(run(async (flags) => (await import('./rollout-init.ts')).rolloutInit(flags as never, io)));
  verb('plan', 'show the waves, and write the staged forms of policies')
    .addOption(new Option('--policies <path>', 'the policies to stage').argParser(collect))
    .addOption(new Option('--write <folder>', 'write the staged forms and the guard policy there'))
    .action(run(async (flags) => (await import('./rollout-plan.ts')).rolloutPlan(flags as never, io)));
  verb('status', 'show where each namespace stands, and what holds it')
    .argument('[rollout...]', 'only these rollouts')
    .addOption(output('table', 'json', 'markdown'))
    .addOption(ask)
    .action(
      run(async (names: string[], flags) =>
        (await import('./rollout-status.ts')).rolloutStatus(names, flags as never, io),
      ),
    );
  verb('next', 'take, or propose, every step whose gate passes')
    .addOption(new Option('--dry-run', 'only show what would change'))
    .addOption(
      new Option('--diff', 'show every diff; else namespaces of which the same is said share a line'),
    )
    .addOption(new Option('--check', 'in a pull request: decide again whether its step may be taken'))
    .addOption(ask)
    .addOption(new Option('--no-push', 'leave branches of pull requests in this repository'))
    .action(run(async (flags) => (await import('./rollout-next.ts')).rolloutNext(flags as never, io)));
  verb('approve', 'approve the next step of namespaces, where the gate asks for people')
    .argument('<rollout>', 'the rollout')
    .argument('<namespace...>', 'the namespaces')
    .action(
      run(async (name: string, namespaces: string[], flags) =>
        (await import('./rollout-by-hand.ts')).rolloutApprove(name, namespaces, flags as never, io),
      ),
    );
  verb('promote', 'take the next step of namespaces now')
    .argument('<rollout>', 'the rollout')
    .argument('<namespace...>', 'the namespaces')
    .addOption(ask)
    .addOption(new Option('--force', 'against the gate; needs --reason'))
    .addOption(new Option('--reason <text>', 'why, for the journal'))
    .action(
      run(async (name: string, namespaces: string[], flags) =>
        (await import('./rollout-by-hand.ts')).rolloutPromote(name, namespaces, flags as never, io),
      ),
    );
  verb('demote', 'take namespaces a step back')
    .argument('<rollout>', 'the rollout')
    .argument('[namespace...]', 'the namespaces')
    .addOption(new Option('--all', 'every namespace of the rollout: the policy is wrong'))
    .addOption(new Option('--to <stage>', 'where to').choices(['audit', 'warn']).default('warn'))
    .addOption(reason)
    .action(
      run(async (name: string, namespaces: string[], flags) =>
        (await import('./rollout-by-hand.ts')).rolloutDemote(name, namespaces, flags as never, io),
      ),
    );
  for (const [name, suspend, summary] of [
    ['pause', true, 'hold a rollout where it is'],
    ['resume', false, 'let a paused rollout go on'],
  ] as const)
    verb(name, summary)
      .argument('<rollout>', 'the rollout')
      .addOption(reason)
      .action(
        run(async (rollout: string, flags) =>
          (await import('./rollout-by-hand.ts')).rolloutSuspend(rollout, suspend, flags as never, io),
        ),
      );
  verb('history', 'show what happened, from the journal')
    .argument('[rollout]', 'only this rollout')
    .argument('[namespace]', 'only this namespace')
    .addOption(output('table', 'json'))
    .addOption(new Option('--limit <count>', 'how many entries, the newest').default('50'))
    .action(
      run(async (name: string | undefined, namespace: string | undefined, flags) =>
        (await import('./rollout-history.ts')).rolloutHistory(name, namespace, flags as never, io),
      ),
    );
  verb('verify', 'make every decision again from its inputs, and follow the journal')
    .argument('[decision...]', 'only these')
    .action(
      run(async (ids: string[], flags) =>
        (await import('./rollout-history.ts')).rolloutVerify(ids, flags as never, io),
      ),
    );
  verb('grandfather', 'draft contracts for what violates now, so that the rest can be enforced')
    .argument('<rollout>', 'the rollout')
    .argument('<namespace...>', 'the namespaces')
    .addOption(
      new Option('--days <count>', 'how long the contracts run (default: as long as their risk allows)'),
    )
    .action(
      run(async (name: string, namespaces: string[], flags) =>
        (await import('./rollout-grandfather.ts')).rolloutGrandfather(name, namespaces, flags as never, io),
      ),
    );
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

const examples = `
Examples:
  portcullis rollout init --kubernetes 1.34 > rollout.yaml
                                          two ladders to begin with
  portcullis scan k8s/ --record           each day: what was seen
  portcullis rollout status               who stands where, and why
  portcullis rollout next --dry-run       what would be done; --diff shows all
  portcullis rollout demote baseline --all --to audit --reason "rule is wrong"

Exit codes: 0 done, 1 refused by rule, 2 inconclusive, 3 bad usage or input.`;
