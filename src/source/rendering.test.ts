import { describe, expect, test } from 'vitest';
import { manifest, read, readEvents, withFolder } from './reading.test-support.ts';

/** Programs that stand in for helm and kubectl: they print a file, or say what they were asked. */
const prints = (file: string): string => `#!/bin/sh\n/bin/cat "$(/usr/bin/dirname "$0")/${file}"\n`;
const saysArguments =
  '#!/bin/sh\nprintf "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata: {arguments: \\"%s\\"}\\n" "$*"\n';
const fails = '#!/bin/sh\necho "something" >&2\necho "went wrong" >&2\nexit 1\n';

const chart = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'replicas: 2\n',
  'chart/templates/map.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  a: b\n',
};

const renderedChart = `---
# Source: shop/templates/map.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  a: b
`;

function withBinaries(folder: string): { options: { env: { PATH: string } } } {
  return { options: { env: { PATH: `${folder}/bin` } } };
}

describe('a Helm chart', () => {
  test('is judged as what it renders to, with places in its templates', async () => {
    const files = {
      ...chart,
      'bin/helm': prints('out.txt'),
      'bin/out.txt': renderedChart,
      'x.yaml': manifest('x'),
    };
    await withFolder(files, async (folder) => {
      const events = await readEvents(folder, { paths: ['.'], ...withBinaries(folder) });
      const [notice, resource] = events;
      expect(notice).toMatchObject({
        type: 'notice',
        notice: {
          code: 'RENDERED',
          file: 'chart',
          files: ['chart/Chart.yaml', 'chart/templates/map.yaml', 'chart/values.yaml'],
        },
      });
      expect(resource).toMatchObject({ type: 'resource', resource: { name: 'shop' } });
      const origin = resource?.type === 'resource' ? resource.resource.origin : undefined;
      expect(origin?.file).toBe('chart/templates/map.yaml');
      expect(origin?.locate?.(['data', 'a'])).toEqual({ line: 6, column: 3 });
      expect(origin?.locate?.(['data', 'missing'])).toEqual({ line: 5, column: 1 });
      expect(events).toHaveLength(3);
    });
  });

  test('is rendered with the values, settings and namespace given, and its name', async () => {
    await withFolder(
      { ...chart, 'bin/helm': saysArguments, 'prod.yaml': 'replicas: 3\n' },
      async (folder) => {
        const { options } = withBinaries(folder);
        const helm = { values: ['prod.yaml'], set: ['a=b,c=d'], kubeVersion: '1.34.0' };
        const events = await readEvents(folder, {
          paths: ['chart'],
          options: { ...options, helm, namespace: 'team' },
        });
        const found = events.find((event) => event.type === 'resource');
        expect(found?.type === 'resource' && found.resource.object.data).toEqual({
          arguments: `template shop ${folder}/chart --include-crds --kube-version 1.34.0 --namespace team --values ${folder}/prod.yaml --set a=b,c=d`,
        });
      },
    );
  });

  test('cannot be rendered without helm: an error when asked for, a notice when found by the way', async () => {
    await withFolder(chart, async (folder) => {
      expect(await read(folder, { paths: ['chart'] })).toEqual(['! MISSING_BINARY chart']);
      expect(await read(folder, { paths: ['chart/Chart.yaml'] })).toEqual(['! MISSING_BINARY chart']);
      expect(await read(folder, { paths: ['.'] })).toEqual(['- NOT_RENDERED chart']);
    });
  });

  test('that helm refuses is an error either way, in the words of helm', async () => {
    await withFolder({ ...chart, 'bin/helm': fails }, async (folder) => {
      const [event] = await readEvents(folder, { paths: ['.'], ...withBinaries(folder) });
      expect(event).toMatchObject({
        error: {
          code: 'RENDER_FAILED',
          file: 'chart',
          message: 'expected it to render, found: something went wrong',
        },
      });
    });
  });

  test('gets no values from a network', async () => {
    await withFolder({ ...chart, 'bin/helm': saysArguments }, async (folder) => {
      const { options } = withBinaries(folder);
      const helm = { values: ['https://example.com/values.yaml'] };
      expect(await read(folder, { paths: ['chart'], options: { ...options, helm } })).toEqual([
        '! NOT_FOUND chart',
      ]);
    });
  });

  test('of kind library renders to nothing', async () => {
    const library = { 'lib/Chart.yaml': 'name: lib\ntype: library\n', 'x.yaml': manifest('x') };
    await withFolder(library, async (folder) => {
      expect(await read(folder, { paths: ['.'] })).toEqual([
        '- RENDERED lib',
        '- NOT_A_MANIFEST lib',
        'ConfigMap default/x x.yaml:1',
      ]);
    });
  });

  test('rendered by the user and piped in is placed in its templates too', async () => {
    await withFolder({}, async (folder) => {
      const stdin = `${renderedChart}---\n${manifest('other')}`;
      expect(await read(folder, { paths: ['-'], stdin })).toEqual([
        'ConfigMap default/shop shop/templates/map.yaml:1',
        'ConfigMap default/other -:10',
      ]);
    });
  });
});

