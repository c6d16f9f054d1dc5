import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { isObject, type JsonObject, own } from '../kube/json.ts';
import { readYaml } from '../yaml/document.ts';
import type { Accepted } from './fix-document.ts';
import { fixFile } from './fix-file.ts';
import type { FixPolicy } from './plan.ts';

const policy: FixPolicy = { policy: { level: 'baseline', version: 'latest' }, beyond: true };
const none: Accepted = new Map();

function proposals(text: string): { readonly id: string; readonly text: string }[] {
  const { documents, problems } = fixFile('pod.yaml', Buffer.from(text), policy, none);
  expect(problems).toEqual([]);
  return documents.flatMap(({ left }) =>
    left.flatMap(({ finding }) =>
      finding.check.id === 'readOnlyRootFilesystem' && finding.proposal !== null
        ? [{ id: finding.id, text: finding.proposal.text }]
        : [],
    ),
  );
}

function accepted(text: string, values: Accepted): string {
  const { after, documents } = fixFile('pod.yaml', Buffer.from(text), policy, values);
  expect(documents.flatMap(({ left }) => left.filter(({ why }) => why === 'text'))).toEqual([]);
  return after.toString();
}

const pod = (container: string, rest = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n    image: a\n${container}${rest}`;

describe('readOnlyRootFilesystem', () => {
  test.each<[string, string, string | undefined, string]>([
    [
      'alone, where no path is known',
      pod(''),
      undefined,
      pod('    securityContext:\n      readOnlyRootFilesystem: true\n'),
    ],
    [
      'with the folders that a person gives',
      pod(''),
      '/tmp/,/var/run',
      pod(
        '    securityContext:\n      readOnlyRootFilesystem: true\n    volumeMounts:\n      - name: app-tmp\n        mountPath: "/tmp"\n      - name: app-var-run\n        mountPath: "/var/run"\n',
        '  volumes:\n    - name: app-tmp\n      emptyDir: {}\n    - name: app-var-run\n      emptyDir: {}\n',
      ),
    ],
    [
      'with one that the manifest names, below what is there',
      pod(
        '    env:\n    - {name: TMPDIR, value: /t}\n    volumeMounts:\n    - {name: app-t, mountPath: /d}\n',
        '  volumes:\n  - {name: app-t, emptyDir: {}}\n',
      ),
      undefined,
      pod(
        '    env:\n    - {name: TMPDIR, value: /t}\n    volumeMounts:\n    - {name: app-t, mountPath: /d}\n    - name: app-t-2\n      mountPath: "/t"\n    securityContext:\n      readOnlyRootFilesystem: true\n',
        '  volumes:\n  - {name: app-t, emptyDir: {}}\n  - name: app-t-2\n    emptyDir: {}\n',
      ),
    ],
  ])('%s', (_, text, value, after) => {
    const [one, ...others] = proposals(text);
    expect(others).toEqual([]);
    expect(accepted(text, new Map([[one?.id ?? '', value]]))).toBe(after);
  });

  test.each(['tmp', '/tmp/../etc', '/', '/a b', '/tmp,'])('%j is no folder', (value) => {
    const text = pod('');
    const { after, documents } = fixFile(
      'pod.yaml',
      Buffer.from(text),
      policy,
      new Map([[proposals(text)[0]?.id ?? '', value]]),
    );
    expect(after.toString()).toBe(text);
    expect(documents[0]?.left.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('expected absolute paths'),
    ]);
  });

  test.each([
    ['where it is set', pod('    securityContext: {readOnlyRootFilesystem: true}\n')],
    ['on Windows', pod('', '  os: {name: windows}\n')],
    [
      'for debug containers',
      pod(
        '    securityContext: {readOnlyRootFilesystem: true}\n',
        '  ephemeralContainers: [{name: d, image: b}]\n',
      ),
    ],
  ])('is not proposed %s', (_, text) => expect(proposals(text)).toEqual([]));

  test('is made in every style, for every container at once, and nothing else changes', () => {
    const container = fc.record(
      {
        image: fc.constant('a'),
        env: fc.constantFrom([{ name: 'TMPDIR', value: '/tmp' }], [{ name: 'A', value: 'b' }]),
        volumeMounts: fc.constantFrom([], [{ name: 'v', mountPath: '/v' }]),
        securityContext: fc.constantFrom({}, { readOnlyRootFilesystem: false }, { privileged: false }),
      },
      { requiredKeys: ['image'] },
    );
    const spec = fc.record(
      {
        initContainers: fc.array(container, { minLength: 1, maxLength: 2 }),
        containers: fc.array(container, { minLength: 1, maxLength: 2 }),
        volumes: fc.constantFrom([], [{ name: 'v', emptyDir: {} }]),
      },
      { requiredKeys: ['containers'] },
    );
    // What several places share by an alias is left alone, as any text of that kind.
    const plain = { aliasDuplicateObjects: false };
    const styles = [
      (value: object): string => stringify(value, plain),
      (value: object): string => stringify(value, { ...plain, indentSeq: false }),
      (value: object): string => stringify(value, { ...plain, collectionStyle: 'flow' }),
      (value: object): string => JSON.stringify(value),
      (value: object): string => JSON.stringify(value, null, 2),
    ];
    fc.assert(
      fc.property(spec, fc.constantFrom(...styles), (pods, style) => {
        const named = (list: readonly object[] | undefined, prefix: string): object[] =>
          (list ?? []).map((one, index) => ({ name: `${prefix}${index}`, ...one }));
        const object = {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'web' },
          spec: {
            ...pods,
            containers: named(pods.containers, 'c'),
            initContainers: named(pods.initContainers, 'i'),
          },
        };
        const text = style(object);
        const ids = proposals(text).map(({ id }) => id);
        const after = readYaml(accepted(text, new Map(ids.map((id) => [id, '/tmp,/run'])))).value;
        for (const one of containers(after)) {
          expect(own(own(one, 'securityContext'), 'readOnlyRootFilesystem')).toBe(true);
          const mounts = own(one, 'volumeMounts');
          const paths = Array.isArray(mounts) ? mounts.map((mount) => own(mount, 'mountPath')) : [];
          expect(paths.filter((path) => path !== '/v')).toEqual(['/tmp', '/run']);
        }
        expect(stripped(after)).toEqual(stripped(readYaml(text).value));
      }),
      { numRuns: 60 },
    );
  });
});

function containers(object: unknown): JsonObject[] {
  const spec = isObject(object) ? own(object as JsonObject, 'spec') : undefined;
  return ['initContainers', 'containers'].flatMap((key) => {
    const list = own(spec, key);
    return Array.isArray(list) ? list.filter(isObject) : [];
  });
}

/** Without what the proposal may touch. */
function stripped(object: unknown): unknown {
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) =>
      key === 'readOnlyRootFilesystem' ||
      key === 'volumeMounts' ||
      key === 'volumes' ||
      key === 'securityContext'
        ? undefined
        : value,
    ),
  );
}
