import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Io } from './command.ts';
import { configure } from './jp.ts';
import { configure as configureEval } from './policy-eval.ts';

interface Outcome {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

async function run(args: readonly string[], stdin = '', verb = configure): Promise<Outcome> {
  const outcome: Outcome = { stdout: '', stderr: '', exitCode: null };
  const sink = (name: 'stdout' | 'stderr'): Io['stdout'] => ({
    write: (text) => {
      outcome[name] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const io: Io = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    stdin: (async function* () {
      yield new TextEncoder().encode(stdin);
    })(),
    env: {},
    cwd: import.meta.dirname,
    now: () => new Date('2026-11-22T00:00:00Z'),
    exit: (code) => {
      outcome.exitCode = code;
    },
  };
  const command = new Command('jp');
  verb(command, io);
  await command.parseAsync([...args], { from: 'user' });
  return outcome;
}

const pod = 'kind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: "x:1"}]}\n';

describe('jp query', () => {
  test('prints each answer under its expression', async () => {
    expect(await run(['query', 'metadata', 'spec.containers[].image'], pod)).toEqual({
      stdout: '# metadata\n{\n  "name": "web"\n}\n# spec.containers[].image\n[\n  "x:1"\n]\n',
      stderr: '',
      exitCode: 0,
    });
  });

  test('compact and unquoted', async () => {
    expect((await run(['query', '-c', '-u', 'metadata.name', 'metadata'], pod)).stdout).toBe(
      '# metadata.name\nweb\n# metadata\n{"name":"web"}\n',
    );
  });

  test('a parse error names expression and place, and is bad usage', async () => {
    expect(await run(['query', 'metadata..name'], pod)).toEqual({
      stdout: '',
      stderr:
        'metadata..name: SyntaxError: Expected identifier, lbracket, or lbrace (column 10)\n  metadata..name\n           ^\n',
      exitCode: 3,
    });
  });

  test('an expression that cannot be evaluated is inconclusive', async () => {
    expect(await run(['query', 'metadata.labels'], pod)).toEqual({
      stdout: '',
      stderr: 'metadata.labels: Unknown key "labels" in path\n',
      exitCode: 2,
    });
  });

  test.each([
    [['query'], /^Nothing to ask: /],
    [['query', '-i', 'no-such-file.yaml', 'a'], /^no-such-file\.yaml: .*no such file/],
  ])('%j is bad usage', async (args, message) => {
    const { stderr, exitCode } = await run(args, pod);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(3);
  });

  test('a document that is no YAML is bad input', async () => {
    expect((await run(['query', 'a'], 'a: [')).exitCode).toBe(3);
  });
});

describe('jp parse', () => {
  test('prints the tree', async () => {
    expect((await run(['parse', "a.b || 'x'"])).stdout).toBe(`# a.b || 'x'
ASTOrExpression {
  children: {
    ASTSubexpression {
      children: {
        ASTField {
          value: "a"
        }
        ASTField {
          value: "b"
        }
    }
    ASTLiteral {
      value: "x"
    }
}

`);
  });

  test('from standard input', async () => {
    expect((await run(['parse'], '@')).stdout).toBe('# @\nASTCurrentNode {\n}\n\n');
  });
});

describe('jp function', () => {
  test('one', async () => {
    expect(await run(['function', 'split'])).toEqual({
      stdout:
        'Name: split\n  Signature: split(string, string) array[string]\n  Note:      The parts between the places of the second argument.\n\n',
      stderr: '',
      exitCode: 0,
    });
  });

  test('all of Kyverno’s, in order', async () => {
    const { stdout } = await run(['function']);
    const names = stdout.match(/^Name: .*$/gm) ?? [];
    expect(names).toHaveLength(51);
    expect(names).toEqual(names.toSorted());
  });

  test('an unknown one is bad usage', async () => {
    const { stderr, exitCode } = await run(['function', 'nope']);
    expect(stderr).toMatch(/^No function is called nope/);
    expect(exitCode).toBe(3);
  });
});

test('policy eval --jmespath asks one expression', async () => {
  const { stdout, exitCode } = await run(['--jmespath', 'kind', '-u'], pod, configureEval);
  expect([stdout, exitCode]).toEqual(['# kind\nPod\n', 0]);
});
