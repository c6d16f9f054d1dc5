import { parseTime } from '../../schema/time.ts';
import { day, maxDays } from '../limits.ts';
import { finding, type LintRule } from './rule.ts';

/** Rules about how long a contract lasts. */
export const termRules: readonly LintRule[] = [
  {
    id: 'EXC004',
    title: 'Longer than its risk allows',
    severity: 'error',
    check({ spec }, { limits }) {
      const days = ((parseTime(spec.expiresAt) ?? 0) - (parseTime(spec.validFrom) ?? 0)) / day;
      const most = maxDays(spec, limits);
      return days <= most
        ? []
        : [
            finding(
              ['spec', 'expiresAt'],
              `lasts ${Math.ceil(days)} days; a contract of risk ${spec.risk.level} may last ${most}`,
            ),
          ];
    },
  },
  {
    id: 'EXC005',
    title: 'Expired',
    severity: 'error',
    check: ({ spec }, { now }) =>
      (parseTime(spec.expiresAt) ?? 0) <= now.getTime() && spec.revoked === undefined
        ? [
            finding(
              ['spec', 'expiresAt'],
              `ended ${spec.expiresAt}; remove the file, or renew it with exception renew`,
            ),
          ]
        : [],
  },
  {
    id: 'EXC013',
    title: 'Renewed too often',
    severity: 'error',
    check(contract, { limits, renewals }) {
      const count = renewals(contract);
      const permanent = contract.spec.exit?.kind === 'Permanent';
      return permanent || count <= limits.renewals
        ? []
        : [
            finding(
              ['spec', 'expiresAt'],
              `this is renewal ${count} and ${limits.renewals} are allowed; mend the workload, or make the exception permanent with a plan`,
            ),
          ];
    },
  },
];
