import type { Person } from './commit.ts';

/** Who owns which files, as a CODEOWNERS file says. */
export interface CodeOwners {
  /** The owners of a file by its path in the repository; undefined where no rule speaks of it. */
  of(path: string): readonly string[] | undefined;
}

/** Where forges look for the file, in the order in which they look. */
export const codeOwnersPaths: readonly string[] = [
  '.github/CODEOWNERS',
  'CODEOWNERS',
  'docs/CODEOWNERS',
  '.gitlab/CODEOWNERS',
];

/** The last rule that matches counts, as with .gitignore; sections of GitLab are read as if they were not there. */
export function parseCodeOwners(text: string): CodeOwners {
  const rules = text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !/^\^?\[/.test(line))
    .map((line) => {
      const [pattern = '', ...owners] = line.split(/\s+/);
      return { matches: compilePattern(pattern), owners };
    });
  return { of: (path) => rules.findLast(({ matches }) => matches(path.split('/')))?.owners };
}

/**
 * A pattern with a slash that is not its last character is anchored at the root; without one it matches at any depth.
 * What it matches is a file, or a folder with all that is in it, except that a last `*` stays in its folder.
 */
function compilePattern(pattern: string): (path: readonly string[]) => boolean {
  const isFolder = pattern.endsWith('/');
  const parts = pattern.replace(/^\//, '').replace(/\/$/, '').split('/');
  const anchored = pattern.startsWith('/') || parts.length > 1;
  const steps = anchored ? parts : ['**', ...parts];
  const stays = parts.at(-1) === '*' && parts.length > 1;
  return (path) => matchesFrom(steps, path, isFolder ? 'inside' : stays ? 'exactly' : 'either');
}

/** Matches step by step, remembering every place a `**` may have led to: linear in pattern times path. */
function matchesFrom(
  steps: readonly string[],
  path: readonly string[],
  end: 'inside' | 'exactly' | 'either',
): boolean {
  let places = closure(new Set([0]), steps);
  for (const [depth, name] of path.entries()) {
    const next = new Set<number>();
    for (const place of places) {
      const step = steps[place];
      if (step === undefined) {
        // The pattern is used up by a folder above: all that is in it belongs to it.
        if (end !== 'exactly') return true;
        continue;
      }
      if (step === '**') next.add(place);
      else if (matchesName(step, name)) next.add(place + 1);
    }
    places = closure(next, steps);
    const last = depth === path.length - 1;
    if (last && places.has(steps.length)) return end !== 'inside';
  }
  return false;
}

/** With every `**` also passed over. */
function closure(places: Set<number>, steps: readonly string[]): Set<number> {
  for (const place of places) if (steps[place] === '**') places.add(place + 1);
  return places;
}

function matchesName(pattern: string, name: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = from;
    } else if (pattern[at] === '?' || (pattern[at] !== undefined && pattern[at] === name[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/**
 * Whether a person is among owners. Git knows addresses, owners may be handles and teams of a forge: where one of those
 * might be the person, nobody here can tell, and the forge has to guard the branch.
 */
export function isOwner({ email }: Person, owners: readonly string[]): 'yes' | 'no' | 'unknown' {
  const handle = /^(?:\d+\+)?([^@]+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  let unknown = false;
  for (const owner of owners.map((text) => text.toLowerCase())) {
    if (owner === email || (handle !== undefined && owner === `@${handle}`)) return 'yes';
    const team = owner.startsWith('@') && owner.includes('/');
    if (owner.startsWith('@') && (team || handle === undefined)) unknown = true;
  }
  return unknown ? 'unknown' : 'no';
}
