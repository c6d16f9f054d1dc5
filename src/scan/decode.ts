import { DecodeProblem, decoderOf, structDecoder } from '../kube/decode.ts';
import { at, type Path } from '../kube/json.ts';
import { type PodKinds, podKindOf, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import { builtInStruct } from '../kube/structure/built-in.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import type { Problem, ScanErrorCode } from './result.ts';

/**
 * What the API server's decoder would refuse in a workload or Namespace: a string where a bool belongs is a problem of
 * the input, never a pass. A custom kind is held to it in its pod templates, which is what its controller creates.
 */
export function decodeProblem(resource: Resource, kinds: PodKinds): Problem | null {
  const { apiVersion, kind, object } = resource;
  if (kind !== 'Namespace' && podKindOf(apiVersion, kind, kinds) === undefined) return null;
  if (builtInKind(apiVersion, kind) !== undefined) {
    const decoded = decoderOf(apiVersion, kind)?.(object);
    return decoded instanceof DecodeProblem ? problemOf(resource, decoded, []) : null;
  }
  const template = builtInStruct('core/v1.PodTemplateSpec');
  if (template === undefined) return null;
  const decode = structDecoder(template);
  for (const { path } of podsOf(resource, kinds)) {
    const decoded = decode(at(object, path) ?? {});
    if (decoded instanceof DecodeProblem) return problemOf(resource, decoded, path);
  }
  return null;
}

function problemOf({ kind, name, origin }: Resource, problem: DecodeProblem, prefix: Path): Problem {
  const path = [...prefix, ...problem.path];
  const { line, column } = origin.locate?.(path) ?? origin.start;
  const field = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return {
    code: 'WRONG_TYPE' satisfies ScanErrorCode,
    message: `${kind} ${name}: ${field.replace(/^\./, '') || 'the object'}: expected ${problem.expected}, found ${problem.found}; the API server refuses it`,
    file: origin.file,
    line,
    column,
  };
}
