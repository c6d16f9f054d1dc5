import type { LoadedConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { createPodSecurityEngine } from '../engine/pod-security/engine.ts';
import {
  type CompletedConfiguration,
  checkById,
  defaultConfiguration,
  type LevelVersion,
  minorOf,
  newestMinor,
  type Policy,
  policyFromLabels,
  policyName,
  privilegedPolicy,
  releaseNotes,
  type Version,
} from '../engine/pod-security/index.ts';
import { createPortcullisEngine } from '../engine/portcullis/engine.ts';
import type { RequiredLevel } from '../engine/portcullis/required-level.ts';
import type { Excuser } from '../exception/excuser.ts';
import type { JsonObject } from '../kube/json.ts';
import type { PodKinds } from '../kube/pod-template.ts';
import { labelSelector } from '../kube/selector.ts';
import type { Stage } from '../verdict.ts';
import { readAdmissionConfig } from './admission-config.ts';
import { parseKubernetes, parseLevelVersion, SettingError } from './level-option.ts';
import type { LoadedPolicies } from './policies.ts';
import { Readiness } from './readiness.ts';
import type { Problem, ScanNotice } from './result.ts';
import { ruleInfo } from './rule-info.ts';
import type { ScanOptions } from './scan.ts';

/** What a user may say on the command line of everything that judges. */
export interface JudgeFlags {
  readonly level?: string;
  readonly kubernetes?: string;
  readonly enforce?: string;
  readonly warn?: string;
  readonly audit?: string;
  readonly admissionConfig?: string;
  readonly failOn?: Stage | 'never';
  readonly all?: boolean;
}

export interface SetupContext {
  readonly cwd: string;
  readonly now: Date;
  readonly ci: boolean;
  /** How many workloads a check a report wants to show with their edits. */
  readonly kept: number;
  /** The user's own policies. */
  readonly policies?: LoadedPolicies;
  /** The contracts that excuse verdicts. */
  readonly contracts?: SetupContracts;
  /** Levels to judge every workload at beside the two of readiness: those of rollouts. */
  readonly levels?: readonly LevelVersion[];
}

export interface SetupContracts {
  readonly excuser: Excuser;
  readonly problems: readonly Problem[];
  /** Why approvals could not be seen, when they could not. */
  readonly inconclusive?: string;
}

export interface ScanSetup {
  readonly scan: ScanOptions;
  readonly podKinds: PodKinds;
  readonly rule: ReturnType<typeof ruleInfo>;
}

/** Turns flags and configuration into engines and options. A flag goes before the configuration. */
export function setUp(flags: JudgeFlags, config: LoadedConfig, context: SetupContext): ScanSetup {
  const { settings } = config;
  const emulate = flags.kubernetes ?? settings.kubernetes;
  const version = emulate === undefined ? undefined : parseKubernetes(emulate, '--kubernetes');
  const only = flags.level === undefined ? null : parseLevelVersion(flags.level, '--level');
  const { defaults, exemptions } = admissionOf(flags, config, context.cwd);
  const kinds = podKindsOf(settings);
  const always: readonly LevelVersion[] = [
    { level: 'baseline', version: 'latest' },
    { level: 'restricted', version: 'latest' },
  ];
  const [baseline, restricted] = always.map(policyName);
  const podSecurity = createPodSecurityEngine({
    always: [...always, ...(context.levels ?? [])],
    only,
    defaults,
    exemptNamespaces: exemptions.namespaces,
    exemptRuntimeClasses: exemptions.runtimeClasses,
    emulate: version,
    podKinds: kinds,
  });
  const portcullis = createPortcullisEngine({ podKinds: kinds, required: requiredOf(config) });
  const latest = latestOf(version);
  const readiness = new Readiness({
    policies: { baseline: baseline ?? '', restricted: restricted ?? '' },
    today: (labels) => policyFromLabels(labels, defaults).policy,
    isExempt: (namespace) => exemptions.namespaces.has(namespace),
    check: checkById,
    pin: latest,
    kept: context.kept,
  });
  return {
    podKinds: kinds,
    rule: ruleInfo(portcullis.rules),
    scan: {
      engines: [podSecurity, ...(context.policies?.engines ?? []), portcullis],
      readiness: only === null ? readiness : null,
      podKinds: kinds,
      latest,
      latestGiven: version !== undefined,
      level: only,
      exempt: {
        namespaces: exemptions.namespaces.size,
        users: exemptions.usernames.size,
        runtimeClasses: exemptions.runtimeClasses.size,
      },
      failOn: flags.failOn ?? settings.failOn ?? 'enforce',
      ci: context.ci,
      gateGiven: only !== null || config.file !== null,
      all: flags.all === true,
      now: context.now,
      problems: [...(context.policies?.problems ?? []), ...(context.contracts?.problems ?? [])],
      notices: [...releaseNotices(version), ...(context.policies?.notices ?? [])],
      ...(context.contracts && { excuser: context.contracts.excuser }),
      ...(context.contracts?.inconclusive === undefined ? {} : { unseen: context.contracts.inconclusive }),
    },
  };
}

/** Where the binary of that release judged otherwise than the newest one does at the same policy version. */
function releaseNotices(version: Version | undefined): ScanNotice[] {
  if (version === undefined) return [];
  return releaseNotes(version).map(({ text }) => ({ code: 'RELEASE', file: '', message: text }));
}

/** What `latest` means: the cluster's version, and never more than the newest rules known. */
function latestOf(version: Version | undefined): string {
  return `v1.${version === undefined ? newestMinor : Math.min(newestMinor, minorOf(version))}`;
}

function admissionOf(flags: JudgeFlags, config: LoadedConfig, cwd: string): CompletedConfiguration {
  const { podSecurity = {} } = config.settings;
  if (flags.admissionConfig !== undefined) return readAdmissionConfig(cwd, flags.admissionConfig);
  const given = flags.enforce ?? flags.warn ?? flags.audit;
  if (given === undefined && podSecurity.admissionConfig !== undefined) {
    return readAdmissionConfig(config.folder, podSecurity.admissionConfig);
  }
  const mode = (name: keyof Policy): LevelVersion => {
    const text = flags[name] ?? podSecurity[name];
    return text === undefined ? privilegedPolicy[name] : parseLevelVersion(text, `--${name}`);
  };
  const defaults = { enforce: mode('enforce'), audit: mode('audit'), warn: mode('warn') };
  return { defaults, exemptions: defaultConfiguration.exemptions };
}

function requiredOf({ settings, file }: LoadedConfig): RequiredLevel[] {
  return (settings.namespaces ?? []).map(({ selector, require }, index) => {
    if (selector === undefined) return { require };
    const compiled = labelSelector(selector as JsonObject);
    if (typeof compiled === 'string') {
      throw new SettingError(`${file}: namespaces[${index}].selector`, compiled);
    }
    return { selector: compiled, require };
  });
}
