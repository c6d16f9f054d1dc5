import { isObject, own, type Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { compareLevels, levelProblem, parseLevel } from '../pod-security/level.ts';
import { parseVersion, versionProblem } from '../pod-security/version.ts';
import type { Rule } from './rule.ts';

const prefix = 'pod-security.kubernetes.io/';
const modes = ['enforce', 'audit', 'warn'] as const;
const known: ReadonlySet<string> = new Set(modes.flatMap((mode) => [mode, `${mode}-version`]));

/** A namespace without any Pod Security label is open to everything that the cluster's defaults allow. */
const unlabelled: Rule = {
  id: 'namespace-unlabelled',
  title: 'Namespace carries no Pod Security label',
  severity: 'low',
  help: 'Label it with audit and warn first; nothing is refused by them.',
  judge(namespace) {
    if (podSecurityLabels(namespace).length > 0) return [];
    return [
      {
        message:
          'no Pod Security label: only the cluster’s defaults apply, and they usually allow everything',
        fields: [['metadata', 'labels']],
      },
    ];
  },
};

/** The API server refuses these on create; on a namespace that already has them, enforce turns into restricted. */
const invalid: Rule = {
  id: 'namespace-invalid-label',
  title: 'Pod Security label has an invalid value',
  severity: 'medium',
  help: 'Levels are privileged, baseline and restricted; versions are latest or v1.N.',
  judge(namespace) {
    return podSecurityLabels(namespace).flatMap(([key, value]) => {
      const name = key.slice(prefix.length);
      if (!known.has(name)) return [];
      const good = name.endsWith('-version') ? parseVersion(value) : parseLevel(value);
      if (good !== undefined) return [];
      const problem = name.endsWith('-version') ? versionProblem : levelProblem;
      return [{ message: `${key} is ${JSON.stringify(value)}: ${problem}`, fields: [labelPath(key)] }];
    });
  },
};

/** Keys that Pod Security does not look at, most often a slip of the pen: they do nothing, without any complaint. */
const unknown: Rule = {
  id: 'namespace-unknown-label',
  title: 'Label with the Pod Security prefix that nothing reads',
  severity: 'medium',
  help: 'The six keys are enforce, audit and warn, each also with -version.',
  judge(namespace) {
    return podSecurityLabels(namespace)
      .filter(([key]) => !known.has(key.slice(prefix.length)))
      .map(([key]) => ({
        message: `${key} is read by nothing: Pod Security ignores it`,
        fields: [labelPath(key)],
      }));
  },
};

/** An unpinned level changes its meaning with the next upgrade of the cluster. */
const unpinned: Rule = {
  id: 'namespace-unpinned-version',
  title: 'Pod Security level is not pinned to a version',
  severity: 'info',
  help: 'Set MODE-version to the version of the cluster, and raise it deliberately after a scan at the new one.',
  judge(namespace) {
    const labels = new Map(podSecurityLabels(namespace));
    return modes.flatMap((mode) => {
      const level = labels.get(prefix + mode);
      const version = labels.get(`${prefix}${mode}-version`);
      if (level === undefined || level === 'privileged' || (version !== undefined && version !== 'latest'))
        return [];
      return [
        {
          message: `${mode}=${level} is not pinned to a version: an upgrade of the cluster can change what it means`,
          fields: [labelPath(`${prefix}${version === undefined ? mode : `${mode}-version`}`)],
        },
      ];
    });
  },
};

/** What is refused should be warned of and audited too: owners of pods are only ever judged by warn and audit. */
const enforceStricter: Rule = {
  id: 'namespace-enforce-stricter',
  title: 'Enforce is stricter than warn or audit',
  severity: 'low',
  help: 'Set warn and audit to at least the enforced level: a Deployment whose pods will be refused is only reported by them.',
  judge(namespace) {
    const labels = new Map(podSecurityLabels(namespace));
    const enforce = parseLevel(labels.get(`${prefix}enforce`) ?? '');
    if (enforce === undefined) return [];
    return (['audit', 'warn'] as const).flatMap((mode) => {
      const label = labels.get(prefix + mode);
      // A missing warn follows enforce; a missing audit does not.
      const level = label === undefined ? (mode === 'warn' ? enforce : 'privileged') : parseLevel(label);
      if (level === undefined || compareLevels(enforce, level) <= 0) return [];
      return [
        {
          message: `enforce=${enforce} is stricter than ${mode}=${level}: Deployments whose pods will be refused are not reported`,
          fields: [labelPath(label === undefined ? `${prefix}enforce` : prefix + mode)],
        },
      ];
    });
  },
};

/** What a Namespace written as code should say of Pod Security. */
export const namespaceLabelRules: readonly Rule[] = [unlabelled, invalid, unknown, unpinned, enforceStricter];

function podSecurityLabels({ object }: Resource): [key: string, value: string][] {
  const labels = own(own(object, 'metadata'), 'labels');
  if (!isObject(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) =>
    key.startsWith(prefix) && typeof value === 'string' ? [[key, value]] : [],
  );
}

function labelPath(key: string): Path {
  return ['metadata', 'labels', key];
}
