import type { JsonObject } from '../kube/json.ts';
import { compileRegexp } from '../language/jmespath/go-regexp.ts';
import { celText } from './expressions.ts';
import type { Guardrail } from './guardrail.ts';
import type { Parameters } from './parameters.ts';
import { madeBy, owned, pod } from './samples.ts';

/** Names follow one pattern. What a controller makes is named by it, so only what people name is judged. */
export const naming: Guardrail = {
  name: 'naming',
  title: 'Workloads are named by the pattern',
  severity: 'low',
  describe: (parameters) =>
    `${rule(parameters)}. What a controller makes has its name from there, and is not judged.`,
  classic: (parameters) => ({
    kinds: [
      'Pod',
      'ReplicationController',
      'Deployment',
      'ReplicaSet',
      'StatefulSet',
      'DaemonSet',
      'Job',
      'CronJob',
    ],
    rules: [
      {
        name: 'name-pattern',
        context: [{ name: 'pattern', variable: { value: parameters.namePattern } }],
        validate: {
          message: rule(parameters),
          deny: {
            conditions: {
              all: [
                {
                  key: '{{ length((request.object.metadata.ownerReferences || `[]`)[?controller]) }}',
                  operator: 'Equals',
                  value: 0,
                },
                // What is not named yet is judged when it is.
                { key: "{{ request.object.metadata.name || '' }}", operator: 'NotEquals', value: '' },
                {
                  key: "{{ regex_match(pattern, request.object.metadata.name || '') }}",
                  operator: 'Equals',
                  value: false,
                },
              ],
            },
          },
        },
      },
    ],
  }),
  cel: (parameters) => ({
    judges: 'name',
    variables: [
      { name: 'name', expression: "object.metadata.?name.orValue('')" },
      {
        name: 'isMade',
        expression:
          'object.metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false))',
      },
    ],
    validations: [
      {
        expression: `variables.isMade || variables.name == '' || variables.name.matches(${celText(parameters.namePattern)})`,
        message: rule(parameters),
        messageExpression: `${celText(`${rule(parameters)}; this one does not: `)} + variables.name`,
      },
    ],
  }),
  samples: ({ namePattern }) => {
    const pattern = compileRegexp(namePattern);
    const [good] = candidates.filter((name) => pattern.test(name));
    const [first, second, third] = candidates.filter((name) => !pattern.test(name));
    return [
      ...(good === undefined ? [] : [{ object: pod(good, {}), breaks: [] }]),
      ...(first === undefined ? [] : [{ object: pod(first, {}), breaks: ['name-pattern'] }]),
      ...(second === undefined
        ? []
        : [{ object: named(second, owned('CronJob', '', {})), breaks: ['name-pattern'] }]),
      ...(third === undefined ? [] : [{ object: madeBy('ReplicaSet', pod(third, {})), breaks: [] }]),
    ];
  },
};

/** Names that Kubernetes allows, and patterns may not. */
const candidates = [
  'app',
  'team-app',
  'team-a-app',
  '1st',
  'with.dot',
  'web-1.example.com',
  'a-name-that-is-too-long-for-what-its-controller-appends-to-it',
];

function named(name: string, object: JsonObject): JsonObject {
  return { ...object, metadata: { ...(object.metadata as JsonObject), name } };
}

function rule({ namePattern }: Parameters): string {
  return `Names match ${namePattern}`;
}
