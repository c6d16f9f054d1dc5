import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, isObject, type Json, type JsonObject, type Path } from '../../kube/json.ts';
import type { FieldEdit } from './check.ts';
import { compilePodSecurity, evaluatePodSecurity } from './evaluate.ts';
import type { LevelVersion } from './level-version.ts';
import { checks, newestMinor } from './registry.ts';
import { arbitraryPod } from './testing/arbitrary-pod.ts';
import { podSecured, podWith, secured } from './testing/pod.ts';
import type { Version } from './version.ts';
import { viewPod } from './view/pod.ts';

const baseline: LevelVersion = { level: 'baseline', version: 'latest' };
const restricted: LevelVersion = { level: 'restricted', version: 'latest' };

const anyPolicy: fc.Arbitrary<LevelVersion> = fc.record({
  level: fc.constantFrom('baseline' as const, 'restricted' as const),
  version: fc.oneof(
    fc.constantFrom<Version>('latest', 'v1.99'),
    fc.integer({ min: 0, max: newestMinor }).map((minor): Version => `v1.${minor}`),
  ),
});

function property<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, holds), { numRuns: 400, verbose: true });
}

describe('upstream', () => {
  test('the privileged level judges nothing, not even what is no pod', () => {
    const pod = { spec: 'nonsense' };
    expect(evaluatePodSecurity(pod, { level: 'privileged', version: 'latest' }).allowed).toBe(true);
  });

  test('reasons and messages are joined', () => {
    const result = evaluatePodSecurity(podWith({ hostPID: true }, { ports: [{ hostPort: 80 }] }), baseline);
    expect(result.reason).toBe('host namespaces, hostPort');
    expect(result.message).toBe(
      'host namespaces (hostPID=true), hostPort (container "web" uses hostPort 80)',
    );
  });

  test.each<[Version, Version | undefined, boolean]>([
    ['latest', undefined, true],
    ['v1.99', undefined, true],
    ['v1.32', undefined, true],
    ['v1.31', undefined, false],
    ['latest', 'v1.31', false],
    ['v1.99', 'v1.31', false],
    ['latest', 'v1.40', true],
  ])('%s in a cluster of %s', (version, emulate, allowed) => {
    const pod = podSecured({ sysctls: [{ name: 'net.ipv4.tcp_wmem' }] });
    const options = emulate === undefined ? {} : { emulate };
    expect(evaluatePodSecurity(pod, { level: 'baseline', version }, options).allowed).toBe(allowed);
  });

  test('names are neither escaped nor cut; lone surrogates are what Go reads', () => {
    const pod = {
      spec: { containers: [{ name: 'a"b\n', securityContext: { privileged: true } }, { name: '\ud800x' }] },
    };
    const [result] = evaluatePodSecurity(pod, baseline).results;
    expect(result?.forbiddenDetail).toBe('container "a"b\n" must not set securityContext.privileged=true');
    expect(evaluatePodSecurity(pod, restricted).message).toContain('"\ufffdx"');
  });

  test('keys that every object inherits are no fields', () => {
    const pod = JSON.parse(
      '{"spec":{"__proto__":{"hostPID":true},"containers":[{"name":"a"}]}}',
    ) as JsonObject;
    expect(evaluatePodSecurity(pod, baseline).allowed).toBe(true);
  });
});

describe('a pod that was never decoded', () => {
  test.each<[string, JsonObject]>([
    ['spec.hostNetwork', podWith({ hostNetwork: 'true' })],
    ['securityContext.privileged', secured({ privileged: 'yes' })],
    ['securityContext.runAsUser', secured({ runAsUser: '0' })],
    ['securityContext.capabilities', secured({ capabilities: { drop: 'ALL' } })],
    ['securityContext.capabilities', secured({ capabilities: { add: [1] } })],
    ['containers', { spec: { containers: {} } }],
    ['containers', { spec: { containers: ['a'] } }],
    ['ports.hostPort', podWith({}, { ports: [{ hostPort: '80' }] })],
    ['httpGet.host', podWith({}, { livenessProbe: { httpGet: { host: 1 } } })],
    ['volumes.hostPath', podWith({ volumes: [{ hostPath: '/' }] })],
    ['metadata.annotations', { metadata: { annotations: ['x'] }, spec: {} }],
  ])('never passes silently: %s', (where, pod) => {
    expect(() => evaluatePodSecurity(pod, restricted)).toThrow(`${where} must be`);
  });
});

test('checks that are passed over for what a pod does not mention would allow it', () => {
  property(arbitraryPod, (pod) => {
    const view = viewPod(pod.metadata, pod.spec);
    for (const { id, forbids, revisions } of checks) {
      if (forbids === undefined || (view.mentions & forbids) !== 0) continue;
      for (const { since, run } of revisions) expect(run(view), `${id} ${since}`).toBeNull();
    }
  });
});

