import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { Activation } from '../../../language/cel/index.ts';
import { annotate, type Blocked, begin, evaluate, type Scope } from './begin.ts';
import type { CompiledGenerating } from './compile.ts';
import type { Generator } from './library/generator.ts';
import { type Template, TemplateError } from './template.ts';

/** What a policy that generates says (kyverno 111e07bb pkg/cel/policies/gpol/compiler/policy.go). */
export type GenerationEvaluation =
  | Blocked
  | { readonly outcome: 'pass'; readonly auditAnnotations: ReadonlyMap<string, string> };

/** Generates into `generator`. */
export function generate(
  compiled: CompiledGenerating,
  generator: Generator,
  activation: Activation,
  now: Date,
): GenerationEvaluation {
  const begun = begin(compiled, { ...activation, generator }, now, 'Fail');
  if (begun.outcome !== 'go') return begun;
  const { scope } = begun;
  for (const generation of compiled.generations) {
    const error =
      typeof generation === 'function'
        ? render(generation, generator, scope)
        : errorOf(evaluate(generation, scope));
    if (error !== null) return { outcome: 'broken', error };
  }
  const auditAnnotations = annotate(compiled, scope);
  if (typeof auditAnnotations === 'string') return { outcome: 'broken', error: auditAnnotations };
  return { outcome: 'pass', auditAnnotations };
}

function render(template: Template, generator: Generator, scope: Scope): string | null {
  try {
    for (const object of template(scope)) {
      const problem = generator.add(namespaceOf(object) || generator.home, object);
      if (problem !== null) return problem;
    }
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return `failed to render generation template: ${error.message}`;
    throw error;
  }
}

function namespaceOf(object: JsonObject): string {
  const namespace: Json | undefined = own(own(object, 'metadata'), 'namespace');
  return typeof namespace === 'string' ? namespace : '';
}

function errorOf(result: ReturnType<typeof evaluate>): string | null {
  return result.ok ? null : result.error;
}
