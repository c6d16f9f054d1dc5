import { compileWildcard } from '../../../kube/wildcard.ts';

/** The kind of what is judged, as the API server names it. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
}

export interface KindSelector {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
}

/** `Pod`, `v1/Pod`, `apps/v1/Deployment`, `Pod/status`, … (kyverno v1.19 pkg/utils/kube/kind.go, ParseKindSelector) */
export function parseKindSelector(text: string): KindSelector {
  const slashed = text.split('/');
  const last = slashed.pop() ?? '';
  const parts = [...slashed, ...last.split('.')];
  const [a = '', b = '', c = '', d = ''] = parts;
  switch (parts.length) {
    case 1:
      return selector('*', '*', a, '');
    case 2:
      if (a === '*' && b === '*') return selector('*', '*', '*', '*');
      if (a === '*' && b.toLowerCase() === b) return selector('*', '*', a, b);
      return isVersion(a) ? selector('*', a, b, '') : selector('*', '*', a, b);
    case 3:
      return isVersion(a) ? selector('*', a, b, c) : selector(a, b, c, '');
    case 4:
      return selector(a, b, c, d);
    default:
      return selector('', '', '', '');
  }
}

function selector(group: string, version: string, kind: string, subresource: string): KindSelector {
  return { group, version, kind, subresource };
}

function isVersion(text: string): boolean {
  return text === '*' || /^v[0-9]+((alpha|beta)[0-9]+)?$/.test(text);
}

export type KindMatcher = (kind: Kind) => boolean;

/**
 * True for a kind that one of `kinds` names. A rule for pods also sees their ephemeral containers, an exception does not
 * (pkg/utils/match/kind.go).
 */
export function compileKinds(kinds: readonly string[], ephemeralContainers: boolean): KindMatcher {
  const matchers = kinds.map((text) => {
    const { group, version, kind, subresource } = parseKindSelector(text);
    return {
      group: compileWildcard(group),
      version: compileWildcard(version),
      kind: compileWildcard(kind),
      subresource: compileWildcard(subresource),
    };
  });
  const matches = (kind: Kind): boolean =>
    matchers.some(
      (one) =>
        one.kind(kind.kind) &&
        one.group(kind.group) &&
        one.version(kind.version) &&
        (one.subresource(kind.subresource) || (ephemeralContainers && isEphemeralContainers(kind))),
    );
  const answers = new WeakMap<Kind, boolean>();
  return (kind) => {
    const known = answers.get(kind);
    if (known !== undefined) return known;
    const answer = matches(kind);
    answers.set(kind, answer);
    return answer;
  };
}

function isEphemeralContainers({ group, version, kind, subresource }: Kind): boolean {
  return subresource === 'ephemeralcontainers' && kind === 'Pod' && version === 'v1' && group === '';
}

/** The kind alone: `Pod` of `v1/Pod`, `Pod/status` and `Pod.status` (GetKindFromGVK and SplitSubresource). */
export function kindOnly(text: string): string {
  const parts = text.split('/');
  const [a = '', b = '', c = '', d = ''] = parts;
  switch (parts.length) {
    case 1:
      return withoutSubresource(text.replace('.', '/'));
    case 2:
      if (a === '*' && b === '*') return '*';
      return withoutSubresource(isVersion(a) ? b.replace('.', '/') : text);
    case 3:
      return withoutSubresource(isVersion(a) ? `${b}/${c}` : c.replace('.', '/'));
    case 4:
      return withoutSubresource(`${c}/${d}`);
    default:
      return '';
  }
}

function withoutSubresource(text: string): string {
  const parts = text.split('/');
  return parts.length === 2 ? (parts[0] as string) : text;
}

/** True when one of `kinds` is `kind`, whatever its group, version and subresource. */
export function containsKind(kinds: readonly string[], kind: string): boolean {
  return kinds.some((one) => kindOnly(one) === kind);
}

/** Any object's own kind; the same object for the same one, as long as few others come in between. */
export function kindOf(apiVersion: string, kind: string, subresource = ''): Kind {
  const key = `${apiVersion} ${kind} ${subresource}`;
  const known = knownKinds.get(key);
  if (known !== undefined) return known;
  if (knownKinds.size >= KEPT_KINDS) knownKinds.clear();
  const made = makeKind(apiVersion, kind, subresource);
  knownKinds.set(key, made);
  return made;
}

const knownKinds = new Map<string, Kind>();
const KEPT_KINDS = 1000;

function makeKind(apiVersion: string, kind: string, subresource: string): Kind {
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    subresource,
  };
}
