import { isObject } from '../kube/json.ts';
import { readYaml } from '../yaml/document.ts';
import { YamlError } from '../yaml/yaml-error.ts';

/**
 * An approval in a file of its own, which `exception approve` writes beside the contract. It says what is approved, not
 * by whom: that is whoever brings it to the approval branch.
 */
export interface ApprovalRecord {
  /** `namespace/name`. */
  readonly contract: string;
  readonly specHash: string;
}

export function isRecordPath(path: string): boolean {
  return path.endsWith('.approval.yaml');
}

export function parseRecord(text: string): ApprovalRecord | undefined {
  let value: unknown;
  try {
    value = readYaml(text, { strict: true }).value;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
  if (!isObject(value) || typeof value.contract !== 'string' || typeof value.specHash !== 'string')
    return undefined;
  return { contract: value.contract, specHash: value.specHash };
}

export function writeRecord({ contract, specHash }: ApprovalRecord): string {
  return `# Written by \`portcullis exception approve\`. It approves this very spec, for whoever brings it to the approval branch.
contract: ${contract}
specHash: ${specHash}
`;
}
