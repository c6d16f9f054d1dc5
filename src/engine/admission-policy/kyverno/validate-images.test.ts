import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  claimOf,
  envelopeOf,
  keyPair,
  signatureLayer,
  TestRegistry,
} from '../../../../test/support/registry.ts';
import type { JsonObject } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { RegistryClient } from '../../../source/registry/client.ts';
import { RegistryStore } from '../../../source/registry/registry-store.ts';
import { withRegistry } from '../../registry-lookup.ts';
import { resource } from '../testing.ts';
import { created, emptyLookup, engineOf, exception, matching, policy } from './testing.ts';

const registry = new TestRegistry();
const signer = keyPair();
const other = keyPair();
const type = 'https://example.com/scan/v1';
let signed = '';
let unsigned = '';

beforeAll(async () => {
  await registry.start();
  const digest = registry.push('app', 'v1', 'the image');
  signed = `${registry.host}/app@${digest}`;
  unsigned = `${registry.host}/plain@${registry.push('plain', 'v1', 'another image')}`;
  registry.attach('app', digest, 'sig', [signatureLayer(claimOf(digest), signer.privateKey)]);
  const payload = Buffer.from(JSON.stringify(envelopeOf(digest, type, { clean: true }, signer.privateKey)));
  registry.attach('app', digest, 'att', [{ payload, annotations: {} }]);
});

afterAll(() => registry.stop());

const key = (name: string, pem: string): JsonObject => ({
  name,
  cosign: { key: { data: pem }, ctlog: { insecureIgnoreTlog: true, insecureIgnoreSCT: true } },
});

const everySigned = 'images.containers.all(i, verifyImageSignatures(i, [attestors.signer]) > 0)';

function images(spec: JsonObject, kind = 'ImageValidatingPolicy', name = 'p', namespace = ''): Resource {
  return policy(
    kind,
    {
      matchConstraints: matching('pods'),
      matchImageReferences: [{ glob: `${registry.host}/*` }],
      attestors: [key('signer', signer.pem), key('other', other.pem), { name: 'notary', notary: {} }],
      attestations: [
        { name: 'scan', intoto: { type } },
        { name: 'sbom', intoto: { type: 'https://example.com/sbom' } },
        { name: 'artifact', referrer: { type: 'application/x' } },
      ],
      validations: [{ expression: everySigned, message: 'not signed' }],
      ...spec,
    },
    name,
    namespace,
  );
}

function pod(...list: string[]): Resource {
  const containers = list.map((image, i) => ({ name: `c${i}`, image }));
  return resource('v1', 'Pod', 'web', { spec: { containers } }, 'ns');
}

/** `status rule: message` of each policy; what a round asks the registry for is fetched before the next one. */
async function judge(subject: Resource, ...policies: Resource[]): Promise<string[]> {
  const engine = engineOf(...policies);
  expect(engine.problems).toEqual([]);
  const store = new RegistryStore();
  const lookup = withRegistry(emptyLookup, store);
  for (;;) {
    const results = engine.imageResults(created(subject), lookup);
    if (!(await store.fetchMissing(new RegistryClient()))) {
      return results.map(({ result: { status, rule, message } }) =>
        `${status} ${rule}: ${message}`
          .replaceAll(/127\.0\.0\.1:\d+/g, 'REGISTRY')
          .replaceAll(/@sha256:\w+/g, '@D'),
      );
    }
  }
}

