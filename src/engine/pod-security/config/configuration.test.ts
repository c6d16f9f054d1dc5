import { describe, expect, test } from 'vitest';
import { ConfigurationError, completeConfiguration, readConfiguration } from './configuration.ts';
import { loadConfiguration } from './load.ts';
import { validateConfiguration } from './validate.ts';

const head = 'apiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\n';

/** What it says, as upstream would: the error of loading, or the problems of what was loaded. */
function problems(text: string): string | readonly string[] {
  const loaded = loadConfiguration(text);
  return typeof loaded === 'string' ? loaded : validateConfiguration(loaded);
}

test('what a file says', () => {
  const text = `${head}defaults:\n  enforce: baseline\n  enforce-version: v1.30\n  warn: restricted\nexemptions:\n  usernames: [alice, "system:*"]\n  namespaces: [kube-system]\n  runtimeClasses: [kata.example.com]\n`;
  expect(readConfiguration(text)).toEqual({
    defaults: {
      enforce: { level: 'baseline', version: 'v1.30' },
      audit: { level: 'privileged', version: 'latest' },
      warn: { level: 'restricted', version: 'latest' },
    },
    exemptions: {
      usernames: new Set(['alice', 'system:*']),
      namespaces: new Set(['kube-system']),
      runtimeClasses: new Set(['kata.example.com']),
    },
  });
});

test.each(['', head, `${head}defaults: {}\nexemptions: null\n`, `\ufeff${head}`, `${head}---\nkind: x\n`])(
  'all defaults: %j',
  (text) => {
    expect(readConfiguration(text).defaults.enforce).toEqual({ level: 'privileged', version: 'latest' });
  },
);

const notParsed = "couldn't get version/kind; json parse error:";

describe('what cannot be loaded is told in the words of Kubernetes', () => {
  test.each<[string, string]>([
    ['{}', "Object 'Kind' is missing in '{}'"],
    ['kind: PodSecurityConfiguration', "Object 'apiVersion' is missing in 'kind: PodSecurityConfiguration'"],
    ['kind: 5', `${notParsed} json: cannot unmarshal number into Go struct field .kind of type string`],
    ['apiVersion: a/b/c\nkind: X', 'unexpected GroupVersion string: a/b/c'],
    [
      'apiVersion: v1\nkind: Status',
      'no kind "Status" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    ],
    [
      `${head}defaults: x`,
      'json: cannot unmarshal string into Go struct field PodSecurityConfiguration.defaults of type v1.PodSecurityDefaults',
    ],
    [
      `${head}exemptions:\n  namespaces: [y, n]`,
      'json: cannot unmarshal bool into Go struct field PodSecurityExemptions.exemptions.namespaces of type string',
    ],
    [
      `${head}defaults:\n  enforce: 1\n  audit: true`,
      'json: cannot unmarshal bool into Go struct field PodSecurityDefaults.defaults.audit of type string',
    ],
    [
      `${head}zz: 1\naa: 2\ndefaults:\n  Enforce: baseline\n`,
      'strict decoding error: unknown field "aa", unknown field "defaults.Enforce", unknown field "zz"',
    ],
    [
      `${head}defaults:\n  enforce: baseline\n  enforce: restricted\n`,
      'strict decoding error: yaml: unmarshal errors:\n  line 5: key "enforce" already set in map',
    ],
    [
      `${head}defaults:\n  audit: baseline\ndefaults:\n  audit: restricted\n`,
      'strict decoding error: yaml: unmarshal errors:\n  line 6: key "defaults" already set in map',
    ],
    [
      '{"apiVersion":"pod-security.admission.config.k8s.io/v1","kind":"PodSecurityConfiguration","defaults":{"enforce":"a","enforce":"b"},"zz":1}',
      'strict decoding error: duplicate field "defaults.enforce", unknown field "zz"',
    ],
    [head.replace('kind', 'Kind'), 'strict decoding error: unknown field "Kind"'],
    [`${head}defaults:\n  enforce: [\n`, 'yaml: line 4: did not find expected node content'],
    [`${head}a: b: c\n`, 'yaml: line 3: mapping values are not allowed in this context'],
    [`${head}a: [1, 2\nb: 3`, "yaml: line 3: did not find expected ',' or ']'"],
    [`${head}a: 'x`, 'yaml: line 3: found unexpected end of stream'],
    [`${head}a: *x\n`, "yaml: unknown anchor 'x' referenced"],
    [`${head}foo\n`, "yaml: line 4: could not find expected ':'"],
    [`${head}a: \`x\`\n`, 'yaml: line 3: found character that cannot start any token'],
    ['[a, b', "yaml: line 1: did not find expected ',' or ']'"],
  ])('%j', (text, problem) => {
    expect(problems(text)).toBe(problem);
    expect(() => readConfiguration(text)).toThrow(ConfigurationError);
  });
});

test('levels and versions are told twice: once on completion, once on validation, each in its own order', () => {
  const text = `${head}defaults:\n  enforce: x\n  audit: why\n  warn-version: z\n`;
  const loaded = loadConfiguration(text);
  expect(typeof loaded === 'string' ? loaded : completeConfiguration(loaded)).toBe(
    '[enforce: must be one of privileged, baseline, restricted, audit: must be one of privileged, baseline, restricted, warn-version: must be "latest" or "v1.x"]',
  );
  expect(problems(text)).toEqual([
    'defaults.enforce: Invalid value: "x": must be one of privileged, baseline, restricted',
    'defaults.warn-version: Invalid value: "z": must be "latest" or "v1.x"',
    'defaults.audit: Invalid value: "why": must be one of privileged, baseline, restricted',
  ]);
});

test('exemptions are names, each given once', () => {
  const found = problems(
    `${head}exemptions:\n  usernames: ['', a, a]\n  namespaces: [a.b, ${'a'.repeat(64)}, b, b, kube-*]\n  runtimeClasses: [x-]\n`,
  );
  expect(Array.isArray(found) ? found.map((each: string) => each.slice(0, 100)) : found).toEqual([
    'exemptions.namespaces[0]: Invalid value: "a.b": must not contain dots',
    `exemptions.namespaces[1]: Invalid value: "${'a'.repeat(64)}": must be no more than 63 characters`.slice(
      0,
      100,
    ),
    'exemptions.namespaces[3]: Duplicate value: "b"',
    'exemptions.namespaces[4]: Invalid value: "kube-*": a lowercase RFC 1123 label must consist of lower ',
    'exemptions.runtimeClasses[0]: Invalid value: "x-": a lowercase RFC 1123 subdomain must consist of lo',
    'exemptions.usernames[0]: Invalid value: "": username must not be empty',
    'exemptions.usernames[2]: Duplicate value: "a"',
  ]);
});
