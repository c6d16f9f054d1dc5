import { completeConfiguration } from '../../../src/engine/pod-security/config/configuration.ts';
import { loadConfiguration } from '../../../src/engine/pod-security/config/load.ts';
import { validateConfiguration } from '../../../src/engine/pod-security/config/validate.ts';
import type { Tally } from '../harness.ts';
import { difference, rowsOf } from './rows.ts';

interface Row {
  readonly id: string;
  readonly text: string;
}

/** Files of PodSecurityConfiguration: what they load as, and every error text. */
export function checkConfigurations(folder: string, tally: Tally): void {
  for (const row of rowsOf(folder, 'config.jsonl', 28, tally) as readonly Row[]) {
    const { id, text, ...recorded } = row;
    tally.check('config.jsonl', id, difference(recorded, outcomeOf(text)));
  }
}

function outcomeOf(text: string): object {
  const loaded = loadConfiguration(text);
  if (typeof loaded === 'string') return { loadError: loaded };
  const completed = completeConfiguration(loaded);
  const validationErrors = validateConfiguration(loaded);
  return {
    ...loaded,
    ...(typeof completed === 'string' ? { completeError: completed } : {}),
    ...(validationErrors.length > 0 ? { validationErrors } : {}),
  };
}
