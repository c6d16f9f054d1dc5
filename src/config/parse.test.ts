import { describe, expect, test } from 'vitest';
import { parseConfig } from './parse.ts';
import { startConfig } from './start.ts';

describe('portcullis.yaml', () => {
  test('what init writes is valid', () =>
    expect(parseConfig(startConfig, 'portcullis.yaml').failOn).toBe('enforce'));

  test('every setting it suggests is valid too', () => {
    const config = parseConfig(startConfig.replaceAll(/^#(?! [A-Za-z])/gm, ''), 'portcullis.yaml');
    expect(config).toMatchObject({
      kubernetes: '1.34',
      podSecurity: {},
      namespaces: [{}, {}],
      workloads: [{}],
      policies: ['policies/'],
      guardrails: { privilegedNamespaces: ['infra'] },
    });
  });

  test('an empty file is one without settings', () => expect(parseConfig('', 'portcullis.yaml')).toEqual({}));

  test.each([
    ['kubernetes: 1.30', 'portcullis.yaml:1:1: kubernetes: expected a string, found 1.3; put it in quotes'],
    [
      'kubernetes: "2.1"',
      'portcullis.yaml:1:1: kubernetes: expected a Kubernetes version such as 1.34, found "2.1"',
    ],
    ['fialOn: enforce', 'portcullis.yaml:1:1: unknown field "fialOn"; did you mean failOn?'],
    [
      'failOn: always',
      'portcullis.yaml:1:1: failOn: expected one of enforce, warn, audit, never, found "always"',
    ],
    ['failOn: warn\nfailOn: audit', 'portcullis.yaml:2:1: expected each key once, found "failOn" again'],
    ['kubernetes: 1.34', 'portcullis.yaml:1:1: kubernetes: expected a string, found 1.34'],
    ['ignore: [a\n', 'portcullis.yaml:'],
    ['namespaces:\n  - selector: {}', 'portcullis.yaml:2:5: namespaces[0].require is missing'],
  ])('%j is refused with its place', (text, message) =>
    expect(() => parseConfig(text, 'portcullis.yaml')).toThrow(message),
  );
});
