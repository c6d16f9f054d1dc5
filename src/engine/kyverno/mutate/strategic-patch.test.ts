import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../kube/json.ts';
import { applyStrategicPatch } from './strategic-patch.ts';

interface Case {
  readonly name: string;
  readonly resource: JsonObject;
  readonly patch: Json;
  readonly result?: JsonObject;
  readonly error?: string;
}

/** What Kyverno v1.19 makes of them. */
const merges: readonly Case[] = [
  {
    name: 'adds a field',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
          },
        ],
      },
    },
    patch: {
      spec: {
        hostNetwork: false,
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x:1',
            name: 'a',
          },
        ],
        hostNetwork: false,
      },
    },
  },
  {
    name: 'merges containers by name',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
          },
          {
            name: 'b',
            image: 'y:1',
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            name: 'b',
            image: 'y:2',
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'y:2',
            name: 'b',
          },
          {
            image: 'x:1',
            name: 'a',
          },
        ],
      },
    },
  },
  {
    name: 'puts new items of a merged list first',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            name: 'b',
            image: 'y:1',
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'y:1',
            name: 'b',
          },
          {
            image: 'x:1',
            name: 'a',
          },
        ],
      },
    },
  },
  {
    name: 'drops what is null in the patch',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        hostNetwork: true,
        containers: [],
      },
    },
    patch: {
      spec: {
        hostNetwork: null,
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [],
      },
    },
  },
  {
    name: 'drops maps that become empty',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        nodeSelector: {
          a: 'x',
        },
      },
    },
    patch: {
      spec: {
        nodeSelector: {
          a: null,
        },
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        nodeSelector: {},
      },
    },
  },
  {
    name: 'replaces lists without a merge key',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
            args: ['1', '2'],
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            name: 'a',
            args: ['3'],
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            args: ['3'],
            image: 'x:1',
            name: 'a',
          },
        ],
      },
    },
  },
  {
    name: 'replaces lists of kinds it does not know',
    resource: {
      apiVersion: 'example.com/v1',
      kind: 'Foo',
      metadata: {
        name: 'f',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            name: 'b',
          },
        ],
      },
    },
    result: {
      apiVersion: 'example.com/v1',
      kind: 'Foo',
      metadata: {
        name: 'f',
      },
      spec: {
        containers: [
          {
            name: 'b',
          },
        ],
      },
    },
  },
  {
    name: 'deletes an item by directive',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
          },
          {
            name: 'b',
            image: 'y:1',
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            name: 'a',
            $patch: 'delete',
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'y:1',
            name: 'b',
          },
        ],
      },
    },
  },
  {
    name: 'deletes from a list of three',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x',
          },
          {
            name: 'b',
            image: 'y',
          },
          {
            name: 'c',
            image: 'z',
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            name: 'b',
            $patch: 'delete',
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x',
            name: 'a',
          },
          {
            image: 'z',
            name: 'c',
          },
        ],
      },
    },
  },
  {
    name: 'replaces a map by directive',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        securityContext: {
          runAsUser: 1,
          fsGroup: 2,
        },
      },
    },
    patch: {
      spec: {
        securityContext: {
          $patch: 'replace',
          runAsUser: 3,
        },
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        securityContext: {
          runAsUser: 3,
        },
      },
    },
  },
  {
    name: 'deletes a map by directive',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        securityContext: {
          runAsUser: 1,
        },
        hostPID: true,
      },
    },
    patch: {
      spec: {
        securityContext: {
          $patch: 'delete',
        },
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        hostPID: true,
      },
    },
  },
  {
    name: 'refuses an unknown directive',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        securityContext: {
          runAsUser: 1,
        },
      },
    },
    patch: {
      spec: {
        securityContext: {
          $patch: 'remove',
        },
      },
    },
    error: "unknown patch strategy 'remove'",
  },
  {
    name: 'merges ports by port and protocol',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x',
            ports: [
              {
                containerPort: 80,
                protocol: 'TCP',
              },
              {
                containerPort: 80,
                protocol: 'UDP',
              },
            ],
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            name: 'a',
            ports: [
              {
                containerPort: 80,
                protocol: 'UDP',
                name: 'dns',
              },
            ],
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x',
            name: 'a',
            ports: [
              {
                containerPort: 80,
                protocol: 'TCP',
              },
              {
                containerPort: 80,
                name: 'dns',
                protocol: 'UDP',
              },
            ],
          },
        ],
      },
    },
  },
  {
    name: 'takes ports without protocol by port alone',
    resource: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 's',
      },
      spec: {
        ports: [
          {
            port: 80,
            targetPort: 1,
          },
        ],
      },
    },
    patch: {
      spec: {
        ports: [
          {
            port: 80,
            targetPort: 2,
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 's',
      },
      spec: {
        ports: [
          {
            port: 80,
            targetPort: 2,
          },
        ],
      },
    },
  },
  {
    name: 'unites finalizers',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
        finalizers: ['a', 'b'],
      },
    },
    patch: {
      metadata: {
        finalizers: ['b', 'c'],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        finalizers: ['b', 'c', 'a'],
        name: 'p',
      },
    },
  },
  {
    name: 'refuses a list where a map is',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        securityContext: {
          runAsUser: 1,
        },
      },
    },
    patch: {
      spec: {
        securityContext: ['x'],
      },
    },
    error: 'wrong node kind: expected MappingNode but got SequenceNode: node contents:\n["x"]\n',
  },
];

