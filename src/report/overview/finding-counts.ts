import type { CheckCount, FindingCounts, OpenFinding } from './overview.ts';

/** Counts findings as they come by. */
export class FindingCounter {
  readonly #checks: Map<string, { -readonly [K in keyof CheckCount]: CheckCount[K] }> = new Map();
  readonly #namespaces: Map<string, { open: number; excused: number }> = new Map();
  #workloads = 0;

  /** All findings of one namespace. */
  add(findings: readonly OpenFinding[]): void {
    const subjects = new Set<string>();
    const seen = new Set<string>();
    for (const one of findings) {
      const key = `${one.engine}\n${one.engine === 'PodSecurity' ? '' : one.policies[0]}\n${one.rule}`;
      const check = this.#check(key, one);
      const excused = one.excusedBy.length > 0;
      const namespace = this.#namespace(one.namespace);
      if (excused) {
        check.excused++;
        namespace.excused++;
        continue;
      }
      check.open++;
      namespace.open++;
      if (one.mend.kind === 'safe') check.safe++;
      subjects.add(one.subject);
      if (add(seen, `${key}\n${one.subject}`)) check.workloads++;
      if (add(seen, key)) check.namespaces++;
    }
    this.#workloads += subjects.size;
  }

  of(namespace: string): { readonly open: number; readonly excused: number } {
    return this.#namespaces.get(namespace) ?? { open: 0, excused: 0 };
  }

  result(): FindingCounts {
    const all = [...this.#namespaces.values()];
    return {
      open: all.reduce((sum, one) => sum + one.open, 0),
      excused: all.reduce((sum, one) => sum + one.excused, 0),
      workloads: this.#workloads,
      namespaces: all.filter((one) => one.open > 0).length,
      checks: [...this.#checks.values()].sort(
        (a, b) => b.open - a.open || b.excused - a.excused || (a.rule < b.rule ? -1 : 1),
      ),
    };
  }

  #namespace(name: string): { open: number; excused: number } {
    const known = this.#namespaces.get(name) ?? { open: 0, excused: 0 };
    this.#namespaces.set(name, known);
    return known;
  }

  #check(key: string, { engine, policies, rule, title, severity }: OpenFinding) {
    let known = this.#checks.get(key);
    if (known === undefined) {
      const name =
        engine === 'PodSecurity' ? rule : [policies[0], rule].filter((part) => part !== '').join('/');
      known = {
        engine,
        rule: name,
        title,
        severity,
        open: 0,
        excused: 0,
        safe: 0,
        workloads: 0,
        namespaces: 0,
      };
      this.#checks.set(key, known);
    }
    return known;
  }
}

function add(set: Set<string>, key: string): boolean {
  const fresh = !set.has(key);
  set.add(key);
  return fresh;
}
