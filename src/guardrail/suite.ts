import { textAt } from '../engine/kyverno/read.ts';
import { type JsonObject, own } from '../kube/json.ts';
import type { Form } from './form.ts';
import type { Guardrail, Sample } from './guardrail.ts';
import type { Parameters } from './parameters.ts';
import { samplesOf } from './samples-of.ts';

/** The suite of a guardrail in one form, as `portcullis test` and Kyverno's own command line run it. */
export function suite(
  guardrail: Guardrail,
  parameters: Parameters,
  form: Form,
  policyFile: string,
): JsonObject {
  const samples = samplesOf(guardrail, parameters);
  return {
    apiVersion: 'cli.kyverno.io/v1alpha1',
    kind: 'Test',
    metadata: { name: guardrail.name },
    policies: [policyFile],
    resources: ['resources.yaml'],
    results:
      form === 'clusterpolicy'
        ? classicResults(guardrail, parameters, samples)
        : celResults(guardrail, form, samples),
  };
}

function classicResults(
  guardrail: Guardrail,
  parameters: Parameters,
  samples: readonly Sample[],
): JsonObject[] {
  return guardrail.classic(parameters).rules.flatMap(({ name }) =>
    entries(samples, ({ breaks, skips = [] }) =>
      breaks.includes(name) ? 'fail' : skips.includes(name) ? 'skip' : 'pass',
    ).map((entry) => ({
      policy: guardrail.name,
      rule: name,
      ...entry,
    })),
  );
}

function celResults({ name }: Guardrail, form: Form, samples: readonly Sample[]): JsonObject[] {
  const kind = form === 'validatingpolicy' ? 'isValidatingPolicy' : 'isValidatingAdmissionPolicy';
  return entries(samples, ({ breaks }) => (breaks.length > 0 ? 'fail' : 'pass')).map((entry) => ({
    policy: name,
    [kind]: true,
    ...entry,
  }));
}

/** One entry for the objects of a kind with the same result. */
function entries(samples: readonly Sample[], resultOf: (sample: Sample) => string): JsonObject[] {
  const found = new Map<string, { kind: string; result: string; resources: string[] }>();
  for (const sample of samples) {
    const kind = textAt(sample.object, 'kind');
    const result = resultOf(sample);
    const entry = found.get(`${kind} ${result}`) ?? { kind, result, resources: [] };
    entry.resources.push(nameOf(sample));
    found.set(`${kind} ${result}`, entry);
  }
  return [...found.values()];
}

function nameOf({ object }: Sample): string {
  const metadata = own(object, 'metadata');
  return `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}`;
}
