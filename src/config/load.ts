import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from './config.generated.ts';
import { ConfigError } from './error.ts';
import { parseConfig } from './parse.ts';

export interface LoadedConfig {
  readonly settings: Config;
  /** The file, or null when there is none and every default holds. */
  readonly file: string | null;
  /** What paths in the settings are relative to. */
  readonly folder: string;
}

const names = ['portcullis.yaml', 'portcullis.yml'];

/** The configuration in `file`, or the nearest one upwards from `cwd`. A wrong one is an error: it decides a gate. */
export function loadConfig(cwd: string, file?: string): LoadedConfig {
  if (file !== undefined) return read(resolve(cwd, file), true);
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of names) {
      const found = read(join(folder, name), false);
      if (found.file !== null) return found;
    }
    if (dirname(folder) === folder) return { settings: {}, file: null, folder: cwd };
  }
}

function read(file: string, required: boolean): LoadedConfig {
  const folder = dirname(file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!required && (code === 'ENOENT' || code === 'ENOTDIR')) return { settings: {}, file: null, folder };
    throw new ConfigError('CONFIG_NOT_FOUND', `${file}: cannot be read: ${message}`, error);
  }
  return { settings: parseConfig(text, file), file, folder };
}
