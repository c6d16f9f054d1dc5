import { relative, resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import type { Resource } from '../kube/resource.ts';
import { count } from '../report/terminal/layout.ts';
import { policyResources } from '../rollout/replay.ts';
import { recordedInputs } from '../rollout/what-if/recorded-inputs.ts';
import { Redactions } from '../rollout/what-if/redactions.ts';
import { type Inputs, openInputs } from '../source/inputs.ts';
import type { Io } from './command.ts';
import { openOwners } from './owners.ts';
import { repositoryOf, type StoreFlags, scopeOf, storeOf } from './rollout-store.ts';
import { policiesOf, readOptions } from './scan-inputs.ts';

/** What a question is asked about: manifests, or what was recorded. */
export interface Basis {
  readonly text: string;
  readonly inputs: Inputs;
  /** Knows which values are hidden; null where none are. */
  readonly redactions: Redactions | null;
  readonly namespaces: ReadonlyMap<string, Resource>;
  /** The version of the cluster as it was recorded, `v1.34`. */
  readonly kubernetes: string | undefined;
  ownerOf(resource: Resource): string;
  /** The policies in force: as recorded, or as configured. */
  policies(): Promise<readonly Resource[]>;
  /** After judging: why the answer may not be the whole truth. */
  gaps(): readonly string[];
  close(): Promise<void>;
}

export interface BasisFlags extends StoreFlags {
  readonly namespace?: string;
}

export async function manifestBasis(
  paths: readonly string[],
  flags: BasisFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Basis> {
  const inputs = openInputs(paths, readOptions(flags, config, podKindsOf(config.settings), io.cwd, io));
  const namespaces = await namespacesOf(inputs);
  const owners = await openOwners(config, io);
  return {
    text: paths.join(' '),
    inputs,
    redactions: null,
    namespaces,
    kubernetes: undefined,
    ownerOf: (resource) => owners.of(resource, namespaces.get(resource.namespace)) ?? '',
    policies: async () => (await policiesOf({}, config, io))?.resources ?? [],
    gaps: () => [],
    close: () => inputs.close(),
  };
}

export async function recordedBasis(flags: BasisFlags, config: LoadedConfig, io: Io): Promise<Basis> {
  const store = await storeOf(flags, config, io, true);
  try {
    const scope = scopeOf(flags, config, io);
    const redactions = new Redactions();
    const top = repositoryOf(io) ?? io.cwd;
    const inputs = recordedInputs(store, {
      scope,
      redactions,
      only: flags.namespace ?? null,
      placeOf: (file) => relative(io.cwd, resolve(top, file)),
    });
    const last = await store.db
      .selectFrom('scan')
      .select(['started_at', 'complete', 'kubernetes', 'set_id'])
      .where('scope', '=', scope)
      .orderBy('started_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    const namespaces = await namespacesOf(inputs);
    return {
      text:
        last === undefined
          ? `nothing: no scan of ${scope} was recorded`
          : `what was recorded of ${scope} up to ${new Date(last.started_at).toISOString().slice(0, 16)}Z`,
      inputs,
      redactions,
      namespaces,
      kubernetes: last?.kubernetes || undefined,
      ownerOf: (resource) => inputs.ownerOf(resource),
      policies: () => recordedPolicies(store, last?.set_id),
      gaps: () => [
        ...(last?.complete === 0 ? ['the last recorded scan was not complete'] : []),
        ...(inputs.bodiless.length === 0
          ? []
          : [
              `${count(inputs.bodiless.length, 'workload')} seen as pods only, such as ${inputs.bodiless[0]}`,
            ]),
      ],
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function namespacesOf(inputs: Inputs): Promise<Map<string, Resource>> {
  const found = new Map<string, Resource>();
  for await (const events of inputs.read(['Namespace']))
    for (const event of events)
      if (event.type === 'resource' && event.resource.apiVersion === 'v1')
        found.set(event.resource.name, event.resource);
  return found;
}

/** The policies that the last scan judged by, as they were then. */
async function recordedPolicies({ db }: EvidenceStore, set: number | undefined): Promise<Resource[]> {
  if (set === undefined) return [];
  const row = await db
    .selectFrom('policy_set')
    .select('members')
    .where('id', '=', set)
    .executeTakeFirstOrThrow();
  const members = JSON.parse(row.members) as { engine: string; policy: string; revision: string }[];
  const resources: Resource[] = [];
  for (const { engine, policy, revision } of members) {
    const known = await db
      .selectFrom('policy_revision')
      .select('source')
      .where('engine', '=', engine)
      .where('policy', '=', policy)
      .where('revision', '=', revision)
      .executeTakeFirst();
    if (known !== undefined && known.source !== '') resources.push(...policyResources(known.source));
  }
  return resources;
}
