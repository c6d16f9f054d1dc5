import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portcullis-fix-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web} # the front
spec:
  containers:
    - name: app
      image: registry.example.com/app:1
      securityContext:
        runAsUser: 0
`;

function write(name: string, text: string): string {
  writeFileSync(join(cwd, name), text);
  return name;
}

const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');
const fix = (...args: string[]): ReturnType<typeof portcullis> => portcullis(['fix', ...args], { cwd });

describe('portcullis fix', () => {
  test('shows a diff, names what is to be decided, and writes nothing', async () => {
    write('pod.yaml', pod);
    const { stdout, stderr, exitCode } = await fix('pod.yaml');
    expect(stdout).toMatchSnapshot();
    expect(stderr).toMatchSnapshot();
    expect(exitCode).toBe(0);
    expect(read('pod.yaml')).toBe(pod);
  });

  test('--in-place keeps permissions, links and line endings', async () => {
    write('pod.yaml', pod.replaceAll('\n', '\r\n'));
    chmodSync(join(cwd, 'pod.yaml'), 0o640);
    symlinkSync('pod.yaml', join(cwd, 'link.yaml'));
    const { stdout, exitCode } = await fix('link.yaml', '--in-place', '--level', 'baseline');
    expect([stdout, exitCode]).toEqual(['', 0]);
    const second = await fix('link.yaml', '--in-place');
    expect(second.exitCode).toBe(0);
    const text = read('pod.yaml');
    expect(text).toContain('drop: ["ALL"]\r\n');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(statSync(join(cwd, 'pod.yaml')).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(cwd, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(readdirSync(cwd).sort()).toEqual(['link.yaml', 'pod.yaml']);
  });

  test('--check fails while there is something to fix', async () => {
    write('pod.yaml', pod);
    expect((await fix('pod.yaml', '--check')).exitCode).toBe(1);
    await fix('pod.yaml', '--in-place');
    expect((await fix('pod.yaml', '--check')).exitCode).toBe(0);
  });

  test('a proposal is made when it is accepted, with its value', async () => {
    write('pod.yaml', pod);
    const { stderr } = await fix('pod.yaml');
    const id = /--accept (\w+)=UID/.exec(stderr)?.[1] ?? '';
    const notAsRoot =
      /runAsNonRoot: true {2}\(runAsNonRoot\)\n.*\n {4}--accept (\w+)/.exec(stderr)?.[1] ?? '';
    const { exitCode } = await fix('pod.yaml', '--in-place', '--accept', `${id}=1000`, '--accept', notAsRoot);
    expect(exitCode).toBe(0);
    expect(read('pod.yaml')).toContain('        runAsUser: 1000\n');
    expect(
      (await portcullis(['scan', 'pod.yaml', '--level', 'restricted', '-o', 'jsonl'], { cwd })).exitCode,
    ).toBe(0);
  });

  test.each([
    ['an id that is none', ['--accept', 'nothing'], /--accept nothing: there is no proposal/],
    ['a level that is none', ['--level', 'strict'], /--level: must be one of/],
  ])('%s: nothing is written', async (_name, args, message) => {
    write('pod.yaml', pod);
    const { stderr, exitCode } = await fix('pod.yaml', '--in-place', ...args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
    expect(read('pod.yaml')).toBe(pod);
  });

  test('a value that is none is said, and nothing is written', async () => {
    write('pod.yaml', pod);
    const id = /--accept (\w+)=UID/.exec((await fix('pod.yaml')).stderr)?.[1] ?? '';
    const { stderr, exitCode } = await fix('pod.yaml', '--in-place', '--accept', `${id}=root`);
    expect(stderr).toContain('expected a user id from 1 to 2147483647, found "root"');
    expect([exitCode, read('pod.yaml')]).toEqual([3, pod]);
  });

  test.each([
    ['cannot be parsed', `${pod}---\na: [\n`],
    ['holds a value of a wrong type', pod.replace('runAsUser: 0', 'privileged: "no"')],
    ['is not UTF-8', Buffer.concat([Buffer.from(pod), Buffer.from([0x23, 0xff, 0x0a])])],
  ])('a file that %s is left as it is, the others are fixed', async (_name, bad) => {
    writeFileSync(join(cwd, 'bad.yaml'), bad);
    write('good.yaml', pod);
    const { stderr, exitCode } = await fix('bad.yaml', 'good.yaml', '--in-place');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/bad\.yaml(:\d+:\d+)?: /);
    expect(readFileSync(join(cwd, 'bad.yaml')).equals(Buffer.from(bad))).toBe(true);
    expect(read('good.yaml')).toContain('drop: ["ALL"]');
  });

  test('colours when asked to', async () => {
    write('pod.yaml', pod);
    const { stdout } = await portcullis(['fix', 'pod.yaml'], { cwd, env: { FORCE_COLOR: '1' } });
    expect(stdout).toContain(
      '\u001b[32m+      allowPrivilegeEscalation: false'.replace('+      ', '+        '),
    );
  });

  test('standard input comes out fixed', async () => {
    const { stdout, exitCode } = await portcullis(['fix', '-', '--in-place'], { cwd, stdin: pod });
    expect(stdout).toContain('metadata: {name: web} # the front\n');
    expect(stdout).toContain('drop: ["ALL"]');
    expect(exitCode).toBe(0);
  });

  test('says what it wants when nothing was named', async () => {
    expect(await fix()).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/^Nothing to fix: /) });
  });
});

test('a file of several megabytes is read whole', async () => {
  const padding = `# ${'x'.repeat(100)}\n`.repeat(25_000);
  write('large.yaml', `${pod}---\n${padding}${pod.replace('web', 'last')}`);
  const { exitCode } = await fix('large.yaml', '--in-place', '--level', 'restricted');
  expect(exitCode).toBe(0);
  expect(read('large.yaml').split('allowPrivilegeEscalation: false')).toHaveLength(3);
});

