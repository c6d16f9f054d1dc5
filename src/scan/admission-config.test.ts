import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAdmissionConfig } from './admission-config.ts';

const podSecurity = `apiVersion: pod-security.admission.config.k8s.io/v1
kind: PodSecurityConfiguration
defaults: {enforce: baseline, enforce-version: v1.34}
exemptions: {namespaces: [kube-system], usernames: [admin]}
`;
const indented = podSecurity.replaceAll(/^/gm, '      ');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-admission-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): string {
  writeFileSync(join(folder, 'config.yaml'), text);
  writeFileSync(join(folder, 'pod-security.yaml'), podSecurity);
  const { defaults, exemptions } = readAdmissionConfig(folder, 'config.yaml');
  return `${defaults.enforce.level}@${defaults.enforce.version} ${[...exemptions.namespaces].join()}`;
}

const outer = (plugin: string): string =>
  `apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n  - name: Other\n${plugin}`;

describe('the file an API server is started with', () => {
  test.each([
    ['a PodSecurityConfiguration', podSecurity],
    ['one inside an AdmissionConfiguration', outer(`  - name: PodSecurity\n    configuration:\n${indented}`)],
    ['one that it names', outer('  - name: PodSecurity\n    path: pod-security.yaml\n')],
  ])('%s', (_, text) => expect(read(text)).toBe('baseline@v1.34 kube-system'));

  test('an AdmissionConfiguration without the plugin means the defaults', () =>
    expect(read(outer(''))).toBe('privileged@latest '));

  test('what the API server refuses is refused with its words', () =>
    expect(() => read(podSecurity.replace('baseline', 'strict'))).toThrow(
      /^config\.yaml: the API server refuses it: .*must be one of privileged, baseline, restricted/,
    ));

  test('a missing file', () =>
    expect(() => readAdmissionConfig(folder, 'none.yaml')).toThrow(/none\.yaml: cannot be read/));
});
