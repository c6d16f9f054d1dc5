import { isObject, own } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { listAt, textAt } from '../read.ts';
import { Expressions } from '../variable/expression.ts';
import {
  conditionBlocks,
  deniesAllOthers,
  neverTrue,
  unresolvable,
  wildcardNotEquals,
} from './conditions.ts';
import { missesContainers } from './containers.ts';
import { neverMatches, podsOnly } from './matching.ts';
import { ownerDiffers } from './owner.ts';
import type { Smell } from './smell.ts';
import { unknownFields } from './unknown-fields.ts';

/** What in a ClusterPolicy or Policy does not do what it seems to. The cluster accepts all of it. */
export function findSmells(resource: Resource): readonly Smell[] {
  const { object } = resource;
  const rules = listAt(own(object, 'spec'), 'rules').filter(isObject);
  const annotations = own(own(object, 'metadata'), 'annotations');
  const expressions = new Expressions();
  const ofRules = rules.flatMap((rule, index) => {
    const path = ['spec', 'rules', index];
    const blocks = conditionBlocks(rule, path);
    const conditions = blocks.flatMap(({ any, all }) => [...any, ...all]);
    const found = [
      neverMatches(rule, path),
      podsOnly(rule, rules, annotations, path),
      ownerDiffers(rule, rules, annotations, path),
      missesContainers(rule, path),
      ...blocks.map(deniesAllOthers),
      ...conditions.flatMap((condition) => [
        neverTrue(condition, expressions),
        wildcardNotEquals(condition),
        unresolvable(condition, expressions),
      ]),
    ];
    const name = textAt(rule, 'name');
    return found.filter((smell) => smell !== null).map((smell): Smell => ({ ...smell, rule: name }));
  });
  return [...ofRules, ...unknownFields(resource).map((smell) => ({ ...smell, rule: '' }))];
}
