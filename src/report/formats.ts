import type { ReportFormat } from './report.ts';

/** Every output of a scan. A format is loaded only when it is asked for. */
export const formats: Readonly<Record<string, () => Promise<ReportFormat>>> = {
  table: async () => (await import('./table/table.ts')).table,
  json: async () => (await import('./json.ts')).json,
  jsonl: async () => (await import('./jsonl.ts')).jsonl,
  sarif: async () => (await import('./sarif.ts')).sarif,
  junit: async () => (await import('./junit.ts')).junit,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  markdown: async () => (await import('./markdown.ts')).markdown,
  openreports: async () => (await import('./openreports.ts')).openreports,
  yaml: async () => (await import('./yaml.ts')).yaml,
};

/** One `--output`: a format, and the file it goes to (standard output when null). */
export interface Output {
  readonly format: string;
  readonly file: string | null;
}

/** Reads `FORMAT` or `FORMAT=FILE`; a text when that is none. */
export function parseOutput(text: string): Output | string {
  const equals = text.indexOf('=');
  const format = equals < 0 ? text : text.slice(0, equals);
  if (!Object.hasOwn(formats, format)) {
    return `expected FORMAT or FORMAT=FILE with a format of ${Object.keys(formats).join(', ')}; found ${JSON.stringify(text)}`;
  }
  const file = equals < 0 ? null : text.slice(equals + 1);
  return file === '' ? `expected a file name behind ${format}=` : { format, file };
}
