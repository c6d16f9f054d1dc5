import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { answer } from '../testing.ts';

/** Versions, images, addresses; the answers are upstream's. */

describe('semver_compare', () => {
  test.each<[string, Json, Json]>([
    ['semver_compare(@[0], @[1])', ['1.2.3', '>=1.2.0 <2.0.0'], true],
    ['semver_compare(@[0], @[1])', ['1.2.3', '<1.0.0 || >1.2.0'], true],
    ['semver_compare(@[0], @[1])', ['1.2.3', '1.2.x'], true],
    ['semver_compare(@[0], @[1])', ['2.0.0', '1.x'], false],
    ['semver_compare(@[0], @[1])', ['1.2.3', '!=1.2.x'], false],
    ['semver_compare(@[0], @[1])', ['1.2.3-rc.1', '<1.2.3'], true],
    ['semver_compare(@[0], @[1])', ['1.2.3-alpha.1', '>1.2.3-alpha.beta'], false],
    ['semver_compare(@[0], @[1])', ['1.2.3+a', '=1.2.3+b'], true],
    ['semver_compare(@[0], @[1])', ['v1.2.3', '<0.0.1'], true],
    ['semver_compare(@[0], @[1])', ['nonsense', '0.0.0'], true],
    [
      'semver_compare(@[0], @[1])',
      ['1.2.3', '~1.2.0'],
      'error: Could not parse Range "~1.2.0": Could not parse comparator "~" in "~1.2.0"',
    ],
    ['semver_compare(@[0], @[1])', ['1.2.3', ''], "error: Last element in range is '||'"],
    ['semver_compare(@[0], @[1])', ['1.2.3', '|| 1.2.3'], "error: First element in range is '||'"],
    ['semver_compare(@[0], @[1])', ['1.2.3', '1.2.3 ||'], "error: Last element in range is '||'"],
    [
      'semver_compare(@[0], @[1])',
      ['1.2.3', '1.2.4 || || 1.2.3'],
      'error: panic: runtime error: invalid memory address or nil pointer dereference',
    ],
    ['semver_compare(@[0], @[1])', ['1.2.3', '>= 1.2.3'], true],
    [
      'semver_compare(@[0], @[1])',
      ['1.2.3', '>=1.2'],
      'error: Could not parse Range ">=1.2": Could not parse version "1.2" in ">=1.2": No Major.Minor.Patch elements found',
    ],
    [
      'semver_compare(@[0], @[1])',
      ['1.2.3', '>=01.2.3'],
      'error: Could not parse Range ">=01.2.3": Could not parse version "01.2.3" in ">=01.2.3": Major number must not contain leading zeroes "01"',
    ],
    [
      'semver_compare(@[0], @[1])',
      ['1.2.3', '>=1.2.3-01'],
      'error: Could not parse Range ">=1.2.3-01": Could not parse version "1.2.3-01" in ">=1.2.3-01": Numeric PreRelease version must not contain leading zeroes "01"',
    ],
    ['semver_compare(@[0], @[1])', ['1.2.3', 'x'], "error: Last element in range is '||'"],
    ['semver_compare(@[0], @[1])', ['1.2.3', '1.2.3 5'], true],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('image_normalize', () => {
  test.each<[string, Json, Json]>([
    ['image_normalize(@)', 'nginx', 'docker.io/nginx:latest'],
    ['image_normalize(@)', 'nginx:1', 'docker.io/nginx:1'],
    ['image_normalize(@)', 'a/b', 'docker.io/a/b:latest'],
    ['image_normalize(@)', 'ghcr.io/a/b:c', 'ghcr.io/a/b:c'],
    ['image_normalize(@)', 'localhost/a', 'localhost/a:latest'],
    ['image_normalize(@)', 'localhost:5000/a', 'localhost:5000/a:latest'],
    ['image_normalize(@)', 'My/a', 'My/a:latest'],
    ['image_normalize(@)', 'a_b/c:1', 'docker.io/a_b/c:1'],
    [
      'image_normalize(@)',
      'nginx@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
      'docker.io/nginx@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
    ],
    [
      'image_normalize(@)',
      'nginx:1@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
      'docker.io/nginx@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
    ],
    [
      'image_normalize(@)',
      'nginx@sha256:0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A',
      "error: JMESPath function 'image_normalize': bad image: docker.io/nginx@sha256:0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: invalid checksum digest format",
    ],
    [
      'image_normalize(@)',
      'nginx@sha256:0a',
      "error: JMESPath function 'image_normalize': bad image: docker.io/nginx@sha256:0a, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: invalid reference format",
    ],
    [
      'image_normalize(@)',
      'nginx@md5:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a',
      "error: JMESPath function 'image_normalize': bad image: docker.io/nginx@md5:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: unsupported digest algorithm",
    ],
    [
      'image_normalize(@)',
      'NGINX',
      "error: JMESPath function 'image_normalize': bad image: docker.io/NGINX, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: repository name must be lowercase",
    ],
    [
      'image_normalize(@)',
      'a b',
      "error: JMESPath function 'image_normalize': bad image: docker.io/a b, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: invalid reference format",
    ],
    [
      'image_normalize(@)',
      '',
      "error: JMESPath function 'image_normalize': bad image: docker.io/, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: invalid reference format",
    ],
    [
      'image_normalize(@)',
      'nginx:',
      "error: JMESPath function 'image_normalize': bad image: docker.io/nginx:, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: invalid reference format",
    ],
    [
      'image_normalize(@)',
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      "error: JMESPath function 'image_normalize': bad image: docker.io/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, defaultRegistry: docker.io, enableDefaultRegistryMutation: true: repository name must not be more than 255 characters",
    ],
    ['image_normalize(@)', '[::1]:80/a:1', '[::1]:80/a:1'],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});

describe('is_external_url', () => {
  test.each<[string, Json, Json]>([
    ['is_external_url(@)', 'http://10.0.0.1/x', false],
    ['is_external_url(@)', 'https://8.8.8.8:443', true],
    ['is_external_url(@)', 'http://[::1]/', false],
    ['is_external_url(@)', 'http://[fd00::1]', false],
    ['is_external_url(@)', 'http://[::ffff:127.0.0.1]', false],
    ['is_external_url(@)', 'http://u@192.168.1.1:80/', false],
    ['is_external_url(@)', 'http://172.31.0.1', false],
    ['is_external_url(@)', 'http://172.32.0.1', true],
    [
      'is_external_url(@)',
      'http://8.8.8.8:x',
      'error: parse "http://8.8.8.8:x": invalid port ":x" after host',
    ],
    ['is_external_url(@)', ':x', 'error: parse ":x": missing protocol scheme'],
    ['is_external_url(@)', 'a:b:c', 'error: lookup : no such host'],
    ['is_external_url(@)', 'http://[::1', 'error: parse "http://[::1": missing \']\' in host'],
    ['is_external_url(@)', 'http://a b', 'error: parse "http://a b": invalid character " " in host name'],
    ['is_external_url(@)', 'http://1.2.3.4?x#y', true],
  ])('%s of %j', (expression, data, expected) => {
    expect(answer(expression, data)).toEqual(expected);
  });
});
