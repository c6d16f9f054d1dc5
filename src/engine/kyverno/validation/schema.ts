/** The shape of a value, as far as a cluster checks it before any webhook does. */
export type Schema =
  | { readonly type: 'any' | 'boolean' }
  | { readonly type: 'integer'; readonly minimum?: number }
  | { readonly type: 'string'; readonly values?: readonly string[]; readonly longest?: number }
  | { readonly type: 'array'; readonly items: Schema }
  | { readonly type: 'map'; readonly items: Schema }
  | ObjectSchema;

export interface ObjectSchema {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  /** Exactly one of these must be there. */
  readonly oneOf?: readonly string[];
  /** These must not be there together. */
  readonly apart?: readonly string[];
  /** Fields that are not listed are kept, whatever they are. */
  readonly open?: true;
}

const any: Schema = { type: 'any' };
const flag: Schema = { type: 'boolean' };
const text: Schema = { type: 'string' };
const texts: Schema = list(text);
const textMap: Schema = { type: 'map', items: text };
const integer: Schema = { type: 'integer' };

function oneOf(...values: readonly string[]): Schema {
  return { type: 'string', values };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}

/** A name that ends in `!` is required. */
function object(
  fields: Readonly<Record<string, Schema>>,
  rules: Pick<ObjectSchema, 'oneOf' | 'apart' | 'open'> = {},
): ObjectSchema {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    fields: Object.fromEntries(entries.map(([name, schema]) => [name.replace('!', ''), schema])),
    required: entries.flatMap(([name]) => (name.endsWith('!') ? [name.slice(0, -1)] : [])),
    ...rules,
  };
}

const labelSelector = object({
  matchLabels: textMap,
  matchExpressions: list(object({ 'key!': text, 'operator!': text, values: texts })),
});

const subjects = list(object({ 'kind!': text, 'name!': text, apiGroup: text, namespace: text }));

const users = { roles: texts, clusterRoles: texts, subjects };

const resources = object(
  {
    kinds: texts,
    name: text,
    names: texts,
    namespaces: texts,
    annotations: textMap,
    selector: labelSelector,
    namespaceSelector: labelSelector,
    operations: list(oneOf('CREATE', 'CONNECT', 'UPDATE', 'DELETE')),
  },
  { apart: ['name', 'names'] },
);

const filters = list(object({ ...users, resources }));

const match = object({ any: filters, all: filters, ...users, resources }, { apart: ['any', 'all'] });

const registryCredentials = object({
  allowInsecureRegistry: flag,
  providers: list(oneOf('default', 'amazon', 'azure', 'google', 'github')),
  secrets: texts,
});

const context = list(
  object(
    {
      'name!': text,
      configMap: object({ 'name!': text, namespace: text }),
      apiCall: object({
        urlPath: text,
        method: oneOf('GET', 'POST'),
        data: list(object({ 'key!': text, 'value!': any })),
        service: object({
          'url!': text,
          caBundle: text,
          headers: list(object({ 'key!': text, 'value!': text })),
        }),
        jmesPath: text,
        default: any,
      }),
      imageRegistry: object({
        'reference!': text,
        jmesPath: text,
        imageRegistryCredentials: registryCredentials,
      }),
      variable: object({ value: any, jmesPath: text, default: any }),
      globalReference: object({ 'name!': text, jmesPath: text }),
    },
    { oneOf: ['configMap', 'apiCall', 'imageRegistry', 'variable', 'globalReference'] },
  ),
);

const comparisons = [
  'Equals',
  'NotEquals',
  'AnyIn',
  'AllIn',
  'AnyNotIn',
  'AllNotIn',
  'GreaterThanOrEquals',
  'GreaterThan',
  'LessThanOrEquals',
  'LessThan',
  'DurationGreaterThanOrEquals',
  'DurationGreaterThan',
  'DurationLessThanOrEquals',
  'DurationLessThan',
];

function conditionList(operators: readonly string[]): Schema {
  return list(object({ key: any, operator: oneOf(...operators), value: any, message: text }));
}

