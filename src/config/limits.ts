import { defaultLimits, type Limits } from '../exception/limits.ts';
import type { Config } from './config.generated.ts';

/** What an organisation allows of contracts: the defaults, with the days of its configuration. */
export function limitsOf({ riskDays }: Config): Limits {
  return { ...defaultLimits, days: { ...defaultLimits.days, ...riskDays } };
}
