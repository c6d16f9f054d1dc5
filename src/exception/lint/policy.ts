import type { PolicyScope } from '../contract.ts';
import { finding, type LintRule } from './rule.ts';

/** Checks where one bad value says nothing about the next: what is excused has to be named. */
const needsFields: ReadonlySet<string> = new Set([
  'capabilities_baseline',
  'capabilities_restricted',
  'hostPathVolumes',
  'restrictedVolumes',
  'sysctls',
]);

/** Rules about from what. */
export const policyRules: readonly LintRule[] = [
  {
    id: 'EXC009',
    title: 'A whole policy where one rule fails',
    severity: 'error',
    check: ({ spec }, { policy }) =>
      spec.policies.flatMap((scope, index) => {
        const rules = scope.rules === undefined ? (policy?.(scope)?.rules ?? []) : [];
        return rules.length < 2
          ? []
          : [
              finding(
                ['spec', 'policies', index],
                `excuses from all ${rules.length} rules of ${scope.name ?? ''}; name those that fail under rules: ${rules.join(', ')}`,
              ),
            ];
      }),
  },
  {
    id: 'EXC010',
    title: 'No fields named where values differ',
    severity: 'warning',
    check: ({ spec }) =>
      spec.policies.flatMap((scope, index) => {
        const open =
          scope.fields === undefined ? (scope.checks ?? []).filter((id) => needsFields.has(id)) : [];
        return open.length === 0
          ? []
          : [
              finding(
                ['spec', 'policies', index],
                `${open.join(', ')} without fields excuses every value, later ones too; name the field and its values`,
              ),
            ];
      }),
  },
  {
    id: 'EXC014',
    title: 'Policy or rule is not known',
    severity: 'error',
    check: ({ spec }, { policy }) =>
      spec.policies.flatMap((scope, index) => {
        const facts = policy?.(scope);
        if (facts === null)
          return [
            finding(
              ['spec', 'policies', index, 'name'],
              `there is no ${scope.kind ?? scope.engine} ${nameOf(scope)} among the policies`,
            ),
          ];
        if (facts === undefined) return [];
        return (scope.rules ?? []).flatMap((rule, place) =>
          facts.rules.includes(rule)
            ? []
            : [
                finding(
                  ['spec', 'policies', index, 'rules', place],
                  `${nameOf(scope)} has no rule ${rule}; it has ${facts.rules.join(', ')}`,
                ),
              ],
        );
      }),
  },
  {
    id: 'EXC018',
    title: 'Compiles to more than was asked for',
    severity: 'error',
    check: (contract, { wider }) =>
      contract.spec.acceptWider === true
        ? []
        : (wider?.(contract) ?? []).map((reason) =>
            finding(['spec', 'acceptWider'], `${reason}; set acceptWider: true if that is right`),
          ),
  },
];

function nameOf({ namespace, name = '' }: PolicyScope): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