const conditions: readonly Case[] = [
  {
    name: 'adds where it is missing',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
        labels: {
          a: '1',
        },
      },
      spec: {},
    },
    patch: {
      metadata: {
        labels: {
          '+(a)': '2',
          '+(b)': '3',
        },
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        labels: {
          a: '1',
          b: '3',
        },
        name: 'p',
      },
      spec: {},
    },
  },
  {
    name: 'leaves out the items whose condition fails',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
          },
          {
            name: 'b',
            image: 'y:latest',
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            '(image)': '*:latest',
            imagePullPolicy: 'Always',
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'y:latest',
            imagePullPolicy: 'Always',
            name: 'b',
          },
          {
            image: 'x:1',
            name: 'a',
          },
        ],
      },
    },
  },
  {
    name: 'leaves out everything where a condition of a map fails',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        hostNetwork: true,
      },
    },
    patch: {
      metadata: {
        labels: {
          x: 'y',
        },
      },
      spec: {
        '(hostNetwork)': false,
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        hostNetwork: true,
      },
    },
  },
  {
    name: 'keeps the whole where a condition holds',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        hostNetwork: true,
      },
    },
    patch: {
      metadata: {
        labels: {
          x: 'y',
        },
      },
      spec: {
        '(hostNetwork)': true,
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        labels: {
          x: 'y',
        },
        name: 'p',
      },
      spec: {
        hostNetwork: true,
      },
    },
  },
  {
    name: 'stops everything at a global condition',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x:1',
          },
        ],
      },
    },
    patch: {
      spec: {
        imagePullSecrets: [
          {
            name: 's',
          },
        ],
        containers: [
          {
            '<(image)': 'ghcr.io/*',
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x:1',
            name: 'a',
          },
        ],
      },
    },
  },
  {
    name: 'goes on where the global condition holds',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'ghcr.io/x:1',
          },
        ],
      },
    },
    patch: {
      spec: {
        imagePullSecrets: [
          {
            name: 's',
          },
        ],
        containers: [
          {
            '<(image)': 'ghcr.io/*',
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'ghcr.io/x:1',
            name: 'a',
          },
        ],
        imagePullSecrets: [
          {
            name: 's',
          },
        ],
      },
    },
  },
  {
    name: 'adds below a wildcard name',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x',
          },
          {
            name: 'b',
            image: 'y',
            securityContext: {
              privileged: true,
            },
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            '(name)': '*',
            securityContext: {
              '+(privileged)': false,
            },
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x',
            name: 'a',
            securityContext: {
              privileged: false,
            },
          },
          {
            image: 'y',
            name: 'b',
            securityContext: {
              privileged: false,
            },
          },
        ],
      },
    },
  },
  {
    name: 'adds a list that is missing',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x',
          },
        ],
      },
    },
    patch: {
      spec: {
        '+(volumes)': [
          {
            name: 'tmp',
            emptyDir: {},
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x',
            name: 'a',
          },
        ],
        volumes: [
          {
            name: 'tmp',
          },
        ],
      },
    },
  },
  {
    name: 'compares numbers as text',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x',
            ports: [
              {
                containerPort: 80,
              },
            ],
          },
        ],
      },
    },
    patch: {
      spec: {
        containers: [
          {
            '(name)': '*',
            ports: [
              {
                '(containerPort)': 80,
                name: 'http',
              },
            ],
          },
        ],
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x',
            name: 'a',
            ports: [
              {
                containerPort: 80,
              },
            ],
          },
        ],
      },
    },
  },
  {
    name: 'does nothing where the field of a condition is missing',
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            name: 'a',
            image: 'x',
          },
        ],
      },
    },
    patch: {
      spec: {
        '(priority)': 1,
        hostNetwork: false,
      },
    },
    result: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'p',
      },
      spec: {
        containers: [
          {
            image: 'x',
            name: 'a',
          },
        ],
      },
    },
  },
];

function check({ resource, patch, result, error }: Case): void {
  const before = structuredClone(resource);
  if (error === undefined) expect(applyStrategicPatch(resource, patch)).toEqual(result);
  else expect(() => applyStrategicPatch(resource, patch)).toThrow(error);
  expect(resource).toEqual(before);
}

describe('a strategic merge patch', () => {
  test.each(merges)('$name', check);
});

describe('an anchored patch', () => {
  test.each(conditions)('$name', check);
});
