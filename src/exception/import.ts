import { groupOf } from '../kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { ExceptionContract, PolicyScope, Subject } from './contract.ts';
import { type DraftWords, draft } from './draft.ts';
import { type LabelException, labelExceptions } from './import-labels.ts';

/** What other tools excuse: drafts without owner for what names a workload, and a line of debt for what does not. */
export interface Imported {
  readonly drafts: readonly ExceptionContract[];
  readonly debt: readonly string[];
}

/** Reads exceptions of Kyverno, Gatekeeper, Pod Security, labels and scanners' annotations off the objects that hold them. */
export function importExceptions(resources: readonly Resource[], words: DraftWords, now: Date): Imported {
  const drafts: ExceptionContract[] = [];
  const debt: string[] = [];
  const byLabel = resources.flatMap(labelExceptions);
  for (const resource of resources) {
    for (const reader of [...readers, (one: Resource) => labelled(one, byLabel)]) {
      const found = reader(resource);
      drafts.push(
        ...found.excused.map(({ namespace, subject, policies }) =>
          draft(namespace, subject, policies, words, now),
        ),
      );
      debt.push(...found.debt.map((line) => `${placeOf(resource)}: ${line}`));
    }
  }
  return { drafts: unique(drafts), debt };
}

interface Excused {
  readonly namespace: string;
  readonly subject: Subject;
  readonly policies: readonly PolicyScope[];
}

interface Found {
  readonly excused: readonly Excused[];
  readonly debt: readonly string[];
}

const nothing: Found = { excused: [], debt: [] };

const readers: readonly ((resource: Resource) => Found)[] = [
  kyverno,
  kyvernoCel,
  gatekeeper,
  podSecurity,
  annotated,
];

/** kyverno.io PolicyException: its match names kinds, names and namespaces. */
function kyverno({ apiVersion, kind, object }: Resource): Found {
  if (kind !== 'PolicyException' || groupOf(apiVersion) !== 'kyverno.io') return nothing;
  const spec = own(object, 'spec');
  const policies = list(own(spec, 'exceptions')).map((entry): PolicyScope => {
    const full = text(own(entry, 'policyName'));
    const [namespace, name] = full.includes('/') ? full.split('/') : [undefined, full];
    const rules = texts(own(entry, 'ruleNames')).filter(
      (rule) => !rule.includes('*') && !rule.startsWith('autogen-'),
    );
    return {
      engine: 'Kyverno',
      kind: namespace === undefined ? 'ClusterPolicy' : 'Policy',
      ...(namespace === undefined ? {} : { namespace }),
      name: name ?? '',
      ...(rules.length === 0 ? {} : { rules }),
    };
  });
  const filters = filtersOf(own(spec, 'match'));
  const results = filters.map((filter) => filtered(filter, policies));
  const narrowed = narrowing.filter(([has]) => has(spec ?? {}, filters)).map(([, what]) => what);
  return {
    excused: results.flatMap((result) => result.excused),
    debt: [
      ...results.flatMap((result) => result.debt),
      ...(narrowed.length === 0
        ? []
        : [`excuses only ${narrowed.join(' and ')}, which its drafts do not repeat`]),
    ],
  };
}

/** `any` excuses what one filter takes, `all` what every filter takes; drafts of `all` are made of the first. */
function filtersOf(match: Json | undefined): readonly JsonObject[] {
  return [...list(own(match, 'any')), ...list(own(match, 'all')).slice(0, 1)];
}

/** What narrows an exception beyond kinds, names and namespaces. */
const narrowing: readonly [(spec: Json, filters: readonly JsonObject[]) => boolean, string][] = [
  [(spec) => own(spec, 'conditions') !== undefined, 'under its conditions'],
  [(spec) => list(own(spec, 'podSecurity')).length > 0, 'from some controls of Pod Security'],
  [(spec) => list(own(own(spec, 'match'), 'all')).length > 1, 'what all its filters take'],
  [
    (_, filters) =>
      filters.some((filter) =>
        ['selector', 'namespaceSelector', 'annotations'].some(
          (key) => own(own(filter, 'resources'), key) !== undefined,
        ),
      ),
    'by labels or annotations',
  ],
  [
    (_, filters) =>
      filters.some((filter) =>
        ['subjects', 'roles', 'clusterRoles'].some((key) => own(filter, key) !== undefined),
      ),
    'what certain users ask for',
  ],
];

