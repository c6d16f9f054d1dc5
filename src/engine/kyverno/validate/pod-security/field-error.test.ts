import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../kube/json.ts';
import { parseVersion, type Version } from '../../../pod-security/index.ts';
import { compileChecks } from './evaluate.ts';
import { errorPath, errorText } from './field-error.ts';

const check = compileChecks('restricted', parseVersion('v1.29') as Version);

/** What a check lists of a pod, in upstream's words. */
function listed(id: string, spec: JsonObject): readonly string[] {
  const finding = check({ metadata: {}, spec }).find((found) => found.check === id);
  return (finding?.errors ?? []).map((error) => errorText(error, errorPath(error)));
}

const quiet = { name: 'a', image: 'x' };
const root = { name: 'b', image: 'x', securityContext: { runAsNonRoot: false } };
const wild = { name: 'b', image: 'x', securityContext: { seccompProfile: { type: 'Unconfined' } } };

describe('runAsNonRoot', () => {
  const of = 'securityContext.runAsNonRoot';
  test.each<[string, JsonObject, string[]]>([
    ['of a pod that says nothing', { containers: [quiet] }, [`spec.containers[0].${of}: Required value`]],
    [
      'of a pod that says false: what says nothing below it too',
      { securityContext: { runAsNonRoot: false }, initContainers: [quiet], containers: [root] },
      [
        `spec.${of} is forbidden, forbidden values found: false`,
        `spec.containers[0].${of} is forbidden, forbidden values found: false`,
        `spec.initContainers[0].${of}: Required value`,
      ],
    ],
    [
      'of a pod that says true',
      { securityContext: { runAsNonRoot: true }, containers: [quiet, root] },
      [`spec.containers[1].${of} is forbidden, forbidden values found: false`],
    ],
  ])('%s', (_, spec, expected) => expect(listed('runAsNonRoot', spec)).toEqual(expected));
});

describe('seccompProfile', () => {
  const of = 'securityContext.seccompProfile.type';
  test.each<[string, JsonObject, string[]]>([
    ['of what sets none', { containers: [quiet] }, [`spec.containers[0].${of}: Required value`]],
    [
      'of what sets none, beside what sets a wrong one: only this',
      { containers: [quiet, wild] },
      [`spec.containers[1].${of} is forbidden, forbidden values found: Unconfined`],
    ],
  ])('%s', (_, spec, expected) => expect(listed('seccompProfile_restricted', spec)).toEqual(expected));
});
