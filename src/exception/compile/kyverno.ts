import type { JsonObject } from '../../kube/json.ts';
import { contractName, type ExceptionContract, type PolicyScope, type Subject } from '../contract.ts';
import type { Compiled, Ending, Wider } from './compiled.ts';
import { type Made, madeFor, makers, ownerPattern, podPath } from './made-by.ts';
import { labelValue, marksOf } from './marks.ts';

const classic: ReadonlySet<string | undefined> = new Set(['ClusterPolicy', 'Policy']);

/**
 * PolicyExceptions for Kyverno's classic policies: one for the workloads by name, which also counts in background scans,
 * and one for what their controllers make, told by creator and owner as `subjectsAtAdmission` does.
 */
export function compileKyverno(endings: readonly Ending[]): Compiled {
  const objects: JsonObject[] = [];
  const wider: Wider[] = [];
  const notes: string[] = [];
  for (const { contract, end } of endings) {
    const scopes = contract.spec.policies.filter(
      ({ engine, kind }) => engine === 'Kyverno' && classic.has(kind),
    );
    if (scopes.length === 0) continue;
    if (scopes.some(({ fields }) => fields !== undefined))
      wider.push({ contract, reason: 'a Kyverno exception skips a whole rule and knows no fields' });
    const marks = marksOf(contract, end);
    const metadata = {
      namespace: contract.metadata.namespace,
      labels: { ...marks.labels, 'cleanup.kyverno.io/ttl': endLabel(end) },
      annotations: { ...marks.annotations },
    };
    const name = `portcullis-${labelValue(contract.metadata.name)}`.slice(0, 200);
    const exceptions = scopes.map(exceptionOf);
    for (const [index, subject] of contract.spec.subjects.entries()) {
      const suffix = contract.spec.subjects.length === 1 ? '' : `-${index + 1}`;
      objects.push(object(`${name}${suffix}`, metadata, exceptions, itself(contract, subject)));
      for (const made of madeFor[subject.kind] ?? [])
        objects.push(
          object(
            `${name}${suffix}-${made.kind.toLowerCase()}`,
            metadata,
            exceptions,
            madeOnes(contract, subject, made),
          ),
        );
    }
    if (contract.spec.subjects.some(isNarrowed))
      notes.push(
        `${contractName(contract)}: Kyverno excuses a pod only when all of its containers are meant; Portcullis itself looks at each.`,
      );
  }
  if (objects.length > 0)
    notes.push(
      'Kyverno has to be started with --enablePolicyException=true, and with --exceptionNamespace set to * or to the namespaces of these objects.',
    );
  return { objects, wider, notes };
}

/** `2026-12-22T000000Z`: Kyverno deletes what carries it at that time; a label cannot hold colons. */
function endLabel(end: Date): string {
  return end
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
}

function exceptionOf({ namespace, name = '', rules }: PolicyScope): JsonObject {
  const policyName = namespace === undefined ? name : `${namespace}/${name}`;
  return {
    policyName,
    ruleNames:
      rules === undefined
        ? ['*']
        : rules.flatMap((rule) => [rule, `autogen-${rule}`, `autogen-cronjob-${rule}`]),
  };
}

interface Selected {
  readonly match: JsonObject;
  readonly conditions: readonly JsonObject[];
  readonly background: boolean;
}

function object(
  name: string,
  metadata: JsonObject,
  exceptions: readonly JsonObject[],
  { match, conditions, background }: Selected,
): JsonObject {
  return {
    apiVersion: 'kyverno.io/v2',
    kind: 'PolicyException',
    metadata: { name, ...metadata },
    spec: {
      background,
      exceptions: [...exceptions],
      match: { any: [match] },
      ...(conditions.length === 0 ? {} : { conditions: { all: [...conditions] } }),
    },
  };
}

function itself({ metadata }: ExceptionContract, subject: Subject): Selected {
  const kind =
    subject.apiGroup === undefined || subject.apiGroup === ''
      ? subject.kind
      : `${subject.apiGroup}/*/${subject.kind}`;
  return {
    match: { resources: { kinds: [kind], names: [subject.name], namespaces: [metadata.namespace] } },
    conditions: allMeant(subject, subject.kind),
    background: true,
  };
}

/** By who asks and who owns it; both are only known at admission. */
function madeOnes({ metadata }: ExceptionContract, subject: Subject, made: Made): Selected {
  const owner = `request.object.metadata.ownerReferences[?controller && kind == '${made.owner}'].name | [0] || ''`;
  return {
    match: { resources: { kinds: [made.kind], namespaces: [metadata.namespace] } },
    conditions: [
      { key: '{{ request.operation }}', operator: 'Equals', value: 'CREATE' },
      { key: '{{ request.userInfo.username }}', operator: 'AnyIn', value: [...makers(made.controller)] },
      {
        key: `{{ regex_match('${ownerPattern(subject.name, made)}', ${owner}) }}`,
        operator: 'Equals',
        value: true,
      },
      ...(made.ownerName === 'hash'
        ? [
            {
              key: `{{ ends_with(${owner}, join('-', ['', request.object.metadata.labels."pod-template-hash"])) }}`,
              operator: 'Equals',
              value: true,
            },
          ]
        : []),
      ...allMeant(subject, made.kind),
    ],
    background: false,
  };
}

function isNarrowed({ containers, images }: Subject): boolean {
  return containers !== undefined || images !== undefined;
}

/** That every container of the pod is one that the subject means. */
function allMeant({ containers, images }: Subject, kind: string): JsonObject[] {
  const spec = ['request', 'object', ...podPath(kind)].join('.');
  const every = (field: string, values: readonly string[]): JsonObject => ({
    key: `{{ ${spec}.[initContainers, containers, ephemeralContainers][].${field} }}`,
    operator: 'AllIn',
    value: [...values],
  });
  return [
    ...(containers === undefined ? [] : [every('name', containers)]),
    ...(images === undefined ? [] : [every('image', images)]),
  ];
}
