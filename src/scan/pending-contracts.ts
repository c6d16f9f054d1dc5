import { contractName, type ExceptionContract } from '../exception/contract.ts';
import type { ScanNotice } from './result.ts';

/** Counts what would pass if proposed contracts were approved, so that a pull request says so. */
export class PendingContracts {
  readonly #verdicts: Map<string, number> = new Map();

  note(contract: ExceptionContract): void {
    const name = contractName(contract);
    this.#verdicts.set(name, (this.#verdicts.get(name) ?? 0) + 1);
  }

  notices(): ScanNotice[] {
    return [...this.#verdicts].map(([name, n]) => ({
      code: 'PENDING_CONTRACT',
      file: '',
      message: `${n} ${n === 1 ? 'verdict passes' : 'verdicts pass'} once the contract ${name} is approved (--assume-approved counts it as that).`,
    }));
  }
}
