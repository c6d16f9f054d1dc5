import {
  boolType,
  dynType,
  type Environment,
  intType,
  type Library,
  listType,
  mapType,
  mutationLibrary,
  type StructDecl,
  stringType,
  structDecl,
  structType,
  type Type,
  timestampType,
} from '../../language/cel/index.ts';
import { compileExpression, type Expression, variableType } from './expression.ts';

export interface Declared {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** The pseudo-types of mutations: `Object{…}` and `JSONPatch{…}`. */
  readonly patchTypes?: boolean;
}

/**
 * The environments of one policy. All share one `variables` type, which grows with each variable compiled, so that an
 * expression sees just the variables before it (apiserver v0.36.3 admission/plugin/cel/compile.go, composition.go).
 */
export class PolicyCompiler {
  readonly #fields = new Map<string, Type>();
  readonly #base: Environment;
  readonly #typed: Library | null;
  readonly #environments = new Map<string, Environment>();

  /** `typed` declares the types of objects and parameters, for a check; variables keep theirs then. */
  constructor(base: Environment, typed: Library | null = null) {
    const name = 'kubernetes.variables';
    const variables: StructDecl = { name, type: structType(name), fields: this.#fields };
    const declared = { structs: [variables], variables: { variables: variables.type } };
    this.#base = base.extend(admissionLibrary, ...(typed ? [typed] : []), declared);
    this.#typed = typed;
  }

  compile(text: string, wanted: readonly Type[], declared: Declared): Expression {
    return compileExpression(this.#environment(declared), text, wanted);
  }

  /** Compiles a variable of any type and makes it known to what is compiled after it. */
  compileVariable(name: string, text: string, declared: Declared): Expression {
    const expression = this.compile(text, [], declared);
    this.#fields.set(name, this.#typed ? expression.type : variableType(expression.type));
    return expression;
  }

  #environment({ params, authorizer, patchTypes = false }: Declared): Environment {
    const key = `${params}${authorizer}${patchTypes}`;
    let environment = this.#environments.get(key);
    if (!environment) {
      environment = this.#base.extend(
        {
          variables: {
            ...(params && { params: this.#typed?.variables?.params ?? dynType }),
            ...(authorizer && authorizerVariables),
          },
        },
        ...(patchTypes ? [mutationLibrary] : []),
      );
      this.#environments.set(key, environment);
    }
    return environment;
  }
}

const authorizerVariables: Readonly<Record<string, Type>> = {
  authorizer: structType('kubernetes.authorization.Authorizer'),
  'authorizer.requestResource': structType('kubernetes.authorization.ResourceCheck'),
};

const strings = listType(stringType);
const stringMap = mapType(stringType, stringType);

const groupVersionKind = structDecl('kubernetes.GroupVersionKind', {
  group: stringType,
  version: stringType,
  kind: stringType,
});
const groupVersionResource = structDecl('kubernetes.GroupVersionResource', {
  group: stringType,
  version: stringType,
  resource: stringType,
});
const userInfo = structDecl('kubernetes.UserInfo', {
  username: stringType,
  uid: stringType,
  groups: strings,
  extra: mapType(stringType, strings),
});
/** The fields of `request`; the objects are variables of their own. */
export const admissionRequestFields: Readonly<Record<string, Type>> = {
  kind: groupVersionKind.type,
  resource: groupVersionResource.type,
  subResource: stringType,
  requestKind: groupVersionKind.type,
  requestResource: groupVersionResource.type,
  requestSubResource: stringType,
  name: stringType,
  namespace: stringType,
  operation: stringType,
  userInfo: userInfo.type,
  dryRun: boolType,
  options: dynType,
};
const admissionRequest = structDecl('kubernetes.AdmissionRequest', admissionRequestFields);

const namespaceMetadata = structDecl('kubernetes.NamespaceMetadata', {
  name: stringType,
  generateName: stringType,
  namespace: stringType,
  labels: stringMap,
  annotations: stringMap,
  // Upstream declares it in capitals, so that no value ever has it.
  UID: stringType,
  creationTimestamp: timestampType,
  deletionGracePeriodSeconds: intType,
  deletionTimestamp: timestampType,
  generation: intType,
  resourceVersion: stringType,
  finalizers: strings,
});
const namespaceSpec = structDecl('kubernetes.NamespaceSpec', { finalizers: strings });
const namespaceCondition = structDecl('kubernetes.NamespaceCondition', {
  status: stringType,
  type: stringType,
  lastTransitionTime: timestampType,
  message: stringType,
  reason: stringType,
});
const namespaceStatus = structDecl('kubernetes.NamespaceStatus', {
  conditions: listType(namespaceCondition.type),
  phase: stringType,
});
const namespace = structDecl('kubernetes.Namespace', {
  metadata: namespaceMetadata.type,
  spec: namespaceSpec.type,
  status: namespaceStatus.type,
});

export const namespaceType: Type = namespace.type;

/** The types that `request` and `namespaceObject` are made of. */
export const admissionStructs: readonly StructDecl[] = [
  groupVersionKind,
  groupVersionResource,
  userInfo,
  namespaceMetadata,
  namespaceSpec,
  namespaceCondition,
  namespaceStatus,
  namespace,
];

/** The variables of every admission expression: typed, but for the objects. */
const admissionLibrary: Library = {
  structs: [...admissionStructs, admissionRequest],
  variables: {
    object: dynType,
    oldObject: dynType,
    namespaceObject: namespace.type,
    request: admissionRequest.type,
  },
};
