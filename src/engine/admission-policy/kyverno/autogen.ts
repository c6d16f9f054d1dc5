import { compareBytes } from '../../../kube/bytes-order.ts';
import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';

/** The workload kinds that a policy on pods is carried over to, in two groups that keep their pods in different places. */
const autogenTargets: readonly AutogenTarget[] = [
  target('apps', 'daemonsets', 'DaemonSet', 'defaults'),
  target('apps', 'deployments', 'Deployment', 'defaults'),
  target('apps', 'replicasets', 'ReplicaSet', 'defaults'),
  target('apps', 'statefulsets', 'StatefulSet', 'defaults'),
  target('batch', 'cronjobs', 'CronJob', 'cronjobs'),
  target('batch', 'jobs', 'Job', 'defaults'),
];

export interface AutogenTarget {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly config: AutogenConfig;
}

export type AutogenConfig = 'cronjobs' | 'defaults';

/** The path of the pod template under each kind's `object`. */
const templatePaths: Readonly<Record<AutogenConfig, string>> = {
  defaults: 'spec.template',
  cronjobs: 'spec.jobTemplate.spec.template',
};

/** One further spec of a policy, for some controllers. */
export interface Generated {
  readonly config: AutogenConfig;
  readonly targets: readonly AutogenTarget[];
  readonly spec: JsonObject;
}

/**
 * The specs that Kyverno derives from a policy on pods for the controllers of pods (kyverno 111e07bb pkg/cel/autogen,
 * vpol/autogen, mpol/autogen); none where the policy matches anything but plain pods. `rewrite` moves what the
 * expressions say about a pod to where the controller keeps its template.
 */
export function autogen(
  spec: JsonObject,
  rewrite: (spec: JsonObject, config: AutogenConfig) => JsonObject,
): readonly Generated[] {
  const constraints = own(spec, 'matchConstraints');
  const rule = podRule(constraints);
  if (rule === undefined) return [];
  const wanted = own(own(own(spec, 'autogen'), 'podControllers'), 'controllers');
  const targets = autogenTargets.filter(
    ({ resource }) => !Array.isArray(wanted) || wanted.includes(resource),
  );
  const generated: Generated[] = [];
  for (const config of ['cronjobs', 'defaults'] as const) {
    const group = targets.filter((one) => one.config === config);
    if (group.length === 0) continue;
    const matchConstraints = constraintsFor(
      group,
      own(rule, 'operations'),
      own(constraints, 'namespaceSelector'),
    );
    generated.push({ config, targets: group, spec: rewrite({ ...spec, matchConstraints }, config) });
  }
  return generated;
}

/** The only rule of constraints on all pods and nothing else. */
function podRule(constraints: Json | undefined): Json | undefined {
  const selector = own(constraints, 'objectSelector');
  const selects = ['matchLabels', 'matchExpressions'].some((key) => !isEmpty(own(selector, key)));
  const rules = own(constraints, 'resourceRules');
  if (
    selects ||
    !isEmpty(own(constraints, 'excludeResourceRules')) ||
    !Array.isArray(rules) ||
    rules.length !== 1
  ) {
    return undefined;
  }
  const rule = rules[0];
  const pods = isOnly(own(rule, 'apiGroups'), '') && isOnly(own(rule, 'apiVersions'), 'v1');
  if (!pods || !isOnly(own(rule, 'resources'), 'pods') || !isEmpty(own(rule, 'resourceNames')))
    return undefined;
  return rule;
}

function constraintsFor(
  targets: readonly AutogenTarget[],
  operations: Json | undefined,
  namespaceSelector: Json | undefined,
): JsonObject {
  const resourceRules: JsonObject[] = [];
  for (const [apiGroup, ofGroup] of Map.groupBy(targets, ({ group }) => group)) {
    const resources = ofGroup.map(({ resource }) => resource).sort(compareBytes);
    resourceRules.push({
      apiGroups: [apiGroup],
      apiVersions: ['v1'],
      resources,
      operations: operations ?? [],
    });
  }
  return { resourceRules, ...(namespaceSelector !== undefined && { namespaceSelector }) };
}

/**
 * Rewrites the text of a whole spec: `object.spec` to the template's, and so on, wherever the words stand.
 * `metadata.namespace` stays, because templates have none.
 */
export function rewriteText(spec: JsonObject, config: AutogenConfig): JsonObject {
  const template = templatePaths[config];
  const rewritten = JSON.stringify(spec, (_, value: Json) =>
    typeof value === 'bigint' ? Number(value) : value,
  ).replace(
    /(object|oldObject)\.(spec|metadata)(?!\.namespace(?![A-Za-z0-9_]))/g,
    (_, root: string, field: string) => `${root}.${template}.${field}`,
  );
  const parsed: unknown = JSON.parse(rewritten);
  return isObject(parsed) ? parsed : {};
}

const podFields: readonly (readonly [RegExp, string])[] = [
  [/\b(object|oldObject|Object)\.spec/g, 'spec'],
  [/\b(object|oldObject|Object)\.metadata\.labels/g, 'metadata.labels'],
  [/\b(object|oldObject|Object)\.metadata\.annotations/g, 'metadata.annotations'],
];

/** Rewrites the match conditions and apply configurations of a MutatingPolicy; JSON patches stay as they are. */
export function rewriteMutations(spec: JsonObject, config: AutogenConfig): JsonObject {
  const rewriteIn = (holder: Json | undefined, key: string): Json => {
    const expression = own(holder, key);
    if (!isObject(holder) || typeof expression !== 'string') return holder ?? null;
    return { ...holder, [key]: rewriteMutation(expression, config) };
  };
  const { matchConditions, mutations } = spec;
  return {
    ...spec,
    ...(Array.isArray(matchConditions) && {
      matchConditions: matchConditions.map((one) => rewriteIn(one, 'expression')),
    }),
    ...(Array.isArray(mutations) && {
      mutations: mutations.map((one) =>
        isObject(one) && isObject(one.applyConfiguration)
          ? { ...one, applyConfiguration: rewriteIn(one.applyConfiguration, 'expression') }
          : one,
      ),
    }),
  };
}

/** Moves paths to the template and wraps what the root `Object{…}` holds in it. */
function rewriteMutation(expression: string, config: AutogenConfig): string {
  const template = templatePaths[config];
  let moved = expression;
  for (const [pattern, field] of podFields) moved = moved.replace(pattern, `$1.${template}.${field}`);
  const root = /^\s*Object[ \t\r\n]*\{/.exec(moved);
  if (root === null) return moved;
  const start = root[0].length;
  const end = closingBrace(moved, start);
  if (end <= start) return moved;
  const steps = template.split('.').map((_, i, names) => names.slice(0, i + 1).join('.'));
  const opening = steps.map((path) => `${path.split('.').at(-1)}: Object.${path}{`).join('');
  const inner = moved.slice(start, end);
  return `Object{${opening}${inner}${'}'.repeat(steps.length + 1)}${moved.slice(end + 1).trimEnd()}`;
}

/** Where the braces that are open at `start` close; -1 when they do not. Braces in texts count too, as upstream. */
function closingBrace(text: string, start: number): number {
  let open = 1;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') open += 1;
    else if (text[i] === '}' && --open === 0) return i;
  }
  return -1;
}

function target(group: string, resource: string, kind: string, config: AutogenConfig): AutogenTarget {
  return { group, version: 'v1', resource, kind, config };
}

function isOnly(value: Json | undefined, only: string): boolean {
  return Array.isArray(value) && value.length === 1 && value[0] === only;
}

function isEmpty(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return !isObject(value) || Object.keys(value).length === 0;
}
