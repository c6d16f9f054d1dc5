import { describe, expect, it } from 'vitest';
import type { Json } from '../../kube/json.ts';
import { createRequest, type Lookup } from '../engine.ts';
import { compileCelRule } from './cel-rule.ts';
import { lookupOf, resource } from './testing.ts';

const pod = resource('v1', 'Pod', 'web', { spec: { hostNetwork: true, size: 3 } }, 'ns');
const limit = resource('v1', 'ConfigMap', 'limits', { data: { max: '2' } }, 'ns');

function judge(cel: Json, celPreconditions?: Json, lookup: Lookup = lookupOf(limit)) {
  return compileCelRule({ name: 'r', cel, message: 'rule message', celPreconditions })(
    createRequest(pod),
    lookup,
  );
}

describe('compileCelRule', () => {
  it('passes', () => {
    expect(judge({ expressions: [{ expression: 'object.spec.size == 3' }] })).toMatchObject({
      status: 'pass',
      message: "Validation rule 'r' passed.",
    });
  });

  it('fails with the message of the expression or of the rule, and the fields it read', () => {
    const expression = 'object.spec.hostNetwork == false';
    expect(judge({ expressions: [{ expression }] })).toEqual({
      status: 'fail',
      message: 'rule message',
      fields: [['spec', 'hostNetwork']],
    });
    expect(judge({ expressions: [{ expression, message: 'own' }] }).message).toBe('own');
    expect(
      judge({ expressions: [{ expression, messageExpression: '"made of " + object.metadata.name' }] })
        .message,
    ).toBe('made of web');
  });

  it('skips by preconditions', () => {
    const expressions = [{ expression: 'false' }];
    const conditions = [{ name: 'c', expression: 'object.metadata.name == "db"' }];
    expect(judge({ expressions }, conditions)).toMatchObject({
      status: 'skip',
      message: 'cel preconditions not met',
    });
  });

  it('sees variables and the namespace, which always exists', () => {
    const variables = [{ name: 'where', expression: 'namespaceObject.metadata.name' }];
    expect(judge({ variables, expressions: [{ expression: 'variables.where == "ns"' }] }).status).toBe(
      'pass',
    );
  });

  it('takes parameters', () => {
    const cel = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' },
      expressions: [{ expression: 'object.spec.size <= int(params.data.max)' }],
    };
    expect(judge(cel).status).toBe('fail');
    const missing = judge(cel, undefined, lookupOf());
    expect(missing.status).toBe('error');
    expect(missing.message).toContain('error in parameterized resource');
  });

  it('refuses what cannot be evaluated', () => {
    const { status, message } = judge({ expressions: [{ expression: 'object.spec.nope == 1' }] });
    expect(status).toBe('fail');
    expect(message).toContain('no such key: nope');
  });
});
