import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { stringify } from 'yaml';
import { evaluatePodSecurity } from '../../src/engine/pod-security/index.ts';
import { type FixedFile, fixFile } from '../../src/fix/fix-file.ts';
import { isObject, type Json, type JsonObject, type Path } from '../../src/kube/json.ts';
import { readYaml } from '../../src/yaml/document.ts';
import { onlyTheirBytes } from './fix/own-bytes.ts';
import type { Suite, Tally } from './harness.ts';

const restricted = { level: 'restricted', version: 'latest' } as const;

/** Ways to write one object. Each text is read back before it is used, so that only true spellings are tried. */
const styles: Readonly<Record<string, (object: JsonObject) => string>> = {
  block: (object) => stringify(object, { version: '1.1' }),
  'block, lists not indented, comments': (object) =>
    commented(stringify(object, { version: '1.1', indentSeq: false })),
  'block, 4 spaces, quoted': (object) =>
    stringify(object, {
      version: '1.1',
      indent: 4,
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'PLAIN',
    }),
  'block, CRLF, second document': (object) =>
    `# first\r\na: 1\r\n---\r\n${stringify(object, { version: '1.1' }).replaceAll('\n', '\r\n')}`,
  flow: (object) => stringify(object, { version: '1.1', collectionStyle: 'flow' }),
  JSON: (object) => JSON.stringify(object, null, 2),
  'JSON, compact': (object) => JSON.stringify(object),
};

interface Row {
  readonly id: string;
  readonly pod: JsonObject;
}

/** `fix` over every fuzz pod in several styles, and over every real manifest. */
export const suite: Suite = {
  name: 'fix',
  share: 1,
  skips: [],
  run(corpora, tally) {
    const counts = { pods: 0, passing: 0, safe: 0, proposed: 0, undecodable: 0 };
    for (const seed of [101, 102, 103]) {
      const rows = gunzipSync(readFileSync(join(corpora, `psa/fuzz-${seed}.jsonl.gz`)))
        .toString()
        .trim()
        .split('\n');
      tally.count(`fuzz-${seed}`, 1000, rows.length);
      for (const line of rows) fuzzPod(JSON.parse(line) as Row, tally, counts);
    }
    tally.note(
      `fuzz pods × styles: ${counts.pods} read, ${counts.passing} pass as they are, ${counts.safe} pass after safe fixes alone, ${counts.proposed} need more than safe fixes, ${counts.undecodable} that the API server would refuse`,
    );
    realworld(corpora, tally);
  },
};

function fuzzPod({ id, pod }: Row, tally: Tally, counts: Record<string, number>): void {
  const object = { apiVersion: 'v1', kind: 'Pod', ...pod };
  for (const [style, write] of Object.entries(styles)) {
    const text = write(object);
    if (!readsBack(text, object)) continue;
    count(counts, 'pods');
    const fixed = fixFile('pod.yaml', Buffer.from(text), { policy: restricted }, new Map());
    const outcome = outcomeOf(fixed);
    count(counts, outcome);
    tally.check(style, id, problemOf(fixed));
  }
}

function realworld(corpora: string, tally: Tally): void {
  const counts = { files: 0, unchanged: 0, unreadable: 0, passing: 0, safe: 0, proposed: 0, fixes: 0 };
  const root = join(corpora, 'realworld');
  for (const file of globSync('**/*.{yaml,yml,json}', { cwd: root }).sort()) {
    counts.files++;
    const fixed = fixFile(file, readFileSync(join(root, file)), { policy: restricted }, new Map());
    if (fixed.problems.length > 0) counts.unreadable++;
    else if (fixed.after === fixed.before) counts.unchanged++;
    for (const document of fixed.documents) {
      counts.fixes += document.fixed.length;
      count(counts, document.left.length > 0 ? 'proposed' : document.fixed.length > 0 ? 'safe' : 'passing');
    }
    tally.check('realworld', file, problemOf(fixed));
  }
  tally.note(
    `realworld: ${counts.files} files, ${counts.unreadable} left alone because they are no manifests, ${counts.fixes} fields fixed; of the documents with findings ${counts.safe} pass after safe fixes alone, ${counts.proposed} need more`,
  );
}

function outcomeOf({ documents, problems }: FixedFile): string {
  if (problems.length > 0) return 'undecodable';
  if (documents.length === 0) return 'passing';
  return documents.every(({ left }) => left.length === 0) ? 'safe' : 'proposed';
}

/** What is wrong with a fixed file, or null. */
function problemOf(fixed: FixedFile): string | null {
  const { before, after, documents, problems } = fixed;
  if (problems.length > 0) return after.equals(before) ? null : 'a file with problems was changed';
  for (const { left } of documents) {
    const unusual = left.find(({ why }) => why === 'text');
    if (unusual)
      return `text too unusual for ${unusual.finding.check.id} at ${unusual.finding.field.join('.')}`;
  }
  return stillForbidden(fixed) ?? onlyTheirBytes(before, after, touched(fixed)) ?? notStable(fixed);
}

/** A document whose findings all have one right value must pass. */
function stillForbidden({ documents }: FixedFile): string | null {
  for (const { text, left } of documents) {
    if (left.length > 0) continue;
    const value = readYaml(text).value;
    if (!isObject(value) || value.kind !== 'Pod') continue;
    const result = evaluatePodSecurity(value, restricted, { serverDefaults: 'pod' });
    if (!result.allowed) return `still forbidden: ${result.message}`;
  }
  return null;
}

/** The fields that were fixed, and those of the pod that stand in for them. */
function touched({ documents }: FixedFile): Path[] {
  return documents.flatMap(({ fixed }) =>
    fixed.flatMap(({ field, prefix }) => {
      const path = [...prefix, ...field];
      const spec = path.lastIndexOf('spec') + 1;
      const inContainer = typeof path[spec + 1] === 'number' && path[spec + 2] === 'securityContext';
      return inContainer ? [path, [...path.slice(0, spec), ...path.slice(spec + 2)]] : [path];
    }),
  );
}

/** Fixing what is fixed changes nothing. */
function notStable({ file, after }: FixedFile): string | null {
  const again = fixFile(file, after, { policy: restricted }, new Map());
  return again.after.equals(after) ? null : 'fixing again changes it again';
}

function readsBack(text: string, object: JsonObject): boolean {
  try {
    const last = text.slice(text.lastIndexOf('---\r\n') + 1).replace(/^--\r\n/, '');
    return same(readYaml(last).value, object);
  } catch {
    return false;
  }
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A comment behind every plain entry. */
function commented(text: string): string {
  let number = 0;
  return text.replace(/^(\s*(?:- )*[\w./-]+:(?: [\w./-]+)?)$/gm, (line) => `${line} # note ${++number}`);
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}