function filtered(filter: JsonObject, policies: readonly PolicyScope[]): Found {
  const resources = own(filter, 'resources');
  const kinds = texts(own(resources, 'kinds'));
  const names = [...texts(own(resources, 'names')), ...texts([own(resources, 'name') ?? null])];
  const namespaces = texts(own(resources, 'namespaces'));
  if (names.length === 0) {
    const policyNames = policies.map(({ name }) => name).join(', ');
    const what = `every ${kinds.join(', ') || 'object'} in ${namespaces.join(', ') || 'every namespace'}`;
    return { excused: [], debt: [`excuses ${what} from ${policyNames}: name the workloads`] };
  }
  const excused: Excused[] = [];
  const debt: string[] = [];
  for (const kind of kinds.map((one) => one.split('/').at(-1) ?? one)) {
    for (const name of names) {
      for (const namespace of namespaces) {
        if (validName(name) && validNamespace(namespace))
          excused.push({ namespace, subject: { kind, name }, policies });
        else debt.push(`excuses ${kind} ${name} in ${namespace}: name the workloads`);
      }
      if (namespaces.length === 0) debt.push(`excuses ${kind} ${name} in every namespace: name them`);
    }
  }
  return { excused, debt };
}

/** policies.kyverno.io PolicyException: whom it excuses is an expression, which names nobody. */
function kyvernoCel({ apiVersion, kind, object }: Resource): Found {
  if (kind !== 'PolicyException' || groupOf(apiVersion) !== 'policies.kyverno.io') return nothing;
  const spec = own(object, 'spec');
  const names = list(own(spec, 'policyRefs')).map((ref) => text(own(ref, 'name')));
  const end = text(own(spec, 'expiresAt'));
  return {
    excused: [],
    debt: [
      `excuses whatever its expressions say from ${names.join(', ')}${end === '' ? ', without end' : `, until ${end}`}: name the workloads`,
    ],
  };
}

/** Constraints leave out namespaces, never single objects. */
function gatekeeper({ apiVersion, kind, name, object }: Resource): Found {
  if (groupOf(apiVersion) === 'config.gatekeeper.sh' && kind === 'Config') {
    const debt = list(own(own(object, 'spec'), 'match')).map(
      (entry) =>
        `leaves out the namespaces ${texts(own(entry, 'excludedNamespaces')).join(', ')} of every constraint`,
    );
    return { excused: [], debt };
  }
  if (groupOf(apiVersion) !== 'constraints.gatekeeper.sh') return nothing;
  const spec = own(object, 'spec');
  const namespaces = texts(own(own(spec, 'match'), 'excludedNamespaces'));
  const images = texts(own(own(spec, 'parameters'), 'exemptImages'));
  return {
    excused: [],
    debt: [
      ...(namespaces.length === 0
        ? []
        : [`${kind} ${name} leaves out the namespaces ${namespaces.join(', ')}: name the workloads`]),
      ...(images.length === 0
        ? []
        : [`${kind} ${name} leaves out the images ${images.join(', ')}: name the workloads`]),
    ],
  };
}

/** Exemptions of the API server's own configuration. */
function podSecurity({ kind, object }: Resource): Found {
  const configuration =
    kind === 'AdmissionConfiguration'
      ? list(own(object, 'plugins'))
          .map((plugin) => own(plugin, 'configuration'))
          .find((one) => own(one, 'kind') === 'PodSecurityConfiguration')
      : object;
  if (own(configuration, 'kind') !== 'PodSecurityConfiguration') return nothing;
  const exemptions = own(configuration, 'exemptions');
  const debt = ['namespaces', 'usernames', 'runtimeClasses'].flatMap((what) => {
    const names = texts(own(exemptions, what));
    return names.length === 0 ? [] : [`exempts the ${what} ${names.join(', ')} from Pod Security altogether`];
  });
  return { excused: [], debt };
}

