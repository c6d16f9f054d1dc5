/**
 * The Common Expression Language as the Kubernetes API server speaks it: cel-go's static check, costs and error texts.
 *
 * ```ts
 * const env = kubernetesEnvironment({ version: '1.36', variables: { object: dynType, params: dynType } });
 * const compiled = env.compile('object.spec.replicas <= params.max');
 * if (!compiled.ok) throw new Error(compiled.text); // ERROR: <input>:1:5: undeclared reference to …
 * compiled.type.toString(); // 'bool'
 *
 * const result = compiled.program.evaluate({ object: manifest, params: { max: 3 } });
 * result.ok ? toJson(result.value) : result.error; // 'no such key: replicas'
 * result.cost; // as the API server counts it
 * ```
 *
 * Compile once, evaluate often: a program holds no state. Parsed JSON is passed as it is. A variable may be a `LazyValue`,
 * worked out when an expression first reads it; `LazyMap` is a map of such (`variables.x`). An environment is extended with
 * libraries: functions with overloads (`global`, `member`), opaque types (extend `OpaqueValue`), declared struct types
 * (`structDecl`), macros.
 */

export type { FunctionDecl, Implementation, Overload, StructDecl } from './check/declaration.ts';
export { global, member } from './check/declaration.ts';
export {
  anyType,
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  opaqueType,
  optionalType,
  sameType,
  stringType,
  structType,
  Type,
  timestampType,
  typeParam,
  uintType,
} from './check/type.ts';
export type { Compiled, Library, Settings } from './environment.ts';
export { Environment } from './environment.ts';
export type { Range } from './estimate/range.ts';
export {
  type AccessAnswer,
  type AccessQuestion,
  type Authorizer,
  authorizerType,
  authorizerValue,
  requestResourceValue,
  resourceCheckType,
} from './kubernetes/authorizer.ts';
export { mutationLibrary } from './kubernetes/mutation.ts';
export { type KubernetesOptions, type KubernetesVersion, kubernetesEnvironment } from './kubernetes.ts';
export type { CallCost } from './plan/call-cost.ts';
export { LazyValue } from './plan/frame.ts';
export type { Activation, EvaluateOptions, Program, Result } from './program.ts';
export { PER_CALL_LIMIT } from './program.ts';
export { specificationEnvironment, standardEnvironment } from './standard.ts';
export { structDecl } from './struct-decl.ts';
export type { Issue } from './syntax/issue.ts';
export type { Macro } from './syntax/macro.ts';
export { MacroError, type MacroHelper } from './syntax/macro.ts';
export { equals } from './value/equals.ts';
export { CelError } from './value/error.ts';
export { toJson } from './value/json.ts';
export { LazyMap } from './value/lazy-map.ts';
export { MapValue } from './value/map.ts';
export { DoubleValue, doubleValue, intValue, UintValue } from './value/number.ts';
export { OpaqueValue } from './value/opaque.ts';
export { OptionalValue } from './value/optional.ts';
export { readJson } from './value/read-json.ts';
export { StructValue } from './value/struct.ts';
export { DurationValue, TimestampValue } from './value/time.ts';
export { typeOf } from './value/type-of.ts';
export type { Value } from './value/value.ts';
