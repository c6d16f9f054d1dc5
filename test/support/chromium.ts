import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Chromium of this machine: PORTCULLIS_CHROMIUM, or what is on the path. Tests that need one are skipped without. */
export function chromiumPath(): string | undefined {
  const given = process.env.PORTCULLIS_CHROMIUM;
  if (given !== undefined && given !== '') return given;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
