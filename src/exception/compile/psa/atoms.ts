import {
  allowedVolumes,
  defaultCapabilities,
  refusedVolumes,
  safeSysctls,
} from '../../../engine/pod-security/standards.ts';

/**
 * The checks of the Pod Security Standards in CEL, one condition for each field that a check forbids. They follow our own
 * evaluator (engine/pod-security), which follows k8s.io/pod-security-admission v0.37.2; a suite holds the two together over
 * every recorded pod.
 *
 * `c` is a container and `object` the pod; `i` is an item of a list. They are read as an API server hands them on: without
 * nulls and with the types of their kinds.
 */
export interface Atom {
  readonly of: 'pod' | 'container' | 'annotations';
  /** The field, from the pod's spec or the container on. */
  readonly field: readonly string[];
  /** The field is a list, and its items are asked one by one; `rest` leads on from the item. */
  readonly items?: { readonly rest: readonly string[] };
  /** True where the field, or the item, is forbidden. */
  readonly bad: string;
}

/** What a revision of a check forbids; null where the pods it exempts are all it changed. */
export interface CelRevision {
  readonly since: string;
  readonly atoms: readonly Atom[];
  readonly exempt?: 'windows' | 'userNamespace';
}

/** `c.?securityContext.?privileged` */
function at(base: string, field: readonly string[]): string {
  return `${base}${field.map((step) => `.?${step}`).join('')}`;
}

export const windows = "object.spec.?os.?name.orValue('') == 'windows'";
export const userNamespace = 'object.spec.?hostUsers.orValue(true) == false';

function list(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}

/** A field of the pod and of every container that must not be what `bad` says of its value `v`. */
function both(field: readonly string[], bad: (base: string) => string): Atom[] {
  return [
    { of: 'pod', field, bad: bad('object.spec') },
    { of: 'container', field, bad: bad('c') },
  ];
}

const isTrue =
  (field: readonly string[]) =>
  (base: string): string =>
    `${at(base, field)}.orValue(false) == true`;

const profiles = "['RuntimeDefault', 'Localhost']";

/** A profile that is there and of another type; a type that is missing is the empty one. */
function badProfile(name: string): Atom[] {
  const profile = ['securityContext', name];
  return both(
    [...profile, 'type'],
    (base) =>
      `${at(base, profile)}.hasValue() && !(${at(base, [...profile, 'type'])}.orValue('') in ${profiles})`,
  );
}

function badAnnotation(key: string, isFine: string): Atom {
  return { of: 'annotations', field: [], bad: `${key} && !(${isFine})` };
}

const value = 'object.metadata.annotations[i]';
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const seccompPrefix = 'container.seccomp.security.alpha.kubernetes.io/';

const added = (isFine: string): Atom => ({
  of: 'container',
  field: ['securityContext', 'capabilities', 'add'],
  items: { rest: [] },
  bad: `!(${isFine})`,
});

const restrictedCapabilities: readonly Atom[] = [
  {
    of: 'container',
    field: ['securityContext', 'capabilities', 'drop'],
    bad: "!('ALL' in c.?securityContext.?capabilities.?drop.orValue([]))",
  },
  added("i == 'NET_BIND_SERVICE'"),
];

const hosts: readonly Atom[] = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
].flatMap((place) =>
  ['httpGet', 'tcpSocket'].map(
    (way): Atom => ({
      of: 'container',
      field: [...place, way, 'host'],
      bad: `${at('c', [...place, way, 'host'])}.orValue('') != ''`,
    }),
  ),
);

const procMount: readonly Atom[] = [
  {
    of: 'container',
    field: ['securityContext', 'procMount'],
    bad: "c.?securityContext.?procMount.orValue('Default') != 'Default'",
  },
];

function seLinux(types: readonly string[]): Atom[] {
  const options = ['securityContext', 'seLinuxOptions'];
  return [
    ...both(
      [...options, 'type'],
      (base) => `!(${at(base, [...options, 'type'])}.orValue('') in ${list(types)})`,
    ),
    ...['user', 'role'].flatMap((part) =>
      both([...options, part], (base) => `${at(base, [...options, part])}.orValue('') != ''`),
    ),
  ];
}

function sysctls(names: readonly string[]): Atom[] {
  return [
    {
      of: 'pod',
      field: ['securityContext', 'sysctls'],
      items: { rest: [] },
      bad: `!(i.?name.orValue('') in ${list(names)})`,
    },
  ];
}

const isFine = allowedVolumes.map((type) => `has(i.${type})`).join(' || ');

/** A volume is forbidden by the first type that it has, or as a whole where it has none that is known. */
const restrictedVolumes: readonly Atom[] = [
  ...refusedVolumes.map((type, index): Atom => {
    const earlier = refusedVolumes.slice(0, index).map((other) => `has(i.${other})`);
    const first = earlier.length === 0 ? '' : ` && !(${earlier.join(' || ')})`;
    return {
      of: 'pod',
      field: ['volumes'],
      items: { rest: [type] },
      bad: `has(i.${type})${first} && !(${isFine})`,
    };
  }),
  {
    of: 'pod',
    field: ['volumes'],
    items: { rest: [] },
    bad: `!(${[...allowedVolumes, ...refusedVolumes].map((type) => `has(i.${type})`).join(' || ')})`,
  },
];

