import type { FunctionDecl, StructDecl } from './check/declaration.ts';
import type { Type } from './check/type.ts';
import { Environment, type Library } from './environment.ts';
import { standardLibrary } from './library/standard.ts';

export type KubernetesVersion = '1.30' | '1.31' | '1.32' | '1.33' | '1.34' | '1.35' | '1.36';

export interface KubernetesOptions {
  /** The version whose libraries an expression may use. */
  readonly version: KubernetesVersion;
  readonly variables?: Readonly<Record<string, Type>>;
  readonly structs?: readonly StructDecl[];
  readonly functions?: readonly FunctionDecl[];
  readonly libraries?: readonly Library[];
}

/** The API server's environment (apiserver pkg/cel/environment/base.go). */
export function kubernetesEnvironment({
  variables,
  structs,
  functions,
  libraries = [],
}: KubernetesOptions): Environment {
  return Environment.create({ homogeneousLiterals: true, presenceTestCosts: false }, standardLibrary).extend(
    { variables: variables ?? {}, structs: structs ?? [], functions: functions ?? [] },
    ...libraries,
  );
}
