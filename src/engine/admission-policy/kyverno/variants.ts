import { groupOf, versionOf } from '../../../kube/group-kind.ts';
import type { Library } from '../../../language/cel/index.ts';
import type { KindTable } from '../kind-table.ts';
import { compileMatchResources, mayMatchResource, type ResourceMatcher } from '../match-resources.ts';
import { autogen, rewriteMutations, rewriteText } from './autogen.ts';
import {
  type Compile,
  type CompiledGenerating,
  type CompiledImageValidating,
  type CompiledMutating,
  type CompiledSpec,
  type CompiledValidating,
  type CompileProblem,
  compileDeleting,
  compileGenerating,
  compileImageValidating,
  compileMutating,
  compileValidating,
} from './compile.ts';
import type { DeletingPolicy, DeletingPolicySpec } from './deleting-policy.ts';
import type { GeneratingPolicy } from './generating-policy.ts';
import { type ImageValidatingPolicy, readImageValidatingSpec } from './image-validating-policy.ts';
import { generatorLibrary } from './library/generator.ts';
import { kyvernoLibraries } from './library/index.ts';
import { type MutatingPolicy, readMutatingSpec } from './mutating-policy.ts';
import type { CelSpec, KyvernoCelPolicy } from './policy.ts';
import { type PolicyException, refersTo } from './policy-exception.ts';
import { readValidatingSpec, type ValidatingPolicy } from './validating-policy.ts';

/** A policy as written, or as Kyverno carries it over to controllers of pods. */
export interface Variant<Compiled extends CompiledSpec> {
  readonly policy: KyvernoCelPolicy;
  readonly autogen: boolean;
  readonly compiled: Compiled;
  readonly matches: ResourceMatcher;
}

export interface PolicyCompileProblem extends CompileProblem {
  readonly policy: KyvernoCelPolicy;
}

/** Compiles policies with what autogen makes of them; one that does not compile in full judges nothing. */
export class Variants {
  readonly problems: PolicyCompileProblem[] = [];
  readonly #exceptions: readonly PolicyException[];
  readonly #kinds: KindTable;

  constructor(exceptions: readonly PolicyException[], kinds: KindTable) {
    this.#exceptions = exceptions;
    this.#kinds = kinds;
  }

  validating(policies: readonly ValidatingPolicy[]): readonly Variant<CompiledValidating>[] {
    return policies.flatMap((policy) => {
      const copies = autogen(policy.rawSpec, rewriteText).map(({ spec }) => spec);
      return this.#of(policy, copies.map(readValidatingSpec), compileValidating);
    });
  }

  mutating(policies: readonly MutatingPolicy[]): readonly Variant<CompiledMutating>[] {
    return policies.flatMap((policy) => {
      const copies = autogen(policy.rawSpec, rewriteMutations).map(({ spec }) => spec);
      return this.#of(policy, copies.map(readMutatingSpec), compileMutating);
    });
  }

  imageValidating(policies: readonly ImageValidatingPolicy[]): readonly Variant<CompiledImageValidating>[] {
    return policies.flatMap((policy) => {
      const copies = autogen(policy.rawSpec, rewriteText).map(({ spec }) => spec);
      return this.#of(policy, copies.map(readImageValidatingSpec), compileImageValidating);
    });
  }

  generating(policies: readonly GeneratingPolicy[]): readonly Variant<CompiledGenerating>[] {
    return policies.flatMap((policy) =>
      this.#of(policy, [], compileGenerating, generatorLibrary(policy.namespace)),
    );
  }

  deleting(policies: readonly DeletingPolicy[]): readonly Variant<CompiledSpec<DeletingPolicySpec>>[] {
    return policies.flatMap((policy) => this.#of(policy, [], compileDeleting));
  }

  #of<Spec extends CelSpec, Compiled extends CompiledSpec<Spec>>(
    policy: KyvernoCelPolicy<Spec>,
    copies: readonly Spec[],
    compile: Compile<Spec, Compiled>,
    ...more: readonly Library[]
  ): Variant<Compiled>[] {
    const { mode } = policy.spec;
    if (mode !== 'Kubernetes' && mode !== 'JSON') {
      const message = `evaluation mode ${mode} is that of Kyverno's authorization server, which judges requests to services; expected Kubernetes or JSON`;
      this.problems.push({ policy, path: ['spec', 'evaluation', 'mode'], message });
      return [];
    }
    const exceptions = this.#exceptions.filter((exception) => refersTo(exception, policy));
    const libraries = [...kyvernoLibraries(this.#kinds, policy.namespace), ...more];
    const variants: Variant<Compiled>[] = [];
    for (const spec of [policy.spec, ...copies]) {
      const compiled = compile(spec, exceptions, libraries);
      if (!('spec' in compiled)) {
        this.problems.push(...compiled.map((problem) => ({ ...problem, policy })));
        return [];
      }
      const matches =
        spec.matchConstraints === null
          ? () => null
          : compileMatchResources(spec.matchConstraints, this.#kinds, { generateNames: true });
      variants.push({ policy, autogen: spec !== policy.spec, compiled, matches });
    }
    return variants;
  }
}

/** Those of some variants that can concern a kind, found once for each kind. */
export function byKind<V extends Variant<CompiledSpec>>(
  variants: readonly V[],
  kinds: KindTable,
): (apiVersion: string, kind: string) => readonly V[] {
  const known = new Map<string, readonly V[]>();
  return (apiVersion, kind) => {
    const key = `${apiVersion} ${kind}`;
    let found = known.get(key);
    if (!found) {
      const { resource } = kinds.find(apiVersion, kind);
      const wanted = { group: groupOf(apiVersion), version: versionOf(apiVersion), resource };
      found = variants.filter(({ compiled: { spec } }) => {
        const { matchConstraints } = spec;
        return matchConstraints !== null && mayMatchResource(matchConstraints, wanted, kinds);
      });
      known.set(key, found);
    }
    return found;
  };
}