const ruleConditions = conditionList([...comparisons.slice(0, 2), 'In', 'NotIn', ...comparisons.slice(2)]);
const anyAll = object({ any: ruleConditions, all: ruleConditions }, { open: true });
const strictConditions = conditionList(comparisons);
const strictAnyAll = object({ any: strictConditions, all: strictConditions });

const deny = object({ conditions: any });

/** v1.19 to v1.32: what the CRD of Kyverno v1.19 takes, whatever newer ones its evaluator knows. */
const podSecurityVersions = [...Array.from({ length: 14 }, (_, index) => `v1.${19 + index}`), 'latest'];

const podSecurityExclusions = list(
  object({
    'controlName!': oneOf(
      'HostProcess',
      'Host Namespaces',
      'Privileged Containers',
      'Capabilities',
      'HostPath Volumes',
      'Host Ports',
      'AppArmor',
      'SELinux',
      '/proc Mount Type',
      'Seccomp',
      'Sysctls',
      'Volume Types',
      'Privilege Escalation',
      'Running as Non-root',
      'Running as Non-root user',
    ),
    images: texts,
    restrictedField: text,
    values: texts,
  }),
);

const rekor = object({ url: text, pubkey: text, ignoreTlog: flag });
const ctlog = object({ pubkey: text, ignoreSCT: flag, tsaCertChain: text });

const attestors = list(
  object({
    count: { type: 'integer', minimum: 1 },
    entries: list(
      object({
        annotations: textMap,
        attestor: any,
        certificates: object({ cert: text, certChain: text, rekor, ctlog }),
        keyless: object({
          additionalExtensions: textMap,
          issuer: text,
          issuerRegExp: text,
          roots: text,
          subject: text,
          subjectRegExp: text,
          rekor,
          ctlog,
        }),
        keys: object({
          kms: text,
          publicKeys: text,
          secret: object({ 'name!': text, 'namespace!': text }),
          signatureAlgorithm: text,
          rekor,
          ctlog,
        }),
        repository: text,
        signatureAlgorithm: text,
      }),
    ),
  }),
);

const failureActionOverrides = list(
  object({
    action: oneOf('audit', 'enforce', 'Audit', 'Enforce'),
    namespaces: texts,
    namespaceSelector: labelSelector,
  }),
);

const namedExpressions = list(object({ 'name!': text, 'expression!': text }));

const validate = object({
  message: text,
  failureAction: oneOf('Audit', 'Enforce'),
  failureActionOverrides,
  allowExistingViolations: flag,
  pattern: any,
  anyPattern: any,
  assert: any,
  deny,
  foreach: list(
    object({
      list: text,
      elementScope: flag,
      context,
      preconditions: anyAll,
      pattern: any,
      anyPattern: any,
      deny,
      foreach: any,
    }),
  ),
  podSecurity: object({
    level: oneOf('privileged', 'baseline', 'restricted'),
    version: oneOf(...podSecurityVersions),
    exclude: podSecurityExclusions,
  }),
  cel: object({
    expressions: list(object({ 'expression!': text, message: text, messageExpression: text, reason: text })),
    variables: namedExpressions,
    auditAnnotations: list(object({ 'key!': text, 'valueExpression!': text })),
    paramKind: object({ apiVersion: text, kind: text }),
    paramRef: object({
      name: text,
      namespace: text,
      parameterNotFoundAction: text,
      selector: labelSelector,
    }),
    generate: flag,
  }),
  manifests: object({
    annotationDomain: text,
    attestors,
    dryRun: object({ enable: flag, namespace: text }),
    ignoreFields: list(
      object({
        fields: texts,
        objects: list(object({ group: text, version: text, kind: text, name: text, namespace: text })),
      }),
    ),
    repository: text,
  }),
});

const target = { apiVersion: text, kind: text, name: text, namespace: text, uid: text };

