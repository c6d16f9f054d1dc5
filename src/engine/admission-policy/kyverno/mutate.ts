import type { JsonObject } from '../../../kube/json.ts';
import type { Struct } from '../../../kube/structure/structure.ts';
import type { Activation } from '../../../language/cel/index.ts';
import { MutationError, mutate } from '../mutation.ts';
import { annotate, type Blocked, begin, evaluate } from './begin.ts';
import type { CompiledMutating } from './compile.ts';

/** What a policy makes of an object (kyverno 111e07bb pkg/cel/policies/mpol/compiler/policy.go). */
export type MutationEvaluation =
  | Blocked
  | {
      readonly outcome: 'pass';
      readonly object: JsonObject;
      readonly auditAnnotations: ReadonlyMap<string, string>;
    };

/** Applies the mutations one after the other, each seeing what the last one made. The failure policy plays no part. */
export function mutateBy(
  compiled: CompiledMutating,
  object: JsonObject,
  struct: Struct | undefined,
  activation: Activation,
  now: Date,
): MutationEvaluation {
  const begun = begin(compiled, activation, now, 'Fail');
  if (begun.outcome !== 'go') return begun;
  const { scope } = begun;
  const { apiVersion, kind } = object;
  let patched = object;
  for (const { patchType, expression } of compiled.mutations) {
    const result = evaluate(expression, scope);
    if (!result.ok) return { outcome: 'broken', error: result.error };
    // JSON patches are not held against the types of the object.
    const fields = patchType === 'JSONPatch' ? undefined : struct;
    const changed = mutate(patchType, result.value, patched, fields, {
      atomic: compiled.spec.serverSideApply,
    });
    if (changed instanceof MutationError) return { outcome: 'broken', error: changed.message };
    patched =
      patchType === 'JSONPatch'
        ? changed
        : {
            ...changed,
            ...(apiVersion !== undefined && { apiVersion }),
            ...(kind !== undefined && { kind }),
          };
    // Variables that are first read after this see the patched object too.
    scope.object = patched;
  }
  const auditAnnotations = annotate(compiled, scope);
  if (typeof auditAnnotations === 'string') return { outcome: 'broken', error: auditAnnotations };
  return { outcome: 'pass', object: patched, auditAnnotations };
}