describe('image policies', () => {
  test.each<[string, JsonObject, string]>([
    ['pass what is signed', {}, 'pass p: success'],
    [
      'fail what another signed',
      { validations: [{ expression: everySigned.replace('signer', 'other'), message: 'not signed' }] },
      'fail p: not signed',
    ],
    [
      'count the attestors that signed',
      {
        validations: [
          {
            expression:
              'images.containers.all(i, verifyImageSignatures(i, [attestors.signer, attestors.other]) == 1)',
          },
        ],
      },
      'pass p: success',
    ],
    [
      'find attestations by their type',
      {
        validations: [
          {
            expression:
              'images.containers.all(i, verifyAttestationSignatures(i, attestations.scan, [attestors.signer]) == 1)',
          },
          {
            expression:
              'images.containers.all(i, verifyAttestationSignatures(i, attestations.sbom, [attestors.signer]) == 0)',
          },
        ],
      },
      'pass p: success',
    ],
    [
      'know only the attestations they name',
      {
        validations: [
          { expression: 'verifyAttestationSignatures(images.containers[0], "x", [attestors.signer]) > 0' },
        ],
      },
      'error evaluation: failed to evaluate policy: attestation not found in policy: x',
    ],
    [
      'say what cannot be verified',
      {
        validations: [{ expression: 'verifyImageSignatures(images.containers[0], [attestors.notary]) > 0' }],
      },
      'error evaluation: failed to evaluate policy: Notary signatures cannot be verified here',
    ],
    [
      'want every image verified by somebody',
      { validations: [{ expression: 'true' }] },
      'fail p: image REGISTRY/app@D is not verified: no policy performed a signature or attestation check on it',
    ],
    [
      'unless they do not',
      { validations: [{ expression: 'true' }], validationConfigurations: { required: false } },
      'pass p: success',
    ],
    [
      'name what was tried in vain',
      {
        validations: [{ expression: 'verifyImageSignatures(images.containers[0], [attestors.other]) == 0' }],
      },
      'fail p: image REGISTRY/app@D failed signature or attestation verification',
    ],
    [
      'are about the images they mean',
      {
        matchImageReferences: [{ expression: 'ref.startsWith("quay.io/")' }],
        validations: [{ expression: 'size(images.containers) == 0' }],
      },
      'pass p: success',
    ],
    [
      'may find images elsewhere',
      {
        images: [{ name: 'noted', expression: '[object.metadata.name]' }],
        matchImageReferences: [],
        validationConfigurations: { required: false, verifyDigest: false },
        validations: [{ expression: 'images.noted == ["web"]' }],
      },
      'pass p: success',
    ],
  ])('%s', async (_, spec, expected) => {
    expect(await judge(pod(signed), images(spec))).toEqual([expected]);
  });

  test('want digests, unless they do not', async () => {
    const tagged = pod(`${registry.host}/app:v1`);
    const message = 'fail p: image REGISTRY/app:v1 does not have a digest';
    expect(await judge(tagged, images({}))).toEqual([message]);
    const lenient = images({ validationConfigurations: { verifyDigest: false } });
    expect(await judge(tagged, lenient)).toEqual(['pass p: success']);
  });

  test('fail an image without signature', async () => {
    expect(await judge(pod(signed, unsigned), images({}))).toEqual(['fail p: not signed']);
  });

  test('share what was verified', async () => {
    const asks = images({ validations: [{ expression: 'true' }] }, 'ImageValidatingPolicy', 'asks');
    expect(await judge(pod(signed), asks, images({}))).toEqual(['pass asks: success', 'pass p: success']);
  });

  test('are carried over to controllers', async () => {
    const spec = { template: { spec: { containers: [{ name: 'c', image: unsigned }] } } };
    expect(await judge(resource('apps/v1', 'Deployment', 'web', { spec }, 'ns'), images({}))).toEqual([
      'fail p: not signed',
    ]);
  });

  test('have nothing to say where a match condition is false, and excuse what an exception names', async () => {
    const matchConditions = [{ name: 'c', expression: 'false' }];
    expect(await judge(pod(signed), images({ matchConditions }))).toEqual([]);
    const policyRefs = [{ name: 'p', kind: 'ImageValidatingPolicy' }];
    const excused = 'skip exception: rule is skipped due to policy exception: ns/e';
    const some = exception({ policyRefs, images: ['x'] });
    expect(await judge(pod(unsigned), images({}), some)).toEqual([excused]);
    const ended = exception({ policyRefs, expiresAt: '2020-01-01T00:00:00Z' });
    expect(await judge(pod(unsigned), images({}), ended)).toEqual(['fail p: not signed']);
  });

  test('of a namespace judge nothing outside it', async () => {
    expect(await judge(pod(signed), images({}, 'NamespacedImageValidatingPolicy', 'p', 'other'))).toEqual([]);
  });

  test('leave it open where no registry was asked, and give verdicts', () => {
    const asked = { ...emptyLookup, withoutRegistry: true };
    const [verdict] = engineOf(images({})).judge(created(pod(signed)), asked);
    expect(verdict).toMatchObject({ policy: 'p', outcome: 'skip', stage: 'enforce', fields: [['spec']] });
    const [error] = engineOf(images({})).judge(created(pod(signed)), emptyLookup);
    expect(error).toMatchObject({
      outcome: 'error',
      message: 'failed to evaluate policy: no registry can be asked here',
    });
  });

  test('that do not compile are problems', () => {
    const spec = {
      matchImageReferences: [{ expression: 'object.x' }],
      validations: [{ expression: 'nope' }],
    };
    expect(engineOf(images(spec)).problems).toMatchObject([
      { path: ['spec', 'matchImageReferences', 0, 'expression'] },
    ]);
  });
});
