import { minorOf, parseVersion } from '../../engine/pod-security/index.ts';
import type { Piece, Refusal, Violation } from './refusal.ts';

/**
 * Pod Security Admission: `violates PodSecurity "restricted:v1.34": reason (detail), reason (detail)`, the same with
 * `would violate` in warnings and audit annotations, the warnings of a namespace's label change, and invalid labels.
 */
export function podSecurity(piece: Piece): Refusal | undefined {
  return podRefusal(piece) ?? existingPods(piece) ?? invalidLabels(piece);
}

const head = /\b(would violate|violates) PodSecurity "(privileged|baseline|restricted):(latest|v1\.\d+)": /;

function podRefusal({ text, subject, stage }: Piece): Refusal | undefined {
  const match = head.exec(text);
  if (match === null) return undefined;
  const [whole, words, level = '', version = ''] = match;
  const policy = `${level}@${version}`;
  return {
    refuser: 'PodSecurity',
    stage: words === 'violates' ? 'enforce' : stage === 'audit' ? 'audit' : 'warn',
    policy,
    subject,
    violations: mostOf(
      linings(text.slice(match.index + whole.length).trim()).map((line) =>
        violationsIn(line, level, version, policy),
      ),
    ),
  };
}

/** The message is one line; what a terminal or a ticket broke is read with its lines joined, when more is found so. */
function linings(text: string): string[] {
  const lines = text.split('\n');
  return lines.length === 1 ? [text] : [text, lines.map((line) => line.trim()).join(' '), lines.join('')];
}

function mostOf(readings: readonly Violation[][]): Violation[] {
  return readings.reduce((best, other) => (other.length > best.length ? other : best), []);
}

/** `reason (detail), reason`: a detail may hold any text in quotes, so only known reasons part it. */
function violationsIn(text: string, level: string, version: string, policy: string): Violation[] {
  const found: Violation[] = [];
  let at = 0;
  while (at < text.length) {
    const reason = reasons.find(({ words }) => text.startsWith(words, at));
    if (reason === undefined) break;
    at += reason.words.length;
    let detail = '';
    if (text.startsWith(' (', at)) {
      const end = endOfDetail(text, at + 2);
      detail = text.slice(at + 2, end);
      at = end + 1;
    }
    const rule = reason.check(level, version);
    found.push({
      policy,
      rule,
      message: detail === '' ? reason.words : `${reason.words} (${detail})`,
      fields: fieldsOf(rule, detail),
    });
    if (!text.startsWith(', ', at)) break;
    at += 2;
  }
  return found;
}

