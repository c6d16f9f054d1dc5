import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifest, read, readEvents, withFolder } from './reading.test-support.ts';

describe('what is read', () => {
  test('files, folders and globs, in the order given and then by bytes', async () => {
    const files = {
      'b/z.yaml': manifest('z'),
      'b/a/x.yml': manifest('x'),
      'b/é.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"é"}}',
      'b/B.yaml': manifest('big'),
      'b/notes.txt': 'no: manifest',
      'b/.git/c.yaml': manifest('git'),
      'b/node_modules/d.yaml': manifest('modules'),
      'one.txt': manifest('one'),
    };
    await withFolder(files, async (folder) => {
      expect(await read(folder, { paths: ['one.txt', 'b'] })).toEqual([
        'ConfigMap default/one one.txt:1',
        'ConfigMap default/big b/B.yaml:1',
        'ConfigMap default/x b/a/x.yml:1',
        'ConfigMap default/z b/z.yaml:1',
        'ConfigMap default/é b/é.json:1',
      ]);
      expect(await read(folder, { paths: ['b/**/*.y*ml'] })).toEqual([
        'ConfigMap default/big b/B.yaml:1',
        'ConfigMap default/x b/a/x.yml:1',
        'ConfigMap default/z b/z.yaml:1',
      ]);
      expect(await read(folder, { paths: ['b'], options: { ignore: ['b/a', '**/*.json'] } })).toEqual([
        'ConfigMap default/big b/B.yaml:1',
        'ConfigMap default/z b/z.yaml:1',
      ]);
      expect(await read(folder, { paths: ['b/a/x.yml', 'one.txt'], options: { ignore: ['b/**'] } })).toEqual([
        '- IGNORED b/a/x.yml',
        'ConfigMap default/one one.txt:1',
      ]);
      expect(await read(folder, { paths: [join(folder, 'one.txt')] })).toEqual([
        `ConfigMap default/one ${join(folder, 'one.txt')}:1`,
      ]);
    });
  });

  test('standard input', async () => {
    await withFolder({}, async (folder) => {
      const stdin = `# first\n${manifest('a')}---\n${manifest('b')}`;
      expect(await read(folder, { paths: ['-'], stdin })).toEqual([
        'ConfigMap default/a -:2',
        'ConfigMap default/b -:7',
      ]);
    });
  });

  test('lists, typed lists and names that are made up', async () => {
    const list = `kind: List
apiVersion: v1
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: n1}}
- apiVersion: v1
  kind: List
  items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {generateName: b-}}
---
kind: PodList
apiVersion: v1
items:
- metadata: {name: c}
`;
    await withFolder({ 'list.yaml': list }, async (folder) => {
      const paths = ['list.yaml'];
      expect(await read(folder, { paths, options: { namespace: 'team' } })).toEqual([
        'ConfigMap n1/a list.yaml:4',
        'ConfigMap team/b- list.yaml:8',
        'Pod team/c list.yaml:13',
      ]);
      const events = await readEvents(folder, { paths });
      const resource = events.flatMap((event) => (event.type === 'resource' ? [event.resource] : []))[2];
      expect(resource?.object).toEqual({ metadata: { name: 'c' }, kind: 'Pod', apiVersion: 'v1' });
      expect(resource?.origin.locate?.(['metadata', 'name'])).toEqual({ line: 13, column: 14 });
    });
  });

  test('objects of cluster-scoped kinds are in no namespace', async () => {
    await withFolder(
      { 'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: b}\n' },
      async (folder) => {
        expect(await read(folder, { paths: ['ns.yaml'] })).toEqual(['Namespace /a ns.yaml:1']);
      },
    );
  });

  test('UTF-8 with a byte order mark, UTF-16, CR LF', async () => {
    const text = manifest('é').replaceAll('\n', '\r\n');
    const files = {
      'a.yaml': `\uFEFF${text}`,
      'b.yaml': Buffer.from(`\uFEFF${text}`, 'utf16le'),
      'c.yaml': Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
    };
    await withFolder(files, async (folder) => {
      expect(await read(folder, { paths: ['.'] })).toEqual([
        'ConfigMap default/é a.yaml:1',
        'ConfigMap default/é b.yaml:1',
        'ConfigMap default/é c.yaml:1',
      ]);
    });
  });
});