describe('judging by several policies at once', () => {
  test('says the same as judging by each', () => {
    property(fc.tuple(arbitraryPod, fc.array(anyPolicy, { maxLength: 5 })), ([pod, policies]) => {
      const together = compilePodSecurity(policies)(pod);
      expect(JSON.stringify(together)).toBe(
        JSON.stringify(policies.map((policy) => evaluatePodSecurity(pod, policy))),
      );
    });
  });
});

describe('every pod', () => {
  test('that restricted allows, baseline allows too, but for what the API server refuses earlier', () => {
    property(arbitraryPod, (pod) => {
      // Two checks that stand in for checks of baseline exempt pods for Windows, which those do not.
      const windows = at(pod, ['spec', 'os', 'name']) === 'windows';
      if (windows || !evaluatePodSecurity(pod, restricted).allowed) return;
      const ids = evaluatePodSecurity(pod, baseline).results.map(({ checkId }) => checkId);
      expect(ids.filter((id) => id !== 'hostPathVolumes')).toEqual([]);
    });
  });

  test('that fails still fails with one more bad container', () => {
    const bad = { name: 'bad', securityContext: { privileged: true, procMount: 'Unmasked', runAsUser: 0 } };
    property(fc.tuple(arbitraryPod, anyPolicy), ([pod, policy]) => {
      const before = failing(pod, policy);
      const after = failing(withContainer(pod, bad), policy);
      expect(after).toEqual(expect.arrayContaining(before));
      expect(after).toContain('privileged');
    });
  });

  test('fails the same checks whatever the order of its containers', () => {
    property(fc.tuple(arbitraryPod, anyPolicy), ([pod, policy]) => {
      const spec = isObject(pod.spec) ? { ...pod.spec } : {};
      const list = spec.containers;
      if (Array.isArray(list)) spec.containers = list.toReversed();
      expect(failing({ ...pod, spec }, policy)).toEqual(failing(pod, policy));
    });
  });

  test('fails for fields it has, or could have', () => {
    property(fc.tuple(arbitraryPod, anyPolicy), ([pod, policy]) => {
      for (const { checkId, fields } of evaluatePodSecurity(pod, policy).results) {
        expect(fields.length, checkId).toBeGreaterThan(0);
        for (const field of fields) {
          const item = field.findLastIndex((step) => typeof step === 'number');
          expect(at(pod, field.slice(0, item + 1)), `${checkId} ${field.join('.')}`).toBeDefined();
        }
      }
    });
  });

  test('passes a check once every field it names is mended', () => {
    property(fc.tuple(arbitraryPod, anyPolicy), ([pod, policy]) => {
      for (const result of evaluatePodSecurity(pod, policy).results) {
        const edits = result.fields.map((field) => ({ field, edit: result.check.fix.edit(field) }));
        if (edits.some(({ edit }) => edit === 'choose')) continue;
        const mended = structuredClone(pod);
        for (const { field, edit } of edits.toReversed()) apply(mended, field, edit);
        expect(failing(mended, policy), JSON.stringify(mended)).not.toContain(result.checkId);
      }
    });
  });
});

test('results are written down with their fields', () => {
  const [result] = evaluatePodSecurity(secured({ privileged: true }), baseline).results;
  expect(JSON.parse(JSON.stringify(result))).toEqual({
    checkId: 'privileged',
    forbiddenReason: 'privileged',
    forbiddenDetail: 'container "web" must not set securityContext.privileged=true',
    fields: [['spec', 'containers', 0, 'securityContext', 'privileged']],
  });
  expect(result?.check).toBe(checks.find(({ id }) => id === 'privileged'));
});

function failing(pod: JsonObject, policy: LevelVersion): string[] {
  return evaluatePodSecurity(pod, policy).results.map(({ checkId }) => checkId);
}

function withContainer(pod: JsonObject, container: JsonObject): JsonObject {
  const spec = isObject(pod.spec) ? pod.spec : {};
  const containers = Array.isArray(spec.containers) ? spec.containers : [];
  return { ...pod, spec: { ...spec, containers: [...containers, container] } };
}

/** Writes or takes away a field; objects on the way are made. */
function apply(pod: JsonObject, field: Path, edit: FieldEdit): void {
  let holder: Json = pod;
  for (const step of field.slice(0, -1)) {
    const values = holder as Record<string | number, Json>;
    values[step] ??= {};
    holder = values[step];
  }
  const last = field.at(-1) ?? '';
  if (typeof edit === 'object') (holder as Record<string | number, Json>)[last] = edit.set;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as JsonObject)[last];
}
