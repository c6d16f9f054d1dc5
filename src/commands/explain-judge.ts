import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { limitsOf } from '../config/limits.ts';
import type { LoadedConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { findSmells } from '../engine/kyverno/smell/find-smells.ts';
import type { ExplainContext } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { Judged } from '../explain/judged.ts';
import { mendingOf } from '../explain/mending.ts';
import { type Mending, noMending } from '../explain/mending-shape.ts';
import type { Resource } from '../kube/resource.ts';
import { oneLine } from '../report/terminal/layout.ts';
import { parseKubernetes, parseLevelVersion } from '../scan/level-option.ts';
import { defaultMaxFileSize } from '../source/file-bytes.ts';
import { wholeFile } from '../source/whole-file.ts';
import type { Verdict } from '../verdict.ts';
import type { Io } from './command.ts';
import type { ExplainFlags } from './explain-run.ts';
import { judgeManifests, policiesOf } from './judge-manifests.ts';
import { openOwners } from './owners.ts';

/** Judges the manifests, and keeps what failed. */
export async function judge(
  paths: readonly string[],
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Judged> {
  const resources: Resource[] = [];
  const failures: Verdict[] = [];
  const engines = new Map<string, Explanation['refuser']>();
  const loaded = await policiesOf(flags, config, io);
  const result = await judgeManifests(
    paths,
    flags,
    config,
    io,
    (verdict) => {
      if (verdict.engine === 'Portcullis') return;
      engines.set(verdict.policy, verdict.engine);
      if (verdict.outcome === 'fail') failures.push(verdict);
    },
    (resource) => void resources.push(resource),
    loaded,
  );
  for (const { file, line, message } of result.problems)
    io.stderr.write(`${file}:${line ?? 1}: ${oneLine(message)}\n`);
  const policyOf = (name: string): Resource | undefined =>
    loaded?.resources.find(
      (one) => name === (one.namespace === '' ? one.name : `${one.namespace}/${one.name}`),
    );
  return {
    paths,
    policyPaths: flags.policies ?? [],
    resources,
    failures,
    policyOf,
    smellsOf: (name) => {
      const policy = policyOf(name);
      return policy?.apiVersion.startsWith('kyverno.io/') === true ? findSmells(policy) : [];
    },
    engines,
    policies: new Set(engines.keys()),
    namespace: (name) => resources.find((one) => one.kind === 'Namespace' && one.name === name),
  };
}

/** What the manifests, their files and the repository know beside the verdicts. */
export async function contextOf(
  judged: Judged,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<ExplainContext> {
  const { settings } = config;
  const version = flags.kubernetes ?? settings.kubernetes;
  const owners = await openOwners(config, io);
  return {
    ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
    judged,
    limits: limitsOf(settings),
    mendingOf: (resource, policy) => {
      const level = /^(?:baseline|restricted)@/.test(policy)
        ? parseLevelVersion(policy, 'policy')
        : undefined;
      const bytes = level === undefined ? undefined : bytesOf(resource, io);
      if (level === undefined || bytes === undefined) return noMending;
      const emulate = version === undefined ? {} : { emulate: parseKubernetes(version, '--kubernetes') };
      return remembered(resource, policy, () =>
        mendingOf(resource, bytes, { policy: level, ...emulate, podKinds: podKindsOf(settings) }),
      );
    },
    ownerOf: (resource) => owners.of(resource, judged.namespace(resource.namespace)),
  };
}

const mendings = new WeakMap<Resource, Map<string, Mending>>();

function remembered(resource: Resource, policy: string, make: () => Mending): Mending {
  const known = mendings.get(resource) ?? new Map<string, Mending>();
  mendings.set(resource, known);
  const found = known.get(policy) ?? make();
  known.set(policy, found);
  return found;
}

/** The file a resource is written in; none for what was rendered or piped. */
function bytesOf({ origin }: Resource, io: Io): Buffer | undefined {
  const path = resolve(io.cwd, origin.file);
  return existsSync(path) && statSync(path).isFile() ? wholeFile(path, defaultMaxFileSize) : undefined;
}
