import { CodedError } from '../../../error.ts';
import { levelProblem, parseLevel } from '../level.ts';
import type { LevelVersion } from '../level-version.ts';
import { aggregateText, type Policy, privilegedPolicy } from '../policy.ts';
import { parseVersion, versionProblem } from '../version.ts';
import { loadConfiguration } from './load.ts';
import { validateConfiguration } from './validate.ts';

/** A PodSecurityConfiguration as loaded: its texts not yet understood, defaults filled in. */
export interface PodSecurityConfiguration {
  readonly defaults: ConfiguredDefaults;
  readonly exemptions: ConfiguredExemptions;
}

export type DefaultsKey = 'enforce' | 'enforce-version' | 'audit' | 'audit-version' | 'warn' | 'warn-version';

export type ConfiguredDefaults = Readonly<Record<DefaultsKey, string>>;

/** Null where the file does not name the list. */
export interface ConfiguredExemptions {
  readonly usernames: readonly string[] | null;
  readonly namespaces: readonly string[] | null;
  readonly runtimeClasses: readonly string[] | null;
}

/** Who is let through without being judged. Names are compared exactly; there are no patterns. */
export interface Exemptions {
  readonly usernames: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  readonly runtimeClasses: ReadonlySet<string>;
}

/** A configuration that is understood: what PodSecurityAdmission works by. */
export interface CompletedConfiguration {
  readonly defaults: Policy;
  readonly exemptions: Exemptions;
}

/** What holds when no file is given: nothing is asked for and nobody is exempt. */
export const defaultConfiguration: CompletedConfiguration = {
  defaults: privilegedPolicy,
  exemptions: { usernames: new Set(), namespaces: new Set(), runtimeClasses: new Set() },
};

/** A PodSecurityConfiguration that the API server would not start with. `problems` are in upstream's words. */
export class ConfigurationError extends CodedError<'POD_SECURITY_CONFIGURATION'> {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('POD_SECURITY_CONFIGURATION', problems.join('\n'));
    this.problems = problems;
  }
}

/** Reads a PodSecurityConfiguration file and refuses, as `ConfigurationError`, what the API server refuses. */
export function readConfiguration(text: string): CompletedConfiguration {
  const loaded = loadConfiguration(text);
  if (typeof loaded === 'string') throw new ConfigurationError([loaded]);
  const completed = completeConfiguration(loaded);
  if (typeof completed === 'string') throw new ConfigurationError([completed]);
  const problems = validateConfiguration(loaded);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return completed;
}

/** The policy that the texts of `defaults` mean, or upstream's words for why they mean none (admission/api/helpers.go). */
export function completeConfiguration({
  defaults,
  exemptions,
}: PodSecurityConfiguration): CompletedConfiguration | string {
  const problems: string[] = [];
  const parsed = <T>(
    key: DefaultsKey,
    parse: (text: string) => T | undefined,
    problem: string,
  ): T | undefined => {
    const text = defaults[key];
    const value = parse(text);
    if (value === undefined) problems.push(`${key}: ${text === '' ? 'required' : problem}`);
    return value;
  };
  const mode = (name: 'enforce' | 'audit' | 'warn'): LevelVersion => ({
    level: parsed(name, parseLevel, levelProblem) ?? 'privileged',
    version: parsed(`${name}-version`, parseVersion, versionProblem) ?? 'latest',
  });
  const policy = { enforce: mode('enforce'), audit: mode('audit'), warn: mode('warn') };
  if (problems.length > 0) return aggregateText(problems);
  return {
    defaults: policy,
    exemptions: {
      usernames: new Set(exemptions.usernames),
      namespaces: new Set(exemptions.namespaces),
      runtimeClasses: new Set(exemptions.runtimeClasses),
    },
  };
}
