import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portcullis-bad-paths-'));
  writeFileSync(
    join(cwd, 'pod.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n',
  );
});
afterAll(() => rmSync(cwd, { recursive: true }));

/** What names a file that is not there, lies below a file or is a folder is said in a line, never by a stack. */
test.each<[string, string]>([
  ['scan none', 'none: expected a file or folder'],
  ['scan pod.yaml/b', 'pod.yaml/b: expected a file or folder'],
  ['scan -', '-: expected Kubernetes objects, found nothing; check the command before the pipe'],
  ['fix pod.yaml/b', 'pod.yaml/b: expected a file or folder'],
  ['policy lint pod.yaml/b', 'pod.yaml/b: expected a file or folder'],
  ['whatif --level restricted pod.yaml/b', 'pod.yaml/b:1: expected a file or folder'],
  ['scan pod.yaml --values none', '--values: expected a file, found none at none'],
  ['scan pod.yaml --values-file none', '--values-file: only policies are told of it'],
  ['scan pod.yaml --userinfo none', '--userinfo: only policies are told of it'],
  ['scan pod.yaml --cluster-resources none', '--cluster-resources: only policies are told of it'],
  ['scan pod.yaml --registry-answers none', '--registry-answers: only policies are told of it'],
  ['scan pod.yaml --config none', 'none: cannot be read'],
  ['scan pod.yaml --baseline none', 'there is no such file'],
  ['evidence import none', 'none: expected a file or folder of this name'],
  ['evidence import --audit-log none', 'none: expected a file or folder of this name'],
  ['evidence import --audit-log .', '.: expected a readable file'],
  ['evidence import --audit-log pod.yaml', 'expected audit events as an API server writes them'],
  ['explain none.yaml:3', 'none.yaml:3: expected a file of this name'],
  ['exception new --from 1234 -m none', 'none: expected a file or folder'],
  ['test pod.yaml/b', 'cannot read'],
  ['cel --object none object', 'none: ENOENT'],
  ['jp query -i . a', 'EISDIR'],
])('%s', async (line, said) => {
  const { stdout, stderr, exitCode } = await portcullis(line.split(' '), { cwd });
  expect(`${stdout}${stderr}`.replaceAll(/\n {2}/g, ' ')).toContain(said);
  expect(stderr).not.toContain('    at ');
  expect(exitCode).toBe(3);
});
