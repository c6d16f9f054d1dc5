import type { JsonObject } from '../kube/json.ts';
import { yamlText } from './yaml-text.ts';

/** What is known of a cluster when a plan is begun. */
export interface InitFacts {
  /** `v1.34`: what the levels are pinned to. */
  readonly version: string;
  readonly namespaces: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  /** Node agents: workloads on every node that fail baseline, with the checks. */
  readonly agents: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly checks: readonly string[];
  }[];
}

/** Where the parts of Kubernetes itself and of its providers run. Levels there are theirs to choose. */
const systemNames =
  /^(?:kube-.*|openshift(?:-.*)?|gke-.*|gmp-.*|azure-.*|aks-.*|amazon-.*|calico-system|tigera-operator|cattle-.*)$/;
const always = ['kube-node-lease', 'kube-public', 'kube-system'];

/** Two ladders: baseline for all, then restricted for applications. The comments say what was left out, and why. */
export function initPlans(facts: InitFacts): string {
  const { version, namespaces, agents } = facts;
  const system = [
    ...new Set([...always, ...namespaces.map((one) => one.name).filter((name) => systemNames.test(name))]),
  ].sort();
  const infra = [...new Set(agents.map((agent) => agent.namespace))]
    .filter((name) => !system.includes(name))
    .sort();
  const waves = wavesOf(namespaces.filter((one) => !system.includes(one.name)));
  const ladder = (name: string, level: string, spec: JsonObject, without: readonly string[]): JsonObject => ({
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'HardeningRollout',
    metadata: { name },
    spec: {
      ...spec,
      policies: [{ engine: 'PodSecurity', level, version }],
      selector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...without] }],
      },
      mode: 'Propose',
      output: { kind: 'PullRequest', path: '.' },
      gates: { warn: { window: '3d', violations: 'Allow' }, enforce: { window: '14d' } },
      ...(waves.length === 0 ? {} : { waves }),
    },
  });
  return [
    '# Where to go: baseline everywhere, then restricted for applications. Nothing is enforced before 14 clean days.',
    '# path is the folder of the Namespace manifests, seen from the root of this repository.',
    ...(waves.length === 0 ? waveHint : []),
    ...agentComments(agents, system),
    yamlText([
      ladder('baseline', 'baseline', {}, system),
      ladder('restricted', 'restricted', { after: ['baseline'] }, [...system, ...infra]),
    ]),
  ].join('\n');
}

const waveHint = [
  '# No label of the namespaces tells environments apart. With one, add waves, canary first:',
  '#   waves:',
  '#   - {name: canary, selector: {matchLabels: {env: sandbox}}, maxConcurrent: 5, soak: 2d}',
  '#   - {name: rest, maxConcurrent: 10%}',
];

function agentComments(agents: InitFacts['agents'], system: readonly string[]): string[] {
  const own = agents.filter((agent) => !system.includes(agent.namespace));
  if (own.length === 0) return [];
  return [
    '# These run on every node and need what baseline forbids. Each wants a contract, or a namespace of its own:',
    ...own.map(
      ({ namespace, name, checks }) =>
        `#   portcullis exception new --namespace ${namespace} --subject DaemonSet/${name} --level baseline${checks.map((check) => ` --check ${check}`).join('')}`,
    ),
  ];
}

/** From harmless to precious. */
const ranks = [
  'sandbox',
  'canary',
  'dev',
  'development',
  'test',
  'testing',
  'qa',
  'staging',
  'stage',
  'preprod',
  'prod',
  'production',
];
const keys = ['environment', 'env', 'stage', 'tier'];

/** Waves by the label that tells environments apart, when there is one; what has none comes last. */
function wavesOf(namespaces: InitFacts['namespaces']): JsonObject[] {
  for (const key of keys) {
    const values = [...new Set(namespaces.map((one) => one.labels[key]))].filter(
      (value) => value !== undefined && ranks.includes(value),
    ) as string[];
    if (values.length < 2) continue;
    values.sort((a, b) => ranks.indexOf(a) - ranks.indexOf(b));
    return [
      ...values.map((value, index) => ({
        name: value,
        selector: { matchLabels: { [key]: value } },
        maxConcurrent: index === 0 ? 5 : '10%',
      })),
      { name: 'rest', maxConcurrent: '10%' },
    ];
  }
  return [];
}
