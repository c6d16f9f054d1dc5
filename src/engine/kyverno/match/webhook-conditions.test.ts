import { describe, expect, test } from 'vitest';
import { createRequest } from '../../engine.ts';
import { loadKyvernoEngine } from '../engine.ts';
import { clusterOf, resourceOf } from '../testing.ts';

function policy(expression: string): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec:
  webhookConfiguration:
    matchConditions: [{name: c, expression: ${JSON.stringify(expression)}}]
  rules:
    - name: r
      match: {any: [{resources: {kinds: [Pod]}}]}
      validate: {message: never, deny: {conditions: {all: [{key: a, operator: Equals, value: a}]}}}
`;
}

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {team: red}}\n';

describe('webhookConfiguration.matchConditions', () => {
  test.each([
    ['object.metadata.namespace == "shop"', 1],
    ['request.operation == "CREATE" && request.kind.kind == "Pod"', 1],
    ['request.namespace != "shop"', 0],
    ['request.userInfo.username == "somebody"', 0],
    ['object.metadata.labels.nothing == "x"', 0],
    ['oldObject == null', 1],
  ])('%s lets %i through', async (expression, count) => {
    const { engine, problems } = await loadKyvernoEngine([resourceOf(policy(expression))]);
    expect(problems).toEqual([]);
    expect(engine.judge(createRequest(resourceOf(pod)), clusterOf())).toHaveLength(count);
  });

  test.each([
    'object.',
    '1 + 1',
    'params.x == 1',
    'authorizer.group("").resource("pods").check("get").allowed()',
  ])('%s is refused', async (expression) => {
    const { engine, problems } = await loadKyvernoEngine([resourceOf(policy(expression))]);
    expect(engine.policies).toEqual([]);
    expect(problems).toMatchObject([
      {
        path: ['spec', 'webhookConfiguration', 'matchConditions', 0, 'expression'],
        message: expect.stringMatching(/^match conditions compilation errors: \[/),
      },
    ]);
  });
});
