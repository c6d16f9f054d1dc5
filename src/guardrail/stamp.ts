import type * as Crypto from 'node:crypto';
import type { Stage } from '../verdict.ts';
import type { Form } from './form.ts';

/** What the first line of a written file says of it. */
export interface Stamp {
  readonly form: Form;
  readonly stage: Stage;
  /** Nobody has changed the file since. */
  readonly untouched: boolean;
}

/** `text` with a first line that says what wrote it, at which stage, and what it was then. */
export function stamped(text: string, form: Form, stage: Stage): string {
  return `# Written by: portcullis policy init --to ${form} --stage ${stage} (${sumOf(text)})\n${text}`;
}

/** The stamp of a file; null for one that `policy init` did not write. */
export function stampOf(text: string): Stamp | null {
  const found =
    /^# Written by: portcullis policy init --to (clusterpolicy|validatingpolicy|validatingadmissionpolicy) --stage (audit|warn|enforce) \((\w+)\)\n/.exec(
      text,
    );
  if (found === null) return null;
  const [line, form, stage, sum] = found;
  return { form: form as Form, stage: stage as Stage, untouched: sumOf(text.slice(line.length)) === sum };
}

let hash: typeof Crypto.hash | undefined;

/** An import of node:crypto would load all of it at the start. */
function sumOf(text: string): string {
  hash ??= process.getBuiltinModule('node:crypto').hash;
  return hash('sha256', text, 'hex').slice(0, 16);
}