/** Scanners let a workload excuse itself by an annotation. */
const suppressions: readonly {
  readonly tool: string;
  readonly form: RegExp;
  readonly check: (key: string, value: string) => string[];
}[] = [
  {
    tool: 'kube-linter',
    form: /^ignore-check\.kube-linter\.io\//,
    check: (key) => [key.slice('ignore-check.kube-linter.io/'.length)],
  },
  {
    tool: 'kube-score',
    form: /^kube-score\/ignore$/,
    check: (_, value) => value.split(',').map((one) => one.trim()),
  },
  {
    tool: 'polaris',
    form: /^polaris\.fairwinds\.com\/(?:[\w-]+-)?exempt$/,
    check: (key) => [key.slice('polaris.fairwinds.com/'.length).replace(/-?exempt$/, '') || 'all checks'],
  },
  { tool: 'checkov', form: /^checkov\.io\/skip\d*$/, check: (_, value) => [value.split('=')[0] ?? value] },
  {
    tool: 'kubescape',
    form: /^kubescape\.io\/skip-/,
    check: (_, value) => value.split(',').map((one) => one.trim()),
  },
];

function annotated({ kind, namespace, name, object }: Resource): Found {
  const annotations = own(own(object, 'metadata'), 'annotations');
  if (!isObject(annotations) || !validNamespace(namespace) || !validName(name)) return nothing;
  const excused = Object.entries(annotations).flatMap(([key, value]): Excused[] => {
    const found = suppressions.find(({ form }) => form.test(key));
    if (found === undefined || typeof value !== 'string' || value === 'false') return [];
    const checks = found.check(key, value).filter((check) => check !== '' && check.length <= 253);
    return checks.map((check) => ({
      namespace,
      subject: { kind, name },
      policies: [{ engine: 'Scanner', kind: found.tool, name: check }],
    }));
  });
  return { excused, debt: [] };
}

/** Whom a label excuses: the workloads that carry it by name, and namespaces that are out of everybody's sight. */
function labelled(resource: Resource, exceptions: readonly LabelException[]): Found {
  const { kind, namespace, name, object } = resource;
  const labels = own(own(object, 'metadata'), 'labels');
  const debt = labelExceptions(resource).map(
    ({ text: label }) => `${kind} ${name} leaves out whatever carries the label ${label}: name the workloads`,
  );
  if (kind === 'Namespace') {
    if (own(labels, 'admission.gatekeeper.sh/ignore') !== undefined)
      debt.push(
        `the namespace ${name} is out of Gatekeeper's sight by its label admission.gatekeeper.sh/ignore`,
      );
    if (own(labels, 'pod-security.kubernetes.io/enforce') === 'privileged')
      debt.push(`the namespace ${name} is held to no level by its label pod-security.kubernetes.io/enforce`);
  }
  if (!isObject(labels) || !validNamespace(namespace) || !validName(name)) return { excused: [], debt };
  const policies = exceptions.filter((one) => one.leavesOut(kind, labels)).map(({ policy }) => policy);
  return {
    excused: policies.length === 0 ? [] : [{ namespace, subject: { kind, name }, policies }],
    debt,
  };
}

function validName(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(-?\*)?$/.test(name);
}

function validNamespace(namespace: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace);
}

/** Two drafts of one name get numbers. */
function unique(drafts: readonly ExceptionContract[]): ExceptionContract[] {
  const taken = new Map<string, number>();
  return drafts.map((one) => {
    const key = `${one.metadata.namespace}/${one.metadata.name}`;
    const number = (taken.get(key) ?? 0) + 1;
    taken.set(key, number);
    return number === 1
      ? one
      : { ...one, metadata: { ...one.metadata, name: `${one.metadata.name}-${number}` } };
  });
}

function placeOf({ origin }: Resource): string {
  return `${origin.file}:${origin.start.line}`;
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
