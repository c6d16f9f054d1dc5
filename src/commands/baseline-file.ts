import { readFile, rename, writeFile } from 'node:fs/promises';
import { type Baseline, BaselineError, baselineText, parseBaseline } from '../scan/baseline.ts';

/** The baseline in `file`; null when there is none and one is about to be written. */
export async function readBaseline(file: string, updating: boolean): Promise<Baseline | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing && updating) return null;
    const what = missing
      ? 'there is no such file; write one with --update-baseline'
      : (error as Error).message;
    throw new BaselineError('BASELINE_UNREADABLE', `${file}: ${what}`, error);
  }
  return parseBaseline(text, file);
}

/** Written beside and renamed, so that no reader ever sees half of it. */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  await writeFile(beside, baselineText(baseline));
  await rename(beside, file);
}
