import { DecodeProblem } from '../../kube/decode.ts';
import { own, type Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import {
  boolType,
  type KubernetesVersion,
  kubernetesEnvironment,
  type Library,
  mutationLibrary,
  nullType,
  stringType,
  type Type,
} from '../../language/cel/index.ts';
import { PolicyCompiler } from './environment.ts';
import type { Expression } from './expression.ts';
import type { KindTable } from './kind-table.ts';
import { readDeletingPolicy } from './kyverno/deleting-policy.ts';
import { KyvernoCompiler } from './kyverno/environment.ts';
import { readGeneratingPolicy } from './kyverno/generating-policy.ts';
import { generatorLibrary } from './kyverno/library/generator.ts';
import { imageReferenceLibrary, imageVerificationLibrary } from './kyverno/library/image-verification.ts';
import { kyvernoLibraries } from './kyverno/library/index.ts';
import { readMutatingPolicy as readKyvernoMutatingPolicy } from './kyverno/mutating-policy.ts';
import { readPolicyException } from './kyverno/policy-exception.ts';
import { readValidatingPolicy } from './kyverno/validating-policy.ts';
import { type Mutation, readMutatingPolicy } from './mutating-policy.ts';
import { mutationTypes } from './mutation.ts';
import {
  type AuditAnnotation,
  listOf,
  type MatchCondition,
  type MatchResources,
  type ParamKind,
  readPolicy,
  text,
  type Validation,
  type Variable,
} from './policy.ts';

/** One expression and where it stands. */
export interface Spot {
  readonly path: Path;
  readonly text: string;
  /** None takes any type. */
  readonly wanted: readonly Type[];
  /** The name of the variable it defines. */
  readonly variable: string | null;
  readonly authorizer: boolean;
}

/** What there is to check of a policy. */
export interface CheckSource {
  readonly spots: readonly Spot[];
  readonly matchConstraints: MatchResources | null;
  readonly paramKind: ParamKind | null;
  /** What is wrong with it besides its expressions. */
  readonly problems: readonly ShapeProblem[];
  /** A text that refuses expressions that call web services; null where they may. */
  readonly httpForbidden: string | null;
  /** `typed` declares the fields of a kind. */
  compiler(typed: Library | null): (spot: Spot) => Expression;
}

export interface ShapeProblem {
  readonly path: Path;
  readonly message: string;
}

/** Reads a policy for a check; undefined for what is none. */
export function checkSource(
  resource: Resource,
  group: string,
  kinds: KindTable,
  version: KubernetesVersion,
): CheckSource | DecodeProblem | undefined {
  return readers[`${group}/${resource.kind.replace(/^Namespaced/, '')}`]?.(resource, kinds, version);
}

type Read = (resource: Resource, kinds: KindTable, version: KubernetesVersion) => CheckSource | DecodeProblem;

const readValidatingAdmissionPolicy: Read = ({ object }, _, version) => {
  const policy = readPolicy(object);
  if (policy instanceof DecodeProblem) return policy;
  const { matchConstraints, paramKind, variables, matchConditions, validations, auditAnnotations } = policy;
  const spots = [
    ...variableSpots(variables),
    ...conditionSpots(matchConditions),
    ...validationSpots(validations),
    ...annotationSpots(auditAnnotations),
  ];
  return serverSource(spots, matchConstraints, paramKind, serverCompiler(paramKind, version));
};

const readMutatingAdmissionPolicy: Read = ({ object }, _, version) => {
  const policy = readMutatingPolicy(object);
  if (policy instanceof DecodeProblem) return policy;
  const { matchConstraints, paramKind, variables, matchConditions, mutations } = policy;
  const spots = [
    ...variableSpots(variables),
    ...conditionSpots(matchConditions),
    ...mutationSpots(mutations),
  ];
  return serverSource(spots, matchConstraints, paramKind, serverCompiler(paramKind, version, true));
};

const readValidatingCelPolicy: Read = ({ object }, kinds) => {
  const { spec, namespace } = readValidatingPolicy(object);
  const spots = [
    ...conditionSpots(spec.matchConditions),
    ...variableSpots(spec.variables),
    ...validationSpots(spec.validations),
    ...annotationSpots(spec.auditAnnotations),
  ];
  const problems = [...constraintProblems(spec.matchConstraints), ...actionProblems(spec.validationActions)];
  return kyvernoSource(spots, spec.matchConstraints, namespace, problems, kyvernoLibraries(kinds, namespace));
};

const readMutatingCelPolicy: Read = ({ object }, kinds) => {
  const { spec, namespace } = readKyvernoMutatingPolicy(object);
  const spots = [
    ...variableSpots(spec.variables),
    ...conditionSpots(spec.matchConditions),
    ...mutationSpots(spec.mutations),
    ...annotationSpots(spec.auditAnnotations),
  ];
  const evaluation = own(own(object, 'spec'), 'evaluation');
  const existing = own(own(evaluation, 'mutateExisting'), 'enabled') === true;
  const idle = {
    path: ['spec', 'evaluation'],
    message: 'disabling both admission and mutateExisting evaluation modes is not allowed',
  };
  const problems = [
    ...constraintProblems(spec.matchConstraints),
    ...(spec.admission || existing ? [] : [idle]),
  ];
  const libraries = [...kyvernoLibraries(kinds, namespace), mutationLibrary];
  return kyvernoSource(spots, spec.matchConstraints, namespace, problems, libraries);
};

const readGeneratingCelPolicy: Read = ({ object }, kinds) => {
  const { spec, namespace } = readGeneratingPolicy(object);
  const spots = [
    ...conditionSpots(spec.matchConditions),
    ...variableSpots(spec.variables),
    ...spec.generations.flatMap(({ expression, template }, i) =>
      template === null ? [spot(['generate', i, 'expression'], expression, [boolType])] : [],
    ),
    ...annotationSpots(spec.auditAnnotations),
  ];
  const missing = { path: ['spec', 'generate'], message: 'Required value' };
  const problems = [
    ...constraintProblems(spec.matchConstraints),
    ...(spec.generations.length === 0 ? [missing] : []),
  ];
  const libraries = [...kyvernoLibraries(kinds, namespace), generatorLibrary(namespace)];
  return kyvernoSource(spots, spec.matchConstraints, namespace, problems, libraries);
};

const readDeletingCelPolicy: Read = ({ object }, kinds) => {
  const { spec, namespace } = readDeletingPolicy(object);
  const spots = [
    ...variableSpots(spec.variables),
    ...conditionSpots(spec.matchConditions, 'conditions'),
    ...annotationSpots(spec.auditAnnotations),
  ];
  const missing = { path: ['spec', 'schedule'], message: 'schedule is required' };
  const problems = [...constraintProblems(spec.matchConstraints), ...(spec.schedule === '' ? [missing] : [])];
  return kyvernoSource(spots, spec.matchConstraints, namespace, problems, kyvernoLibraries(kinds, namespace));
};

const readImageValidatingPolicy: Read = ({ object }, kinds) => {
  const { spec, namespace } = readValidatingPolicy(object);
  const written = own(object, 'spec');
  const references = listOf(own(written, 'matchImageReferences'));
  const spots = [
    ...conditionSpots(spec.matchConditions),
    ...references.flatMap((one, i) => {
      const expression = text(one, 'expression');
      return text(one, 'glob') !== '' || expression === ''
        ? []
        : [spot(['matchImageReferences', i, 'expression'], expression, [boolType])];
    }),
    ...listOf(own(written, 'images')).map((one, i) =>
      spot(['images', i, 'expression'], text(one, 'expression'), []),
    ),
    ...variableSpots(spec.variables),
    ...validationSpots(spec.validations),
    ...annotationSpots(spec.auditAnnotations),
  ];
  const problems = [
    ...constraintProblems(spec.matchConstraints),
    ...actionProblems(spec.validationActions),
    ...references.flatMap((one, i) =>
      text(one, 'glob') === '' && text(one, 'expression') === ''
        ? [{ path: ['spec', 'matchImageReferences', i], message: 'either glob or expression must be set' }]
        : [],
    ),
  ];
  const libraries = [...kyvernoLibraries(kinds, namespace), imageVerificationLibrary, imageReferenceLibrary];
  return kyvernoSource(spots, spec.matchConstraints, namespace, problems, libraries);
};

const readException: Read = ({ object }, kinds) => {
  const { matchConditions, policyRefs } = readPolicyException(object);
  const missing = { path: ['spec', 'policyRefs'], message: 'an exception must name a policy' };
  const problems = policyRefs.length === 0 ? [missing] : [];
  return kyvernoSource(conditionSpots(matchConditions), null, '', problems, kyvernoLibraries(kinds, ''));
};

function kyvernoSource(
  spots: readonly Spot[],
  matchConstraints: MatchResources | null,
  namespace: string,
  problems: readonly ShapeProblem[],
  libraries: readonly Library[],
): CheckSource {
  return {
    spots,
    matchConstraints,
    paramKind: null,
    problems,
    httpForbidden:
      namespace === ''
        ? null
        : 'http.* is not allowed in namespaced policies; set --allowHTTPInNamespacedPolicies to enable',
    compiler: kyvernoCompiler(libraries),
  };
}

function constraintProblems(constraints: MatchResources | null): ShapeProblem[] {
  if (constraints !== null && constraints.resourceRules.length > 0) return [];
  const message = 'a matchConstraints with at least one resource rule is required';
  return [{ path: ['spec', 'matchConstraints'], message }];
}

function actionProblems(actions: readonly string[]): ShapeProblem[] {
  return actions.flatMap((action, i) =>
    ['Deny', 'Audit', 'Warn'].includes(action)
      ? []
      : [
          {
            path: ['spec', 'validationActions', i],
            message: `Unsupported value: ${JSON.stringify(action)}: supported values: "Deny", "Audit", "Warn"`,
          },
        ],
  );
}

const readers: Readonly<Record<string, Read>> = {
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': readValidatingAdmissionPolicy,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': readMutatingAdmissionPolicy,
  'policies.kyverno.io/ValidatingPolicy': readValidatingCelPolicy,
  'policies.kyverno.io/MutatingPolicy': readMutatingCelPolicy,
  'policies.kyverno.io/GeneratingPolicy': readGeneratingCelPolicy,
  'policies.kyverno.io/DeletingPolicy': readDeletingCelPolicy,
  'policies.kyverno.io/ImageValidatingPolicy': readImageValidatingPolicy,
  'policies.kyverno.io/PolicyException': readException,
};

function serverSource(
  spots: readonly Spot[],
  matchConstraints: MatchResources | null,
  paramKind: ParamKind | null,
  compiler: CheckSource['compiler'],
): CheckSource {
  return { spots, matchConstraints, paramKind, problems: [], httpForbidden: null, compiler };
}

function serverCompiler(
  paramKind: ParamKind | null,
  version: KubernetesVersion,
  patchTypes = false,
): CheckSource['compiler'] {
  return (typed) => {
    const compiler = new PolicyCompiler(kubernetesEnvironment({ version }), typed);
    return ({ text, wanted, variable, authorizer }) => {
      const declared = { params: paramKind !== null, authorizer, patchTypes };
      return variable === null
        ? compiler.compile(text, wanted, declared)
        : compiler.compileVariable(variable, text, declared);
    };
  };
}

function kyvernoCompiler(own: readonly Library[]): CheckSource['compiler'] {
  return (typed) => {
    const compiler = new KyvernoCompiler(...own, ...(typed ? [typed] : []));
    return ({ text, wanted, variable }) =>
      variable === null ? compiler.compile(text, wanted) : compiler.compileVariable(variable, text);
  };
}

function spot(path: Path, text: string, wanted: readonly Type[], more: Partial<Spot> = {}): Spot {
  return { path: ['spec', ...path], text, wanted, variable: null, authorizer: true, ...more };
}

function variableSpots(variables: readonly Variable[]): Spot[] {
  return variables.map(({ name, expression }, i) =>
    spot(['variables', i, 'expression'], expression, [], { variable: name }),
  );
}

function conditionSpots(conditions: readonly MatchCondition[], field = 'matchConditions'): Spot[] {
  return conditions.map(({ expression }, i) => spot([field, i, 'expression'], expression, [boolType]));
}

function validationSpots(validations: readonly Validation[]): Spot[] {
  return validations.flatMap(({ expression, messageExpression }, i) => [
    spot(['validations', i, 'expression'], expression, [boolType]),
    ...(messageExpression === ''
      ? []
      : [
          spot(['validations', i, 'messageExpression'], messageExpression, [stringType], {
            authorizer: false,
          }),
        ]),
  ]);
}

function annotationSpots(annotations: readonly AuditAnnotation[]): Spot[] {
  return annotations.map(({ valueExpression }, i) =>
    spot(['auditAnnotations', i, 'valueExpression'], valueExpression, [stringType, nullType]),
  );
}

function mutationSpots(mutations: readonly Mutation[]): Spot[] {
  return mutations.map(({ patchType, expression }, i) => {
    const field = patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration';
    return spot(['mutations', i, field, 'expression'], expression, [mutationTypes[patchType]]);
  });
}
