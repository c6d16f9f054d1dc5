/**
 * Kyverno's dialect of JMESPath (kyverno/go-jmespath and the functions of kyverno/kyverno pkg/engine/jmespath).
 *
 * ```ts
 * const program = compile("request.object.spec.containers[?!securityContext.privileged].name");
 * program.search(context, { now });
 * ```
 *
 * All numbers are Go's float64, whatever they look like. A `bigint` within 2^53 stands for Go's int or int64, which
 * JMESPath does not take for a number: that is how `elementIndex` and the result of `compare()` behave upstream. A
 * larger `bigint` is a big number of a manifest and is read as a float64.
 */
export { JMESPathError, LimitError, NotFoundError, PanicError } from './error.ts';
export { encodeJson } from './go-json.ts';
export { compareVersions, parseVersion, type Version } from './go-semver.ts';
export { type ImageReference, parseImageReference, printImageReference } from './image-reference.ts';
export { compile, type Program } from './program.ts';
export type { SearchOptions } from './run.ts';
export { ItemList } from './value.ts';
