import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { listAt, textOf } from './read.ts';

/** A value recorded for the context, by its path. */
export interface ValueEntry {
  readonly path: readonly string[];
  readonly value: Json;
}

/** What a values file gives for one rule. */
export interface RuleValues {
  readonly entries: readonly ValueEntry[];
}

/** A values file of Kyverno's command line, read (kyverno v1.19 cmd/cli apis/v1alpha1/values_spec.go). */
export class Values {
  readonly #global: JsonObject;
  readonly #policies: readonly Json[];

  /** `spec` is the file's object, or the `values` of a test. */
  constructor(spec: Json) {
    const global = own(spec, 'globalValues');
    this.#global = isObject(global) ? global : {};
    this.#policies = listAt(spec, 'policies');
  }

  /** What is put into the context for one policy and resource: the values for all, then those for the two. */
  forResource(policy: string, resource: string): JsonObject {
    const values: JsonObject = { ...this.#global };
    for (const entry of this.#policies) {
      if (own(entry, 'name') !== policy) continue;
      for (const one of listAt(entry, 'resources')) {
        const given = own(one, 'values');
        if (own(one, 'name') === resource && isObject(given)) Object.assign(values, given);
      }
    }
    return values;
  }

  /** What is put into the context for one rule of a policy; rules made by autogen take what the written one has. */
  forRule(policy: string, rule: string): RuleValues | null {
    for (const entry of this.#policies) {
      if (own(entry, 'name') !== policy) continue;
      for (const one of listAt(entry, 'rules')) {
        const name = textOf(own(one, 'name'));
        if (rule === name || rule === `autogen-${name}` || rule === `autogen-cronjob-${name}`)
          return ruleValues(one);
      }
      return null;
    }
    return null;
  }
}

function ruleValues(rule: Json): RuleValues {
  const values = own(rule, 'values');
  const loops = own(rule, 'foreachValues');
  const entries = isObject(values) ? entriesOf(values) : [];
  if (isObject(loops)) {
    // Upstream keeps the first of each list only.
    for (const key of Object.keys(loops)) {
      const list = loops[key];
      if (Array.isArray(list)) entries.push({ path: pathOf(key), value: list[0] ?? null });
    }
  }
  return { entries };
}

export function entriesOf(values: JsonObject): ValueEntry[] {
  return Object.keys(values).map((key) => ({ path: pathOf(key), value: values[key] ?? null }));
}

/** Splits at dots; a part in double quotes may hold some (Go's encoding/csv with a dot for the comma). */
function pathOf(key: string): string[] {
  const parts: string[] = [];
  for (const [, quoted, plain] of key.matchAll(/(?:"((?:[^"]|"")*)"|([^.]*))(?:\.|$)/g)) {
    parts.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  // The expression also finds the empty text behind the last part.
  return parts.length > 1 && !key.endsWith('.') ? parts.slice(0, -1) : parts;
}