describe('what cannot be read is named, and all else is read', () => {
  test('documents', async () => {
    const bad = [
      'a: [',
      'a: &a [*a]',
      '- b',
      'apiVersion: v1',
      'kind: Pod',
      '}}',
      'a: "\x00"'.replace('\x00', '\x01'),
    ];
    const text = bad.map((document) => `${document}\n---\n${manifest('good')}---\n`).join('');
    await withFolder({ 'all.yaml': text }, async (folder) => {
      const lines = await read(folder, { paths: ['all.yaml'] });
      expect(lines.filter((line) => line.startsWith('ConfigMap'))).toHaveLength(bad.length);
      expect(lines.filter((line) => line.startsWith('!'))).toEqual([
        '! SYNTAX all.yaml:2',
        '! SYNTAX all.yaml:8',
        '! NOT_AN_OBJECT all.yaml:15',
        '! NOT_AN_OBJECT all.yaml:22',
        '! NOT_AN_OBJECT all.yaml:29',
        '! SYNTAX all.yaml:36',
        '! SYNTAX all.yaml:43',
      ]);
    });
  });

  test('separators with something behind them', async () => {
    await withFolder(
      { 'a.yaml': `${manifest('a')}---\nb: c\n--- {d: e}\n---\n${manifest('f')}` },
      async (folder) => {
        expect(await read(folder, { paths: ['a.yaml'] })).toEqual([
          'ConfigMap default/a a.yaml:1',
          '! BAD_SEPARATOR a.yaml:7',
          'ConfigMap default/f a.yaml:9',
        ]);
      },
    );
  });

  test.each<[string, string | Uint8Array, string]>([
    ['binary', Uint8Array.from([137, 80, 78, 71, 0, 1]), '! BINARY_FILE x.yaml'],
    ['empty', '', '! EMPTY_INPUT x.yaml'],
    ['blank', ' \n\n', '! EMPTY_INPUT x.yaml'],
    ['too deep', `a: ${'['.repeat(2000)}`, '! TOO_DEEP x.yaml:1'],
    ['too deep, as JSON', `{"a": ${'['.repeat(2000)}${']'.repeat(2000)}}`, '! TOO_DEEP x.yaml:1'],
    ['an alias bomb', bomb(), '! ALIAS_BOMB x.yaml:4'],
    ['too large', `# ${'x'.repeat(5000)}`, '! TOO_LARGE x.yaml'],
  ])('%s', async (_name, content, expected) => {
    await withFolder({ 'x.yaml': content, 'y.yaml': manifest('good') }, async (folder) => {
      const options = { maxFileSize: 4500 };
      expect(await read(folder, { paths: ['.'], options })).toEqual([
        expected,
        'ConfigMap default/good y.yaml:1',
      ]);
    });
  });

  test('links', async () => {
    await withFolder({ 'a/good.yaml': manifest('good') }, async (folder) => {
      symlinkSync('nowhere', join(folder, 'a/dangling.yaml'));
      symlinkSync('..', join(folder, 'a/loop'));
      symlinkSync('good.yaml', join(folder, 'a/link.yaml'));
      symlinkSync('gone', join(folder, 'b'));
      expect(await read(folder, { paths: ['a', 'b', 'c', '*.none', 'a/loop'] })).toEqual([
        '! DANGLING_LINK a/dangling.yaml',
        'ConfigMap default/good a/good.yaml:1',
        'ConfigMap default/good a/link.yaml:1',
        '! FOLDER_LOOP a/loop',
        '! DANGLING_LINK b',
        '! NOT_FOUND c',
        '! NOT_FOUND *.none',
        '! DANGLING_LINK a/loop/a/dangling.yaml',
        'ConfigMap default/good a/loop/a/good.yaml:1',
        'ConfigMap default/good a/loop/a/link.yaml:1',
        '! FOLDER_LOOP a/loop/a/loop',
        '! DANGLING_LINK a/loop/b',
      ]);
    });
  });

  test('what is no manifest is an error when it was asked for, and a notice when it was found by the way', async () => {
    const files = { 'f/values.yaml': 'replicas: 2\n', 'f/off.yaml': '# off\n', 'empty/x.txt': '' };
    await withFolder(files, async (folder) => {
      expect(await read(folder, { paths: ['f/values.yaml', 'f/off.yaml', 'f', 'empty'] })).toEqual([
        '! NOT_AN_OBJECT f/values.yaml:1',
        '! EMPTY_INPUT f/off.yaml',
        '- NOT_A_MANIFEST f/off.yaml',
        '- NOT_A_MANIFEST f/values.yaml',
        '! EMPTY_INPUT empty',
      ]);
    });
  });

  test('a template that was taken for a manifest is known for one', async () => {
    await withFolder({ 'a.yaml': 'kind: {{ .Values.kind }}\n' }, async (folder) => {
      const [event] = await readEvents(folder, { paths: ['a.yaml'] });
      expect(event?.type === 'error' && event.error.message).toContain('looks like a Helm template');
    });
  });

  test('keys that stand twice and text behind the end are noticed', async () => {
    await withFolder({ 'a.yaml': `${manifest('a')}kind: ConfigMap\n...\nmore\n` }, async (folder) => {
      expect(await read(folder, { paths: ['a.yaml'] })).toEqual([
        'ConfigMap default/a a.yaml:1',
        '- DUPLICATE_KEY a.yaml',
        '- IGNORED_TEXT a.yaml',
      ]);
    });
  });
});

describe('reading some kinds first', () => {
  test('finds them however they are spelt, and says nothing else', async () => {
    const spellings = [
      'kind: Namespace',
      'kind: "Name\\x73pace"',
      "kind: 'Namespace'",
      'kind: !!binary TmFtZXNwYWNl',
      'kind: "Name\\\n  space"',
      'kind: >-\n  Namespace',
      'x: &k Namespace\nkind: *k',
      '"\\u006bind": Namespace',
      '<<: {kind: Namespace}',
    ];
    const documents = spellings.map(
      (kind, index) => `${kind}\napiVersion: v1\nmetadata: {name: n${index}}\n`,
    );
    const text = [...documents, manifest('none'), 'bad: ['].join('---\n');
    const json = '{"apiVersion":"v1","kind":"N\\u0061mespace","metadata":{"name":"json"}}';
    await withFolder({ 'a.yaml': text, 'b.json': json, 'c.yaml': '' }, async (folder) => {
      const paths = ['.', '-', 'gone'];
      const stdin = 'kind: NamespaceList\napiVersion: v1\nitems: [{metadata: {name: listed}}]\n';
      const lines = await read(folder, { paths, stdin, kinds: ['Namespace'] });
      expect(lines.map((line) => line.split(' ')[1])).toEqual([
        ...spellings.map((_, index) => `/n${index}`),
        '/json',
        '/listed',
      ]);
    });
  });
});

function bomb(): string {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [to, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg', 'ih']) {
    lines.push(`${to}: &${to} [${`*${from},`.repeat(9)}]`);
  }
  return lines.join('\n');
}
