import { describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

const object = 'spec: {replicas: 3}\nmetadata: {name: web}\n';

describe('portcullis cel', () => {
  test('a value, its type and its cost', async () => {
    const { stdout, stderr, exitCode } = await portcullis(
      ['cel', '--object', '-', 'object.spec.replicas * 2'],
      { stdin: object },
    );
    expect(stdout).toBe('6\n');
    expect(stderr).toMatch(/^type {2}int\ncost {2}\d+\n$/);
    expect(exitCode).toBe(0);
  });

  test('a caret under the place of a mistake', async () => {
    const { stderr, exitCode } = await portcullis(['cel', '--check', "object.a && unknown == 'x'"]);
    expect(stderr).toContain("ERROR: <input>:1:13: undeclared reference to 'unknown'");
    expect(stderr).toMatch(/\n \| \.{12}\^/);
    expect(exitCode).toBe(3);
  });

  test('an evaluation error', async () => {
    const { stderr, exitCode } = await portcullis(['cel', '--object', '-', 'object.spec.none'], {
      stdin: object,
    });
    expect(stderr).toMatch(/^no such key: none\n/);
    expect(exitCode).toBe(2);
  });

  test.each([
    [['--object', 'missing.yaml', 'object.a'], /^missing\.yaml: ENOENT/],
    [['--object', '-', 'object.a'], /^-: expected/],
    [['--kubernetes', '1.12', 'true'], /expected one of 1\.30/],
  ])('%j is bad usage', async (args, message) => {
    const { stderr, exitCode } = await portcullis(['cel', ...args], { stdin: 'a: [' });
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
  });

  test('the long form', async () => {
    expect((await portcullis(['policy', 'eval', '--cel', '1 + 1'])).stdout).toBe('2\n');
    expect(
      (await portcullis(['policy', 'eval', '--jmespath', 'metadata.name', '-u'], { stdin: object })).stdout,
    ).toContain('web');
    expect((await portcullis(['policy', 'eval'])).exitCode).toBe(3);
  });
});