const mutate = object({
  patchStrategicMerge: any,
  patchesJson6902: text,
  mutateExistingOnPolicyUpdate: flag,
  targets: list(object({ ...target, selector: labelSelector, context, preconditions: any })),
  foreach: list(
    object({
      list: text,
      order: oneOf('Ascending', 'Descending'),
      context,
      preconditions: anyAll,
      patchStrategicMerge: any,
      patchesJson6902: text,
      foreach: any,
    }),
  ),
});

const generated = {
  ...target,
  data: any,
  clone: object({ name: text, namespace: text }),
  cloneList: object({ kinds: texts, namespace: text, selector: labelSelector }),
};

const generate = object({
  ...generated,
  synchronize: flag,
  generateExisting: flag,
  orphanDownstreamOnPolicyDelete: flag,
  foreach: list(object({ ...generated, list: text, context, preconditions: anyAll })),
});

const verifyImages = list(
  object({
    type: oneOf('Cosign', 'SigstoreBundle', 'Notary'),
    failureAction: oneOf('Audit', 'Enforce'),
    imageReferences: texts,
    skipImageReferences: texts,
    attestors,
    attestations: list(
      object({
        name: text,
        type: text,
        predicateType: text,
        attestors,
        conditions: list(object({ any: ruleConditions, all: ruleConditions })),
      }),
    ),
    mutateDigest: flag,
    verifyDigest: flag,
    required: flag,
    useCache: flag,
    cosignOCI11: flag,
    repository: text,
    annotations: textMap,
    additionalExtensions: textMap,
    imageRegistryCredentials: registryCredentials,
    validate: object({ message: text, deny }),
    image: text,
    issuer: text,
    key: text,
    roots: text,
    subject: text,
  }),
);

const rule = object({
  'name!': { type: 'string', longest: 63 },
  'match!': match,
  exclude: match,
  context,
  preconditions: any,
  celPreconditions: namedExpressions,
  imageExtractors: {
    type: 'map',
    items: list(object({ 'path!': text, value: text, name: text, key: text, jmesPath: text })),
  },
  reportProperties: textMap,
  skipBackgroundRequests: flag,
  validate,
  mutate,
  generate,
  verifyImages,
});

const failurePolicy = oneOf('Ignore', 'Fail');

const policySpec = object({
  rules: list(rule),
  admission: flag,
  background: flag,
  applyRules: oneOf('All', 'One'),
  emitWarning: flag,
  failurePolicy,
  generateExisting: flag,
  generateExistingOnPolicyUpdate: flag,
  mutateExistingOnPolicyUpdate: flag,
  schemaValidation: flag,
  useServerSideApply: flag,
  validationFailureAction: oneOf('audit', 'enforce', 'Audit', 'Enforce'),
  validationFailureActionOverrides: failureActionOverrides,
  webhookConfiguration: object({
    failurePolicy,
    matchConditions: namedExpressions,
    timeoutSeconds: integer,
  }),
  webhookTimeoutSeconds: integer,
});

const exceptionSpec = object({
  background: flag,
  'match!': object({ any: filters, all: filters }, { apart: ['any', 'all'] }),
  conditions: strictAnyAll,
  'exceptions!': list(object({ 'policyName!': text, 'ruleNames!': texts })),
  podSecurity: podSecurityExclusions,
});

const cleanupMatch = object({ any: filters, all: filters }, { apart: ['any', 'all'] });

const cleanupSpec = object({
  'match!': cleanupMatch,
  exclude: cleanupMatch,
  context,
  conditions: strictAnyAll,
  'schedule!': text,
  deletionPropagationPolicy: oneOf('Foreground', 'Background', 'Orphan'),
});

/** By kind, the shape of its objects (kyverno v1.19, the CustomResourceDefinitions of kyverno.io). */
export const schemas: Readonly<Record<string, ObjectSchema>> = {
  ClusterPolicy: object({ 'spec!': policySpec }, { open: true }),
  Policy: object({ 'spec!': policySpec }, { open: true }),
  PolicyException: object({ 'spec!': exceptionSpec }, { open: true }),
  ClusterCleanupPolicy: object({ 'spec!': cleanupSpec }, { open: true }),
  CleanupPolicy: object({ 'spec!': cleanupSpec }, { open: true }),
};