const runAsNonRoot: readonly Atom[] = [
  {
    of: 'pod',
    field: ['securityContext', 'runAsNonRoot'],
    bad: 'object.spec.?securityContext.?runAsNonRoot.orValue(true) == false',
  },
  {
    of: 'container',
    field: ['securityContext', 'runAsNonRoot'],
    bad: 'c.?securityContext.?runAsNonRoot.orValue(object.spec.?securityContext.?runAsNonRoot.hasValue()) == false',
  },
];

const seccompRestricted: readonly Atom[] = [
  ...badProfile('seccompProfile').slice(0, 1),
  {
    of: 'container',
    field: ['securityContext', 'seccompProfile', 'type'],
    bad: `c.?securityContext.?seccompProfile.hasValue() ? !(c.?securityContext.?seccompProfile.?type.orValue('') in ${profiles}) : !object.spec.?securityContext.?seccompProfile.hasValue()`,
  },
];

const escalation: readonly Atom[] = [
  {
    of: 'container',
    field: ['securityContext', 'allowPrivilegeEscalation'],
    bad: 'c.?securityContext.?allowPrivilegeEscalation.orValue(true) == true',
  },
];

const userZero = both(
  ['securityContext', 'runAsUser'],
  (base) => `${at(base, ['securityContext', 'runAsUser'])}.orValue(1) == 0`,
);

/** By check, the revisions from the oldest to the newest; the same minors as in the evaluator's registry. */
export const celChecks: Readonly<Record<string, readonly CelRevision[]>> = {
  appArmorProfile: [
    {
      since: 'v1.0',
      atoms: [
        ...badProfile('appArmorProfile'),
        badAnnotation(
          `i.startsWith('${appArmorPrefix}')`,
          `${value} in ['', 'runtime/default'] || ${value}.startsWith('localhost/')`,
        ),
      ],
    },
  ],
  capabilities_baseline: [{ since: 'v1.0', atoms: [added(`i in ${list(defaultCapabilities)}`)] }],
  hostNamespaces: [
    {
      since: 'v1.0',
      atoms: ['hostNetwork', 'hostPID', 'hostIPC'].map(
        (field): Atom => ({ of: 'pod', field: [field], bad: isTrue([field])('object.spec') }),
      ),
    },
  ],
  hostPathVolumes: [
    {
      since: 'v1.0',
      atoms: [{ of: 'pod', field: ['volumes'], items: { rest: ['hostPath'] }, bad: 'has(i.hostPath)' }],
    },
  ],
  hostPorts: [
    {
      since: 'v1.0',
      atoms: [
        {
          of: 'container',
          field: ['ports'],
          items: { rest: ['hostPort'] },
          bad: 'i.?hostPort.orValue(0) != 0',
        },
      ],
    },
  ],
  hostProbesAndHostLifecycle: [{ since: 'v1.34', atoms: hosts }],
  privileged: [
    {
      since: 'v1.0',
      atoms: [
        {
          of: 'container',
          field: ['securityContext', 'privileged'],
          bad: isTrue(['securityContext', 'privileged'])('c'),
        },
      ],
    },
  ],
  procMount: [
    { since: 'v1.0', atoms: procMount },
    { since: 'v1.35', atoms: procMount, exempt: 'userNamespace' },
  ],
  seLinuxOptions: [
    { since: 'v1.0', atoms: seLinux(['', 'container_t', 'container_init_t', 'container_kvm_t']) },
    {
      since: 'v1.31',
      atoms: seLinux(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']),
    },
  ],
  seccompProfile_baseline: [
    {
      since: 'v1.0',
      atoms: [
        badAnnotation(
          `(i == 'seccomp.security.alpha.kubernetes.io/pod' || variables.containers.exists(c, i == '${seccompPrefix}' + c.?name.orValue('')))`,
          `${value} in ['runtime/default', 'docker/default'] || ${value}.startsWith('localhost/')`,
        ),
      ],
    },
    { since: 'v1.19', atoms: badProfile('seccompProfile') },
  ],
  sysctls: safeSysctls.map(([since, names]) => ({ since, atoms: sysctls(names) })),
  windowsHostProcess: [
    {
      since: 'v1.0',
      atoms: both(
        ['securityContext', 'windowsOptions', 'hostProcess'],
        isTrue(['securityContext', 'windowsOptions', 'hostProcess']),
      ),
    },
  ],
  allowPrivilegeEscalation: [
    { since: 'v1.8', atoms: escalation },
    { since: 'v1.25', atoms: escalation, exempt: 'windows' },
  ],
  capabilities_restricted: [
    { since: 'v1.22', atoms: restrictedCapabilities },
    { since: 'v1.25', atoms: restrictedCapabilities, exempt: 'windows' },
  ],
  procMount_restricted: [{ since: 'v1.35', atoms: procMount }],
  restrictedVolumes: [{ since: 'v1.0', atoms: restrictedVolumes }],
  runAsNonRoot: [
    { since: 'v1.0', atoms: runAsNonRoot },
    { since: 'v1.35', atoms: runAsNonRoot, exempt: 'userNamespace' },
  ],
  runAsUser: [
    { since: 'v1.23', atoms: userZero },
    { since: 'v1.35', atoms: userZero, exempt: 'userNamespace' },
  ],
  seccompProfile_restricted: [
    { since: 'v1.19', atoms: seccompRestricted },
    { since: 'v1.25', atoms: seccompRestricted, exempt: 'windows' },
  ],
};
