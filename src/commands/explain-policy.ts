import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { type PolicyPage, policyPage } from '../explain/policy-page.ts';
import { policyPageText } from '../explain/render/policy-text.ts';
import { oneLine } from '../report/terminal/layout.ts';
import type { ExitCode, Io } from './command.ts';
import { judge } from './explain-judge.ts';
import type { ExplainFlags, Place } from './explain-run.ts';
import { ExplainError } from './explain-workload.ts';
import { policiesOf } from './judge-manifests.ts';

/** Explains a policy: `policy/NAME`, its kind and name, or a file of policies. Undefined when none is meant. */
export async function explainPolicy(
  what: string,
  place: Place | undefined,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<ExitCode | undefined> {
  const [short = '', name = ''] = what.split('/');
  const kinds = place === undefined ? kindsOf.get(short.toLowerCase()) : [];
  if (kinds === undefined) return undefined;
  const asked = place === undefined ? flags : { ...flags, policies: [...(flags.policies ?? []), place.file] };
  const judged = await judge(flags.manifests ?? [], asked, config, io);
  const loaded = await policiesOf(asked, config, io);
  const meant = (loaded?.resources ?? []).filter(
    (one) =>
      policyKinds.has(one.kind) &&
      (place === undefined
        ? one.name === name && (kinds.length === 0 || kinds.includes(one.kind))
        : resolve(io.cwd, one.origin.file) === resolve(io.cwd, place.file)),
  );
  if (meant.length === 0) {
    if (place !== undefined) return undefined;
    throw new ExplainError('NOT_EXPLAINED', `${what}: not among the policies; name them with --policies`);
  }
  const pages: PolicyPage[] = meant.map((one) => policyPage(one, judged));
  if (flags.output === 'json') io.stdout.write(`${JSON.stringify(pages, null, 2)}\n`);
  else io.stdout.write(pages.map((one) => policyPageText(one, oneLine)).join('\n'));
  return 0;
}

const kindsOf = new Map<string, readonly string[]>([
  ['policy', []],
  ['pol', ['Policy']],
  ['clusterpolicy', ['ClusterPolicy']],
  ['cpol', ['ClusterPolicy']],
  ['validatingpolicy', ['ValidatingPolicy', 'NamespacedValidatingPolicy']],
  ['vpol', ['ValidatingPolicy', 'NamespacedValidatingPolicy']],
  ['validatingadmissionpolicy', ['ValidatingAdmissionPolicy']],
  ['vap', ['ValidatingAdmissionPolicy']],
]);

const policyKinds: ReadonlySet<string> = new Set([...kindsOf.values()].flat());
