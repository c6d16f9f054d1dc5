import { describe, expect, it } from 'vitest';
import type { ApiCall, Lookup } from '../../../engine.ts';
import { lookupOf, resource } from '../../testing.ts';
import { created, emptyLookup, engineOf, matching, pod, policy, textOf } from '../testing.ts';

describe('functions on texts and numbers', () => {
  it.each([
    ['sha256("a")', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ['hash.md5("a")', '0cc175b9c0f1b6a831c399e269772661'],
    ['hash.sha1("a")', '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
    ['parseServiceAccount("system:serviceaccount:ns:sa").Namespace', 'ns'],
    ['user.parseServiceAccount("system:serviceaccount:ns:sa").Name', 'sa'],
    ['parseServiceAccount("admin").Name == ""', 'true'],
    ['math.round(3.14159, 2)', '3.14'],
    ['math.round(2.5, 0)', '3'],
    ['size(random("[a-z]{5}"))', '5'],
    ['random("[0-9]{3}").matches("^[0-9]{3}$")', 'true'],
    ['json.unmarshal("{\\"a\\": [1, 2]}").a[1]', '2'],
    ['json.marshal({"a": [1, 2]})', '{"a":[1,2]}'],
    ['yaml.parse("a: {b: text}").a.b', 'text'],
    ['gzip.decompress(gzip.compress("text"))', 'text'],
    ['listObjToMap([{"k": "a", "v": "1"}], [{"k": "a", "v": "2"}], "k", "v")["a"]', '2'],
  ])('%s is %s', (expression, expected) => {
    expect(textOf(expression)).toBe(expected);
  });

  it.each([
    ['json.unmarshal("{")', 'error: '],
    ['yaml.parse("a: [")', 'error: '],
    ['gzip.decompress(b"no")', 'error: '],
    ['random("[z-a]")', 'error: '],
  ])('%s is an error', (expression, expected) => {
    expect(textOf(expression)).toContain(expected);
  });
});

describe('orValue', () => {
  it.each([
    ['{"a": "b"}.?a.orValue("c")', 'b'],
    ['{"a": "b"}.?x.orValue("c")', 'c'],
    // On what is no optional it does nothing.
    ['object.metadata.name.orValue("c")', 'web'],
  ])('%s is %s', (expression, expected) => {
    expect(textOf(expression)).toBe(expected);
  });
});

describe('time', () => {
  it.each([
    ['time.now()', '2026-11-22T12:00:00Z'],
    ['time.truncate(timestamp("2026-11-22T12:34:56Z"), duration("1h"))', '2026-11-22T12:00:00Z'],
    ['time.toCron(timestamp("2026-11-22T12:34:56Z"))', '34 12 22 11 0'],
  ])('%s is %s', (expression, expected) => {
    expect(textOf(expression)).toBe(expected);
  });
});

describe('images', () => {
  it.each([
    ['image("nginx").registry()', 'index.docker.io'],
    ['image("nginx").repository()', 'library/nginx'],
    ['image("nginx").identifier()', 'latest'],
    ['image("nginx").tag()', 'latest'],
    ['image("ghcr.io/a/b:v1").registry()', 'ghcr.io'],
    ['image("localhost:5000/app:v1").registry()', 'localhost:5000'],
    [`image("a/b@sha256:${'0'.repeat(64)}").digest()`, `sha256:${'0'.repeat(64)}`],
    [`image("a/b@sha256:${'0'.repeat(64)}").containsDigest()`, 'true'],
    ['image("a/b").containsDigest()', 'false'],
    ['parseImageReference("a/b:c").tag()', 'c'],
    ['isImage("UPPER/case")', 'false'],
    ['isImage("a/b:c")', 'true'],
    ['image("UPPER/case").tag()', 'error: could not parse reference: UPPER/case'],
  ])('%s is %s', (expression, expected) => {
    expect(textOf(expression)).toBe(expected);
  });
});

describe('objects of the cluster', () => {
  const lookup = lookupOf(
    resource('v1', 'ConfigMap', 'a', { data: { k: 'A' }, metadata: { labels: { x: 'y' } } }, 'ns'),
    resource('v1', 'ConfigMap', 'b', { data: { k: 'B' } }, 'ns'),
    resource('v1', 'ConfigMap', 'c', { data: { k: 'C' } }, 'other'),
  );

  it.each([
    ['resource.get("v1", "configmaps", "ns", "a").data.k', 'A'],
    ['resource.Get("v1", "configmaps", "ns", "a").data.k', 'A'],
    ['size(resource.list("v1", "configmaps", "").items)', '3'],
    ['size(resource.list("v1", "configmaps", "ns").items)', '2'],
    ['resource.list("v1", "configmaps", "ns", {"x": "y"}).items[0].data.k', 'A'],
    ['resource.list("v1", "configmaps", "ns").kind', 'ConfigMapList'],
    ['resource.get(resource.toGVR("v1", "ConfigMap"), "ns", "b").data.k', 'B'],
    [
      'resource.get(resource.toGVR("example.com/v1", "Nope"), "ns", "b").a',
      'error: failed to map kind to resource',
    ],
    ['resource.list("example.com/v1", "nopes", "").kind', 'error: failed to list resource'],
  ])('%s is %s', (expression, expected) => {
    expect(textOf(expression, pod(), lookup)).toContain(expected);
  });

  it('are those of its namespace for a namespaced policy', () => {
    const spec = {
      matchConstraints: matching('pods'),
      validations: [
        { expression: 'size(resource.list("v1", "configmaps").items) == 1', message: 'not one' },
        { expression: 'resource.get("v1", "configmaps", "c").data.k == "C"', message: 'not C' },
      ],
    };
    const engine = engineOf(policy('NamespacedValidatingPolicy', spec, 'p', 'other'));
    expect(engine.problems).toEqual([]);
    expect(engine.results(created(pod({}, 'other')), lookup)).toMatchObject([{ result: { status: 'pass' } }]);
  });
});

describe('what lies outside', () => {
  const calls: ApiCall[] = [];
  const lookup: Lookup = {
    ...emptyLookup,
    globalContext: (name) => (name === 'known' ? { part: { a: 'b' } } : undefined),
    call: (call) => {
      calls.push(call);
      return call.url.endsWith('/known') ? { answer: 'yes' } : undefined;
    },
    imageData: (reference) => ({ resolvedImage: reference }),
  };

  it.each([
    ['globalContext.get("known", "part").a', 'b'],
    ['globalContext.get("known").part.a', 'b'],
    ['globalContext.get("unknown") == null', 'true'],
    ['globalContext.get("known", "nope")', 'error: failed to get global reference'],
    ['http.get("https://a/known").answer', 'yes'],
    ['http.post("https://a/known", {"k": "v"}).answer', 'yes'],
    ['http.get("https://a/unknown")', 'error: request failed: GET https://a/unknown cannot be asked here'],
    ['image.getMetadata("nginx").resolvedImage', 'nginx'],
  ])('%s is %s', (expression, expected) => {
    expect(textOf(expression, pod(), lookup)).toContain(expected);
  });

  it('hands on what is posted', () => {
    textOf('http.post("https://a/known", {"k": "v"}).answer', pod(), lookup);
    expect(calls.at(-1)).toEqual({ method: 'POST', urlPath: '', url: 'https://a/known', data: { k: 'v' } });
  });

  it.each(['globalContext.get("a")', 'http.get("https://a")', 'image.getMetadata("a")'])(
    '%s is an error where nobody can answer',
    (expression) => {
      expect(textOf(expression)).toContain('cannot be asked here');
    },
  );
});
