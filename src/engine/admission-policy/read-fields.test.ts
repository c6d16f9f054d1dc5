import { describe, expect, it } from 'vitest';
import { boolType, kubernetesEnvironment } from '../../language/cel/index.ts';
import { PolicyCompiler } from './environment.ts';
import { fieldsReadBy } from './read-fields.ts';

const declared = { params: false, authorizer: false };

function fieldsOf(expression: string, ...variables: [string, string][]): string[] {
  const compiler = new PolicyCompiler(kubernetesEnvironment({ version: '1.36' }));
  const compiled = variables.map(([name, text]) => ({
    name,
    expression: compiler.compileVariable(name, text, declared),
  }));
  const wanted = compiler.compile(expression, [boolType], declared);
  expect(wanted.problem).toBe('');
  return (fieldsReadBy(compiled, [wanted])[0] ?? []).map((path) => path.join('.'));
}

describe('fieldsReadBy', () => {
  it.each([
    ['object.spec.hostNetwork == true', ['spec.hostNetwork']],
    ['has(object.spec.a) && object.spec.a.b == 1', ['spec.a.b']],
    ['object.spec.containers[0].image == "a"', ['spec.containers.0.image']],
    ['object.metadata.labels["a/b"] == "c"', ['metadata.labels.a/b']],
    ['object.spec.?a.?b.orValue(1) == 1', ['spec.a.b']],
    ['object.spec.containers.all(c, c.image != "")', ['spec.containers']],
    ['object.a == 1 || object.b == 2', ['a', 'b']],
    ['request.operation == "CREATE"', []],
    ['oldObject.spec.a == 1', []],
  ])('%s reads %j', (expression, expected) => {
    expect(fieldsOf(expression)).toEqual(expected);
  });

  it('follows variables', () => {
    expect(fieldsOf('variables.spec.a == 1', ['spec', 'object.spec'])).toEqual(['spec.a']);
    expect(fieldsOf('variables.n > 1', ['n', 'size(object.spec.a) + size(object.spec.b)'])).toEqual([
      'spec.a',
      'spec.b',
    ]);
    expect(fieldsOf('variables.b.c == 1', ['a', 'object.a'], ['b', 'variables.a.b'])).toEqual(['a.b.c']);
  });

  it('knows nothing of expressions that do not compile', () => {
    const compiler = new PolicyCompiler(kubernetesEnvironment({ version: '1.36' }));
    expect(fieldsReadBy([], [compiler.compile('object.', [boolType], declared)])).toEqual([[]]);
  });
});
