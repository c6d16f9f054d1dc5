import type { Lookup } from '../engine/engine.ts';
import type { Check } from '../engine/pod-security/check.ts';
import type { LevelVersion } from '../engine/pod-security/level-version.ts';
import { fieldText } from '../field.ts';
import { own, type Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import { editText } from './edit-text.ts';
import { nextStep } from './next-step.ts';
import type { BlockedWorkload, Edit, Mode, NamespaceReadiness, WayTo } from './result.ts';

export interface ReadinessOptions {
  /** The names under which the engine judges readiness: `baseline@latest`, `restricted@latest`. */
  readonly policies: { readonly baseline: string; readonly restricted: string };
  /** What a namespace's labels mean, the cluster's defaults filled in. */
  today(labels: unknown): Readonly<Record<Mode, LevelVersion>>;
  isExempt(namespace: string): boolean;
  check(id: string): Check | undefined;
  /** The version that new labels are pinned to. */
  readonly pin: string;
  /** Of the workloads that fail one check in one namespace so many are kept with their edits; the rest is counted. */
  readonly kept: number;
}

/** Adds up, from verdicts as they fall, how far each namespace can go. */
export class Readiness {
  readonly #options: ReadinessOptions;
  readonly #namespaces: Map<string, Collected> = new Map();

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** A Namespace object of the input: it is listed even when nothing runs in it. */
  namespace({ name, origin }: Resource): void {
    this.#of(name).source = { file: origin.file, ...origin.start };
  }

  workload(resource: Resource): void {
    this.#of(resource.namespace).workloads++;
  }

  verdict(verdict: Verdict): void {
    if (verdict.engine !== 'PodSecurity' || verdict.outcome !== 'fail') return;
    const { baseline, restricted } = this.#options.policies;
    const { policy, resource } = verdict;
    if (policy === restricted) this.#add(this.#of(resource.namespace).toRestricted, verdict);
    else if (policy === baseline) this.#add(this.#of(resource.namespace).toBaseline, verdict);
  }

  /** Sorted by name. */
  namespaces(lookup: Lookup): NamespaceReadiness[] {
    return [...this.#namespaces]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, found]) => this.#sum(name, found, lookup));
  }

  #of(name: string): Collected {
    let found = this.#namespaces.get(name);
    if (!found) {
      found = { source: null, workloads: 0, toBaseline: new Way(), toRestricted: new Way() };
      this.#namespaces.set(name, found);
    }
    return found;
  }

  #add(way: Way, { resource, rule, fields }: Verdict): void {
    const blocked = way.add(resource, rule, fields.length);
    if (blocked.workloads.length >= this.#options.kept) return;
    const { apiVersion, kind, namespace, name, origin } = resource;
    const check = this.#options.check(rule);
    blocked.workloads.push({
      resource: { apiVersion, kind, namespace, name },
      file: origin.file,
      edits: fields.map((field) => editOf(resource, field, check)),
    });
  }

  #sum(
    name: string,
    { source, workloads, toBaseline, toRestricted }: Collected,
    lookup: Lookup,
  ): NamespaceReadiness {
    const passes =
      toBaseline.workloads > 0 ? 'privileged' : toRestricted.workloads > 0 ? 'baseline' : 'restricted';
    const readiness = {
      name,
      today: this.#options.today(own(own(lookup.namespace(name), 'metadata'), 'labels')),
      source,
      exempt: this.#options.isExempt(name),
      workloads,
      passes,
      toBaseline: toBaseline.sum(this.#options),
      toRestricted: toRestricted.sum(this.#options),
    } as const;
    return { ...readiness, next: nextStep(readiness, this.#options.pin) };
  }
}

interface Collected {
  source: NamespaceReadiness['source'];
  workloads: number;
  readonly toBaseline: Way;
  readonly toRestricted: Way;
}

/** A way to a level as it is found out. */
class Way {
  workloads = 0;
  #fields = 0;
  #last: Resource | null = null;
  readonly #blockers: Map<string, { count: number; readonly workloads: BlockedWorkload[] }> = new Map();

  /** Verdicts of one resource come together, so a new resource is a new workload. */
  add(resource: Resource, check: string, fields: number): { readonly workloads: BlockedWorkload[] } {
    if (this.#last !== resource) this.workloads++;
    this.#last = resource;
    this.#fields += fields;
    let blocker = this.#blockers.get(check);
    if (!blocker) {
      blocker = { count: 0, workloads: [] };
      this.#blockers.set(check, blocker);
    }
    blocker.count++;
    return blocker;
  }

  sum(options: ReadinessOptions): WayTo {
    const blockers = [...this.#blockers].map(([check, { count, workloads }]) => ({
      check,
      title: options.check(check)?.title ?? check,
      count,
      workloads,
    }));
    return { workloads: this.workloads, fields: this.#fields, blockers };
  }
}

function editOf(resource: Resource, path: Path, check: Check | undefined): Edit {
  const { object, origin } = resource;
  const place = origin.locate?.(path) ?? origin.start;
  return {
    field: fieldText(object, path),
    line: place.line,
    text: editText(object, path, check?.fix.edit(path) ?? 'choose', check?.fix.text ?? 'change it'),
  };
}