/** The closing bracket: the first one that is followed by the end of the text, or by a comma and a known reason. */
function endOfDetail(text: string, from: number): number {
  for (let end = text.indexOf(')', from); end >= 0; end = text.indexOf(')', end + 1)) {
    const rest = text.slice(end + 1);
    if (!rest.startsWith(', ')) {
      if (/^\s*(?:$|["'\]}]|\n|;|\. )/.test(rest)) return end;
      continue;
    }
    if (
      reasons.some(
        ({ words }) => rest.startsWith(words, 2) && /^(?: \(|, |\s|$)/.test(rest.slice(2 + words.length)),
      )
    )
      return end;
  }
  return text.length;
}

type CheckOf = (level: string, version: string) => string;

const only =
  (id: string): CheckOf =>
  () =>
    id;

/** The reasons that Pod Security gives (k8s.io/pod-security-admission v0.37.2, policy/check_*.go), longest first. */
const reasons: readonly { readonly words: string; readonly check: CheckOf }[] = [
  { words: 'forbidden AppArmor profiles', check: only('appArmorProfile') },
  { words: 'forbidden AppArmor profile', check: only('appArmorProfile') },
  { words: 'non-default capabilities', check: only('capabilities_baseline') },
  { words: 'host namespaces', check: only('hostNamespaces') },
  { words: 'hostPath volumes', check: only('hostPathVolumes') },
  { words: 'hostPort', check: only('hostPorts') },
  { words: 'probe or lifecycle host', check: only('hostProbesAndHostLifecycle') },
  { words: 'privileged', check: only('privileged') },
  {
    words: 'procMount',
    check: (level, version) =>
      level === 'restricted' && minor(version) >= 35 ? 'procMount_restricted' : 'procMount',
  },
  { words: 'restricted volume types', check: only('restrictedVolumes') },
  { words: 'runAsNonRoot != true', check: only('runAsNonRoot') },
  { words: 'runAsUser=0', check: only('runAsUser') },
  { words: 'seLinuxOptions', check: only('seLinuxOptions') },
  {
    words: 'seccompProfile',
    check: (level, version) =>
      level === 'restricted' && minor(version) >= 19
        ? 'seccompProfile_restricted'
        : 'seccompProfile_baseline',
  },
  { words: 'forbidden sysctls', check: only('sysctls') },
  { words: 'hostProcess', check: only('windowsHostProcess') },
  { words: 'allowPrivilegeEscalation != false', check: only('allowPrivilegeEscalation') },
  { words: 'unrestricted capabilities', check: only('capabilities_restricted') },
];

function minor(version: string): number {
  const parsed = parseVersion(version);
  return parsed === undefined ? Number.POSITIVE_INFINITY : minorOf(parsed);
}

/** What a check looks at: below a container, or below the pod's spec. */
const places: Readonly<Record<string, { readonly container?: string; readonly pod?: string }>> = {
  appArmorProfile: {
    container: 'securityContext.appArmorProfile.type',
    pod: 'securityContext.appArmorProfile.type',
  },
  capabilities_baseline: { container: 'securityContext.capabilities.add' },
  hostPorts: { container: 'ports[*].hostPort' },
  hostProbesAndHostLifecycle: {
    container: 'livenessProbe, readinessProbe, startupProbe and lifecycle: host',
  },
  privileged: { container: 'securityContext.privileged' },
  procMount: { container: 'securityContext.procMount' },
  procMount_restricted: { container: 'securityContext.procMount' },
  runAsNonRoot: { container: 'securityContext.runAsNonRoot', pod: 'securityContext.runAsNonRoot' },
  runAsUser: { container: 'securityContext.runAsUser', pod: 'securityContext.runAsUser' },
  seLinuxOptions: { container: 'securityContext.seLinuxOptions', pod: 'securityContext.seLinuxOptions' },
  seccompProfile_baseline: {
    container: 'securityContext.seccompProfile.type',
    pod: 'securityContext.seccompProfile.type',
  },
  seccompProfile_restricted: {
    container: 'securityContext.seccompProfile.type',
    pod: 'securityContext.seccompProfile.type',
  },
  sysctls: { pod: 'securityContext.sysctls' },
  windowsHostProcess: {
    container: 'securityContext.windowsOptions.hostProcess',
    pod: 'securityContext.windowsOptions.hostProcess',
  },
  allowPrivilegeEscalation: { container: 'securityContext.allowPrivilegeEscalation' },
  capabilities_restricted: { container: 'securityContext.capabilities' },
};

function fieldsOf(rule: string, detail: string): string[] {
  if (rule === 'hostNamespaces')
    return detail.split(', ').flatMap((part) => (part === '' ? [] : [`spec.${part.split('=')[0]}`]));
  if (rule === 'hostPathVolumes' || rule === 'restrictedVolumes')
    return namesAfter(detail, /^volumes? /).map((name) => `spec.volumes[name=${name}]`);
  const place = places[rule];
  if (place === undefined) return [];
  const fields: string[] = [];
  if (place.pod !== undefined && (rule === 'sysctls' || /^pod (?:and|must|set)\b/.test(detail)))
    fields.push(`spec.${place.pod}`);
  if (place.container !== undefined) {
    for (const match of detail.matchAll(/(?:^|; |and |or )containers? (?=")/g)) {
      for (const name of quoted(detail, match.index + match[0].length)) {
        const field = `containers[name=${name}].${place.container}`;
        if (!fields.includes(field)) fields.push(field);
      }
    }
  }
  return fields;
}

function namesAfter(text: string, start: RegExp): string[] {
  const match = start.exec(text);
  return match === null ? [] : quoted(text, match[0].length);
}

/** `"a", "b", "c"` from an offset on. */
function quoted(text: string, from: number): string[] {
  const names: string[] = [];
  const item = /"([^"]*)"(, (?="))?/y;
  item.lastIndex = from;
  for (let match = item.exec(text); match !== null; match = item.exec(text)) {
    names.push(match[1] ?? '');
    if (match[2] === undefined) break;
  }
  return names;
}

/** What a change of the enforce label warns of: the pods that are there already. */
function existingPods({ text, subject }: Piece): Refusal | undefined {
  const match =
    /existing pods in namespace "([^"]*)" violate the new PodSecurity enforce level "(\w+):([\w.]+)"/.exec(
      text,
    );
  if (match === null) return undefined;
  const [whole, namespace = '', level = '', version = ''] = match;
  const policy = `${level}@${version}`;
  const lines = text
    .slice(match.index + whole.length)
    .split('\n')
    .map((line) => line.replace(/^\s*Warning:\s*/, '').trim());
  const violations = lines.flatMap((line) => {
    const colon = line.indexOf(': ');
    return colon < 0 ? [] : violationsIn(line.slice(colon + 2), level, version, policy);
  });
  return {
    refuser: 'PodSecurity',
    stage: 'warn',
    policy,
    subject: { ...subject, kind: 'Namespace', name: namespace, namespace },
    violations,
    note: 'The label was set. Running pods stay; those that violate the level are refused when they are made anew.',
  };
}

/** `metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "foo": must be one of …` */
function invalidLabels({ text, subject, stage }: Piece): Refusal | undefined {
  const found = [
    ...text.matchAll(
      /metadata\.labels\[(pod-security\.kubernetes\.io\/[\w-]+)\]: (Invalid value: "[^"]*": must be (?:one of [\w, ]+?|"latest" or "v1\.x"))(?=, metadata|\]|$|\n)/g,
    ),
  ];
  if (found.length === 0) return undefined;
  return {
    refuser: 'PodSecurity',
    stage,
    policy: null,
    subject: { kind: 'Namespace', ...subject },
    violations: found.map(([, label = '', message = '']) => ({
      policy: null,
      rule: label,
      message,
      fields: [`metadata.labels["${label}"]`],
    })),
  };
}
