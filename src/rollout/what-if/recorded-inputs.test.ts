import { expect, test } from 'vitest';
import type { EvidenceStore } from '../../evidence/open-store.ts';
import { recordScan } from '../../evidence/record-scan.ts';
import { ScanRecorder } from '../../evidence/scan-recorder.ts';
import { onEachStore } from '../../evidence/stores.fixture.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { resourceOf } from '../contract-cover.ts';
import { recordedInputs } from './recorded-inputs.ts';
import { Redactions } from './redactions.ts';

function pod(namespace: string, name: string, more: JsonObject = {}): Resource {
  const resource = resourceOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { team: 'web' }, ...more },
    spec: { containers: [{ name: 'app', image: 'example.com/app:v1' }] },
  });
  return { ...resource, origin: { file: `${namespace}.yaml`, start: { line: 1, column: 1 } } };
}

async function record(store: EvidenceStore, scope: string, resources: readonly Resource[]): Promise<void> {
  const recorder = new ScanRecorder({
    salt: store.salt,
    ownerOf: (resource) => (resource.object.metadata as { labels?: { team?: string } }).labels?.team ?? '',
    fileOf: (resource) => resource.origin.file,
  });
  for (const resource of resources) recorder.resource(resource);
  const facts = { scope, source: 'template', startedAt: 1, endedAt: 1, kubernetes: '' } as const;
  await recordScan(store, { ...facts, policies: [], gaps: [], actor: 'test' }, recorder);
}

onEachStore((stores) => {
  test('gives back what was recorded, by namespace, with owner and place; alike bodies are kept once', async () => {
    const store = await stores.open();
    const namespaces = Array.from({ length: 45 }, (_, index) => `ns-${String(index).padStart(2, '0')}`);
    await record(store, 'here', [
      ...namespaces.flatMap((namespace) => [pod(namespace, 'b'), pod(namespace, 'a')]),
      pod('ns-00', 'noted', { annotations: { note: 'x' } }),
    ]);
    await record(store, 'there', [pod('elsewhere', 'c')]);
    const inputs = recordedInputs(store, {
      scope: 'here',
      redactions: new Redactions(),
      only: null,
      placeOf: (file) => `../${file}`,
    });
    const found: Resource[] = [];
    for await (const events of inputs.read())
      for (const event of events) if (event.type === 'resource') found.push(event.resource);
    const pods = found.filter((one) => one.kind === 'Pod');
    expect(found.length - pods.length).toBe(45);
    expect(pods.map((one) => `${one.namespace}/${one.name}`)).toEqual(
      namespaces.flatMap((name) => [
        `${name}/a`,
        `${name}/b`,
        ...(name === 'ns-00' ? [`${name}/noted`] : []),
      ]),
    );
    expect(pods[0]?.object).toMatchObject({ metadata: { name: 'a', namespace: 'ns-00' } });
    expect(pods[0]?.origin.file).toBe('../ns-00.yaml');
    expect(inputs.ownerOf(pods[0] as Resource)).toBe('web');
    expect(await store.db.selectFrom('spec').select('hash').execute()).toHaveLength(2);
  });

  test('of some kinds, and of one namespace', async () => {
    const store = await stores.open();
    await record(store, 'here', [pod('a', 'x'), pod('b', 'y')]);
    const of = async (only: string | null, kinds?: string[]): Promise<string[]> => {
      const options = { scope: 'here', redactions: new Redactions(), only, placeOf: (file: string) => file };
      const names: string[] = [];
      for await (const events of recordedInputs(store, options).read(kinds))
        for (const event of events) if (event.type === 'resource') names.push(event.resource.name);
      return names;
    };
    expect(await of(null)).toEqual(['a', 'b', 'x', 'y']);
    expect(await of('b')).toEqual(['b', 'y']);
    expect(await of(null, ['Namespace'])).toEqual(['a', 'b']);
    expect(await of(null, ['ConfigMap'])).toEqual([]);
    expect(await of(null, ['Pod'])).toEqual(['x', 'y']);
  });
});
