import type { Path } from '../kube/json.ts';
import { schemaProblems } from '../schema/problems.ts';
import { readYaml } from '../yaml/document.ts';
import { locateField } from '../yaml/locate.ts';
import { positionAt } from '../yaml/position.ts';
import { YamlError } from '../yaml/yaml-error.ts';
import { type Config, validateConfig } from './config.generated.ts';
import { ConfigError } from './error.ts';

/** Reads the text of a portcullis.yaml. Throws one error that lists everything wrong with it, each with its place. */
export function parseConfig(text: string, file: string): Config {
  const at = (offset: number): string => {
    const { line, column } = positionAt(text, offset);
    return `${file}:${line}:${column}`;
  };
  let value: unknown;
  try {
    value = readYaml(text, { strict: true }).value ?? {};
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ConfigError('CONFIG_INVALID', `${at(error.offset)}: ${error.message}`, error);
  }
  const problems = schemaProblems(validateConfig, value);
  if (problems.length === 0) return value as Config;
  const lines = problems.map(({ path, message }) => `${at(offsetOf(text, path))}: ${message}`);
  throw new ConfigError('CONFIG_INVALID', lines.join('\n'));
}

function offsetOf(text: string, path: Path): number {
  const found = locateField(text, 'yaml', path);
  return found?.key?.start ?? found?.value.start ?? 0;
}
