import type { FunctionDecl, StructDecl } from './check/declaration.ts';
import type { Type } from './check/type.ts';
import { Environment, type Library } from './environment.ts';
import { authorizerLibrary, authorizerSelectorsLibrary } from './kubernetes/authorizer.ts';
import { cidrLibrary } from './kubernetes/cidr.ts';
import { kubernetesCosts } from './kubernetes/costs.ts';
import { kubernetesEstimates } from './kubernetes/estimates.ts';
import { ipLibrary } from './kubernetes/ip.ts';
import { kubernetesLists } from './kubernetes/lists.ts';
import { namedFormatLibrary } from './kubernetes/named-format.ts';
import { quantityLibrary } from './kubernetes/quantity.ts';
import { findLibrary } from './kubernetes/regex.ts';
import { semverLibrary } from './kubernetes/semver.ts';
import { urlLibrary } from './kubernetes/url.ts';
import { listsLibrary } from './library/lists.ts';
import { optionalLibrary } from './library/optional.ts';
import { setsLibrary } from './library/sets.ts';
import { standardLibrary } from './library/standard.ts';
import { stringsLibrary2 } from './library/strings.ts';
import { twoVariableLibrary } from './library/two-variable.ts';
import { literalValidators } from './validate/literals.ts';

export const KUBERNETES_VERSIONS = ['1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.36'] as const;

export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

export interface KubernetesOptions {
  /** The version whose libraries an expression may use. */
  readonly version: KubernetesVersion;
  readonly variables?: Readonly<Record<string, Type>>;
  readonly structs?: readonly StructDecl[];
  readonly functions?: readonly FunctionDecl[];
  readonly libraries?: readonly Library[];
}

/** The libraries in upstream's order, each with the version that brought it (apiserver pkg/cel/environment/base.go). */
const LIBRARIES: readonly (readonly [KubernetesVersion, Library])[] = [
  ['1.30', urlLibrary],
  ['1.30', findLibrary],
  ['1.30', kubernetesLists],
  ['1.30', authorizerLibrary],
  ['1.30', optionalLibrary],
  ['1.30', quantityLibrary],
  ['1.30', { validators: literalValidators }],
  ['1.30', stringsLibrary2],
  ['1.30', setsLibrary],
  ['1.30', ipLibrary],
  ['1.30', cidrLibrary],
  ['1.31', namedFormatLibrary],
  ['1.31', authorizerSelectorsLibrary],
  ['1.32', twoVariableLibrary],
  ['1.33', semverLibrary],
  ['1.34', listsLibrary],
];

const made = new Map<KubernetesVersion, Environment>();

function base(version: KubernetesVersion): Environment {
  const known = made.get(version);
  if (known) return known;
  const settings = {
    homogeneousLiterals: true,
    crossTypeComparisons: true,
    optionalSyntax: true,
    presenceTestCosts: false,
    costs: kubernetesCosts,
    estimates: kubernetesEstimates,
  };
  const libraries = LIBRARIES.filter(([since]) => since <= version).map(([, library]) => library);
  const environment = Environment.create(settings, standardLibrary, ...libraries);
  made.set(version, environment);
  return environment;
}

/** The API server's environment of a version, with the variables an expression has there. */
export function kubernetesEnvironment(options: KubernetesOptions): Environment {
  const { version, variables = {}, structs = [], functions = [], libraries = [] } = options;
  return base(version).extend({ variables, structs, functions }, ...libraries);
}
