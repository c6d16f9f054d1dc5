import { type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import { builtInKinds } from '../../../kube/structure/kinds.ts';
import { containsKind, parseKindSelector } from '../match/kind-selector.ts';
import { autogenControllers } from '../policy/autogen.ts';
import { listAt, textList } from '../read.ts';
import { matchesNothing } from '../validation/match.ts';
import type { Smell } from './smell.ts';

interface PlacedKind {
  readonly kind: string;
  readonly path: Path;
}

function kindsOf(rule: JsonObject, path: Path): PlacedKind[] {
  const filters = [
    { filter: rule.match, at: [...path, 'match'] },
    ...(['any', 'all'] as const).flatMap((key) =>
      listAt(rule.match, key).map((filter, index) => ({ filter, at: [...path, 'match', key, index] })),
    ),
  ];
  return filters.flatMap(({ filter, at }) =>
    textList(own(own(filter, 'resources'), 'kinds')).map((kind, index) => ({
      kind,
      path: [...at, 'resources', 'kinds', index],
    })),
  );
}

export function matchesPods({ match }: JsonObject): boolean {
  const filters = [match, ...listAt(match, 'any'), ...listAt(match, 'all')];
  return filters.some((filter) => containsKind(textList(own(own(filter, 'resources'), 'kinds')), 'Pod'));
}

/** A kind that is spelled as no cluster spells it, or an exclude that leaves nothing. */
export function neverMatches(rule: JsonObject, path: Path): Omit<Smell, 'rule'> | null {
  for (const { kind, path: at } of kindsOf(rule, path)) {
    const meant = meantKind(parseKindSelector(kind).kind);
    if (meant !== null)
      return {
        code: 'never-matches',
        path: at,
        message: `no object is of kind ${kind}; kinds are compared letter by letter: ${meant}`,
      };
  }
  return matchesNothing(rule.match, rule.exclude)
    ? { code: 'never-matches', path: [...path, 'exclude'], message: 'exclude leaves nothing of match' }
    : null;
}

/** The kind of Kubernetes that is meant by another spelling of it, or by its plural. */
function meantKind(written: string): string | null {
  if (written === '' || written.includes('*') || written.includes('?')) return null;
  spellings ??= new Map(
    [...builtInKinds()].flatMap(({ kind, resource }) => [
      [kind.toLowerCase(), kind] as const,
      [resource.toLowerCase(), kind] as const,
    ]),
  );
  names ??= new Set([...builtInKinds()].map(({ kind }) => kind));
  if (names.has(written)) return null;
  return spellings.get(written.toLowerCase()) ?? [...names].find((name) => isSlip(written, name)) ?? null;
}

/**
 * Whether one letter is missing, or two have changed places: `Deploymnet`. One letter more or another one may as well make
 * the name of a custom kind; so may anything short, and a singular: `Endpoint`.
 */
function isSlip(written: string, name: string): boolean {
  if (name.length < 6) return false;
  let same = 0;
  while (same < written.length && written[same] === name[same]) same++;
  const swapped = `${name.slice(0, same)}${name[same + 1] ?? ''}${name[same] ?? ''}${name.slice(same + 2)}`;
  const shorter = name.slice(0, same) + name.slice(same + 1);
  return written === swapped || (written === shorter && `${written}s` !== name);
}

let spellings: ReadonlyMap<string, string> | undefined;
let names: ReadonlySet<string> | undefined;

/** A rule for pods that their controllers are not judged by: what they make is refused later, out of sight. */
export function podsOnly(
  rule: JsonObject,
  rules: readonly JsonObject[],
  annotations: Json | undefined,
  path: Path,
): Omit<Smell, 'rule'> | null {
  if (rule.validate === undefined) return null;
  const placed = kindsOf(rule, path);
  const kinds = placed.map(({ kind }) => kind);
  if (placed[0] === undefined || !kinds.every((kind) => containsKind([kind], 'Pod'))) return null;
  const made = autogenControllers(rules, annotations);
  return made.some((kind) => kind.trim() !== '' && kind !== 'none')
    ? null
    : {
        code: 'pods-only',
        path: placed[0].path,
        message:
          'no rule is made for the controllers of pods, so a Deployment passes and its pods are refused later',
      };
}
