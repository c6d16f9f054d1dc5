import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ContractSetOptions, FileProblem } from '../approval/contract-set.ts';
import { CodedError } from '../error.ts';

/** When the rollouts of a repository let an ended contract run on, and why that cannot be said. */
export interface ChangeWindows {
  readonly windows: Pick<ContractSetOptions, 'windowAfterEnd'>;
  readonly problems: readonly FileProblem[];
}

/** Reads the plans beside the configuration, where there are any. */
export async function changeWindowsIn(folder: string): Promise<ChangeWindows> {
  const { planPath, readPlans } = await import('../rollout/read-plans.ts');
  const path = planPath(folder);
  if (path === undefined || !existsSync(resolve(folder, path))) return { windows: {}, problems: [] };
  try {
    const plans = await readPlans(folder, path);
    const { windowAfterEnd } = await import('../rollout/contract-windows.ts');
    return { windows: { windowAfterEnd: windowAfterEnd(plans.map(({ plan }) => plan)) }, problems: [] };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    // A folder of this name may hold something else; a plan that is there and wrong is said.
    if (error.code === 'PLAN_MISSING') return { windows: {}, problems: [] };
    return { windows: {}, problems: [{ code: error.code, message: error.message, file: path }] };
  }
}