const tree = {
  'k/base/kustomization.yaml':
    'resources: [map.yaml]\nconfigMapGenerator: [{name: g, files: [conf=conf.json]}]\n',
  'k/base/map.yaml': manifest('map', 'data:\n  a: b\n'),
  'k/base/conf.json': '{}',
  'k/prod/kustomization.yaml': 'resources: [../base]\nnamePrefix: prod-\npatches: [{path: patch.yaml}]\n',
  'k/prod/patch.yaml': manifest('map', 'data: {a: c}\n'),
  'k/other.yaml': manifest('other'),
};

const built = manifest('prod-map', 'data:\n  a: c\n');

describe('a kustomize tree', () => {
  test('is judged as what it builds, with places in what it is built from', async () => {
    const files = { ...tree, 'bin/kubectl': prints('out.txt'), 'bin/out.txt': built };
    await withFolder(files, async (folder) => {
      const events = await readEvents(folder, { paths: ['k'], ...withBinaries(folder) });
      const lines = await read(folder, { paths: ['k'], ...withBinaries(folder) });
      expect(lines).toEqual([
        'ConfigMap default/other k/other.yaml:1',
        '- RENDERED k/prod',
        'ConfigMap default/prod-map k/base/map.yaml:1',
      ]);
      expect(events[1]).toMatchObject({
        notice: {
          files: [
            'k/base/conf.json',
            'k/base/kustomization.yaml',
            'k/base/map.yaml',
            'k/prod/kustomization.yaml',
            'k/prod/patch.yaml',
          ],
        },
      });
      const origin = events[2]?.type === 'resource' ? events[2].resource.origin : undefined;
      expect(origin?.locate?.(['data', 'a'])).toEqual({ line: 6, column: 3 });
      expect(Object.keys(origin ?? {})).not.toContain('place');
    });
  });

  test('goes to kustomize before kubectl', async () => {
    const files = { ...tree, 'bin/kustomize': saysArguments, 'bin/kubectl': fails };
    await withFolder(files, async (folder) => {
      const events = await readEvents(folder, { paths: ['k/prod'], ...withBinaries(folder) });
      const found = events.find((event) => event.type === 'resource');
      expect(found?.type === 'resource' && found.resource.object.data).toEqual({
        arguments: `build ${folder}/k/prod`,
      });
    });
  });

  test('that cannot be built leaves its whole objects to be judged as they stand, and no patch', async () => {
    await withFolder(tree, async (folder) => {
      expect(await read(folder, { paths: ['k'] })).toEqual([
        'ConfigMap default/other k/other.yaml:1',
        '- NOT_RENDERED k/prod',
        '- KUSTOMIZE_PART k/prod',
        'ConfigMap default/map k/base/map.yaml:1',
      ]);
      expect(await read(folder, { paths: ['k/prod'] })).toEqual([
        '! MISSING_BINARY k/prod',
        '- KUSTOMIZE_PART k/prod',
      ]);
    });
  });

  test('is never built when that would fetch something', async () => {
    const files = {
      'k/kustomization.yaml': 'resources: [https://example.com/x.yaml]\n',
      'l/kustomization.yaml': 'resources: [gone.yaml]\n',
      'm/kustomization.yaml': 'resources:\n- github.com/a/b/c?ref=v1\n',
      'o/kustomization.yaml': 'resources: [github.com/a/b/c?ref=v1]\n',
      'n/kustomization.yaml': 'resources: [../k]\n',
      'bin/kubectl': saysArguments,
    };
    await withFolder(files, async (folder) => {
      const binaries = withBinaries(folder);
      const found = async (...paths: string[]): Promise<string[]> =>
        (await read(folder, { paths, ...binaries })).filter((line) => !line.includes('KUSTOMIZE_PART'));
      expect(await found('k', 'l', 'm', 'n', 'o')).toEqual([
        '! REMOTE_RESOURCE k',
        '! RENDER_FAILED l',
        '! REMOTE_RESOURCE m',
        '! REMOTE_RESOURCE n',
        '! RENDER_FAILED o',
      ]);
      expect(await found('.')).toEqual([
        '! RENDER_FAILED l',
        '- NOT_RENDERED m',
        '- NOT_RENDERED n',
        '! RENDER_FAILED o',
      ]);
    });
  });

  test('a component that nothing uses, and a circle, are named', async () => {
    const files = {
      'c/kustomization.yaml': 'kind: Component\npatches: [{path: p.yaml}]\n',
      'c/p.yaml': manifest('p'),
      'd/kustomization.yaml': 'resources: [../e]\n',
      'e/kustomization.yaml': 'resources: [../d]\n',
      'bin/kubectl': fails,
    };
    await withFolder(files, async (folder) => {
      expect(await read(folder, { paths: ['.'], ...withBinaries(folder) })).toEqual([
        '- NOT_RENDERED c',
        '- KUSTOMIZE_PART c',
        '! RENDER_FAILED d',
        '- KUSTOMIZE_PART d',
      ]);
    });
  });
});
