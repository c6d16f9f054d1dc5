import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type CompletedConfiguration,
  ConfigurationError,
  readConfiguration,
} from '../engine/pod-security/index.ts';
import { type Json, own } from '../kube/json.ts';
import { readYaml } from '../yaml/document.ts';
import { YamlError } from '../yaml/yaml-error.ts';
import { SettingError } from './level-option.ts';

/**
 * Reads the file an API server is started with, and refuses what it would refuse: a PodSecurityConfiguration, or an
 * AdmissionConfiguration whose plugin PodSecurity holds one or names its file.
 */
export function readAdmissionConfig(folder: string, file: string): CompletedConfiguration {
  const path = resolve(folder, file);
  const text = readText(path, file);
  const plugin = podSecurityPlugin(text);
  if (plugin === undefined) return configuration(text, file);
  const elsewhere = own(plugin, 'path');
  if (typeof elsewhere === 'string' && elsewhere !== '') return readAdmissionConfig(dirname(path), elsewhere);
  const inside = own(plugin, 'configuration') ?? null;
  // JSON is YAML: what stands inside is read like a file of its own, and nothing at all means the defaults.
  return configuration(inside === null ? '' : JSON.stringify(inside), file);
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingError(file, `cannot be read: ${(error as Error).message}`);
  }
}

function configuration(text: string, file: string): CompletedConfiguration {
  try {
    return readConfiguration(text);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new SettingError(file, `the API server refuses it: ${error.problems.join('; ')}`);
  }
}

function podSecurityPlugin(text: string): Json | undefined {
  let value: Json;
  try {
    ({ value } = readYaml(text));
  } catch (error) {
    // Whoever reads it as a PodSecurityConfiguration says what is wrong with it.
    if (error instanceof YamlError) return undefined;
    throw error;
  }
  if (own(value, 'kind') !== 'AdmissionConfiguration') return undefined;
  const plugins = own(value, 'plugins');
  const found = Array.isArray(plugins)
    ? plugins.find((plugin) => own(plugin, 'name') === 'PodSecurity')
    : undefined;
  return found ?? {};
}
