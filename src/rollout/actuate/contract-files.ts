import { relative } from 'node:path';
import { join } from 'node:path/posix';
import type { JsonObject } from '../../kube/json.ts';
import { yamlText } from '../yaml-text.ts';
import type { PlannedStep } from './actuator.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface ContractFile {
  /** Below the folder of the contracts. */
  readonly file: string;
  readonly content: Buffer;
}

/** The files of the contracts that a step issues, one each. */
export function contractFiles({ contracts }: PlannedStep): ContractFile[] {
  return contracts.map((contract) => ({
    file: join(contract.metadata.namespace, `${contract.metadata.name}.yaml`),
    content: Buffer.from(yamlText([contract as unknown as JsonObject])),
  }));
}

/** The new files as a diff, with paths as seen from `folder`. */
export function contractDiff(step: PlannedStep, exceptions: string, folder: string): string {
  return contractFiles(step)
    .map(({ file, content }) => unifiedDiff(pathFrom(folder, exceptions, file), null, content.toString()))
    .join('');
}

export function pathFrom(folder: string, exceptions: string, file: string): string {
  return join(relative(folder, exceptions).replaceAll('\\', '/'), file);
}
