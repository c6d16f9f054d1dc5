import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestRegistry } from '../../../test/support/registry.ts';
import { RegistryClient } from './client.ts';
import { RegistryError } from './registry-error.ts';
import { RegistryStore } from './registry-store.ts';

const registry = new TestRegistry();
const config = { architecture: 'amd64', config: { User: '1000' } };

beforeAll(() => registry.start());
afterAll(() => registry.stop());

function digestOf(value: object): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`;
}

test('describes an image of one platform', async () => {
  const { digest, manifest } = registry.pushImage('app', 'v1', config);
  const image = `${registry.host}/app:v1`;
  expect(await new RegistryClient().describe(image)).toEqual({
    image,
    resolvedImage: `${registry.host}/app@${digest}`,
    registry: registry.host,
    repository: 'app',
    identifier: 'v1',
    manifestList: null,
    manifest,
    configData: config,
  });
  const pinned = await new RegistryClient().describe(`${registry.host}/app:v1@${digest}`);
  expect(pinned.identifier).toBe(`v1@${digest}`);
});

test('describes the usual platform of an index', async () => {
  const { digest, manifest } = registry.pushImage('many', 'amd64', config);
  const index = {
    schemaVersion: 2,
    manifests: [
      { digest: digestOf({}), platform: { os: 'linux', architecture: 'arm64' } },
      { digest, platform: { os: 'linux', architecture: 'amd64' } },
    ],
  };
  registry.pushManifest('many', 'v1', index);
  expect(await new RegistryClient().describe(`${registry.host}/many:v1`)).toMatchObject({
    resolvedImage: `${registry.host}/many@${digestOf(index)}`,
    manifestList: index,
    manifest,
    configData: config,
  });
  registry.pushManifest('many', 'none', { schemaVersion: 2, manifests: index.manifests.slice(0, 1) });
  await expect(new RegistryClient().describe(`${registry.host}/many:none`)).rejects.toThrow(
    'no child with platform linux/amd64',
  );
});

test('a store gives what was fetched since it was asked, and tells it again when recorded', async () => {
  registry.pushImage('app', 'v1', config);
  const image = `${registry.host}/app:v1`;
  const store = new RegistryStore();
  expect(() => store.describe(image)).toThrow(RegistryError);
  expect(() => store.evidence(`${registry.host}/app:v9`, '')).toThrow(`nothing is known of image`);
  expect(await store.fetchMissing(new RegistryClient())).toBe(true);
  expect(store.describe(image)).toMatchObject({ configData: config });
  expect(() => store.evidence(`${registry.host}/app:v9`, '')).toThrow('is not there');
  expect(await store.fetchMissing(new RegistryClient())).toBe(false);
  expect(new RegistryStore(store.record()).describe(image)).toEqual(store.describe(image));
});

test.each([
  ['a server that fails', () => new Response('', { status: 500 }), 'unexpected status code 500'],
  ['no JSON', () => new Response('<html>'), 'is no JSON'],
  [
    'an authentication that is not known',
    () => new Response('', { status: 401, headers: { 'www-authenticate': 'Negotiate' } }),
    'asks for an authentication that is not known',
  ],
  [
    'tokens without encryption',
    () =>
      new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer realm="http://evil.test/t"' } }),
    'without encryption',
  ],
  [
    'credentials',
    () => new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }),
    'asks for credentials',
  ],
])('tells of %s', async (_, answer, message) => {
  const client = new RegistryClient({ fetch: () => Promise.resolve(answer()) });
  await expect(client.describe('registry.test/app:v1')).rejects.toThrow(message);
});

test('gives up on answers without end', async () => {
  const endless = (): Response =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          controller.enqueue(new Uint8Array(1024 * 1024));
        },
      }),
    );
  const client = new RegistryClient({ fetch: () => Promise.resolve(endless()) });
  await expect(client.describe('registry.test/app:v1')).rejects.toThrow('more than');
});

test('asks Docker Hub by the names it has there', async () => {
  const asked: string[] = [];
  const client = new RegistryClient({
    fetch: (url) => {
      if (typeof url === 'string') asked.push(url);
      return Promise.resolve(new Response('', { status: 404 }));
    },
  });
  await expect(client.describe('nginx')).rejects.toThrow('image nginx is not there');
  expect(asked).toEqual(['https://registry-1.docker.io/v2/library/nginx/manifests/latest']);
});
