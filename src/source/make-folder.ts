import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are missing. Node's own recursive `mkdir` never ends below a folder that says
 * of new entries that they do not exist, as /proc does.
 */
export function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it in the meantime.
    if (!existsSync(path) || !statSync(path).isDirectory()) throw error;
  }
}
