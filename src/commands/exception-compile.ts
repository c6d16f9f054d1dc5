import type { Compiled, Ending } from '../exception/compile/compiled.ts';
import { compileKyverno } from '../exception/compile/kyverno.ts';
import { compileKyvernoCel } from '../exception/compile/kyverno-cel.ts';
import { compilePodSecurity } from '../exception/compile/psa/compile.ts';
import { compileAdmissionPolicies } from '../exception/compile/vap.ts';
import { contractName } from '../exception/contract.ts';
import { termOf } from '../exception/state.ts';
import type { JsonObject } from '../kube/json.ts';
import { parseLevelVersion } from '../scan/level-option.ts';
import { writeYaml } from '../yaml/write.ts';
import type { ExitCode, Io } from './command.ts';
import {
  ExceptionCommandError,
  type ExceptionContext,
  type ExceptionFlags,
  findContract,
  guarded,
  openExceptions,
  sayProblems,
} from './exception-context.ts';
import { policiesOf } from './judge-manifests.ts';

export interface CompileFlags extends ExceptionFlags {
  readonly to: 'kyverno' | 'kyverno-cel' | 'vap' | 'psa';
  readonly level?: string;
  readonly policies?: readonly string[];
}

export async function runCompile(names: readonly string[], flags: CompileFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const context = await openExceptions(flags, io);
    const code = sayProblems(context, io);
    if (code !== 0) return code;
    const endings = endingsOf(context, names);
    const compiled = await compile(endings, flags, context, io);
    return deliver(compiled, io);
  });
}

/** The contracts that excuse now; what is not in force yet, or no more, becomes nothing. */
function endingsOf(context: ExceptionContext, names: readonly string[]): readonly Ending[] {
  const wanted = names.length === 0 ? context.set.entries : names.map((name) => findContract(context, name));
  return wanted
    .filter((entry) => ['Active', 'Expiring', 'Overdue'].includes(context.stateOf(entry)))
    .map(({ contract, standing }) => {
      const { end, overdueEnd } = termOf(contract, standing);
      return { contract, end: new Date(Math.max(end, overdueEnd)) };
    });
}

async function compile(
  endings: readonly Ending[],
  flags: CompileFlags,
  context: ExceptionContext,
  io: Io,
): Promise<readonly Compiled[]> {
  switch (flags.to) {
    case 'kyverno':
      return [compileKyverno(endings)];
    case 'kyverno-cel':
      return [compileKyvernoCel(endings)];
    case 'vap': {
      const policies = await policiesOf(flags, context.config, io);
      return [compileAdmissionPolicies(endings, policies?.resources.map(({ object }) => object) ?? [])];
    }
    default: {
      if (flags.level === undefined)
        throw new ExceptionCommandError(
          'BAD_SETTING',
          '--to psa: say with --level what the namespaces enforce now, such as restricted@v1.34',
        );
      const former = parseLevelVersion(flags.level, '--level');
      const byNamespace = Map.groupBy(endings, ({ contract }) => contract.metadata.namespace);
      return [...byNamespace].map(([namespace, ones]) => compilePodSecurity(ones, namespace, former));
    }
  }
}

/** A target that can only excuse more than a contract says is for its author to accept; then nothing is half written. */
function deliver(compiled: readonly Compiled[], io: Io): ExitCode {
  const refused = compiled
    .flatMap(({ wider }) => wider)
    .filter(({ contract }) => contract.spec.acceptWider !== true);
  if (refused.length > 0) {
    for (const { contract, reason } of refused)
      io.stderr.write(`${contractName(contract)}: ${reason}; set acceptWider: true if that is right\n`);
    return 1;
  }
  const objects: readonly JsonObject[] = compiled.flatMap((one) => one.objects);
  io.stdout.write(objects.map(writeYaml).join('---\n'));
  for (const note of new Set(compiled.flatMap(({ notes }) => notes))) io.stderr.write(`${note}\n`);
  if (objects.length === 0) io.stderr.write('No contract that excuses now concerns this engine.\n');
  return 0;
}