describe('what is rendered is not edited', () => {
  test('of a chart the values to set are named', async () => {
    mkdirSync(join(cwd, 'chart/templates'), { recursive: true });
    write('chart/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 0.1.0\n');
    write(
      'chart/values.yaml',
      'podSecurityContext: {}\nsecurityContext:\n  allowPrivilegeEscalation: false\n',
    );
    const template = write(
      'chart/templates/deployment.yaml',
      'kind: Deployment\nspec:\n  template:\n    spec:\n      securityContext:\n        {{- toYaml .Values.podSecurityContext | nindent 8 }}\n      containers:\n        - name: app\n          securityContext:\n            {{- toYaml .Values.securityContext | nindent 12 }}\n',
    );
    const before = read(template);
    const { stdout, stderr, exitCode } = await fix('chart', '--in-place');
    expect([stdout, exitCode, read(template)]).toEqual(['', 0, before]);
    expect(stderr).toBe(
      `chart: a Helm chart is not edited; these of its values decide, and have to say:
    podSecurityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}   # chart/templates/deployment.yaml:5
    securityContext: {capabilities: {drop: [ALL]}}   # chart/templates/deployment.yaml:9
0 fields can be fixed, 0 proposed, 0 left; 0 files read.
`.replace('can be fixed', 'fixed'),
    );
  });

  test('of a kustomization the patch to add, for what no file that is mended decides', async () => {
    mkdirSync(join(cwd, 'bin'));
    write('kustomization.yaml', 'resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n');
    write('pod.yaml', pod);
    write('patch.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostNetwork: true}\n');
    write('bin/built.txt', pod.replace('spec:\n', 'spec:\n  hostNetwork: true\n'));
    write('bin/kubectl', `#!/bin/sh\ncat "${cwd}/bin/built.txt"\n`);
    chmodSync(join(cwd, 'bin/kubectl'), 0o755);
    const { stdout, stderr } = await portcullis(['fix', '.'], {
      cwd,
      env: { PATH: `${join(cwd, 'bin')}:/bin:/usr/bin` },
    });
    expect(stdout).toContain('--- a/pod.yaml');
    expect(stderr).toContain(`what a kustomization builds is not edited; 1 field of it can be set there:
  patches:
    - target: {kind: Pod, name: web}
      patch: |-
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          hostNetwork: false
`);
  });
});
