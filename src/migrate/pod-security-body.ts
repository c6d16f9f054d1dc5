import { listAt, textAt } from '../engine/kyverno/read.ts';
import { kyvernoChecks } from '../engine/kyverno/validate/pod-security/evaluate.ts';
import { parseVersion } from '../engine/pod-security/index.ts';
import { isKept, podVariables, revisionOf } from '../exception/compile/psa/policy.ts';
import type { Json } from '../kube/json.ts';
import { cel } from './cel.ts';
import type { KindRef } from './match.ts';
import type { NamedExpression, TranslatedRule, Validation } from './translated-rule.ts';
import { Untranslatable } from './untranslatable.ts';

/** `validate.podSecurity`: an expression for each check. Its message can name the check, but not the fields. */
export function podSecurityBody(
  settings: Json,
  kinds: readonly KindRef[],
): Pick<TranslatedRule, 'variables' | 'validations'> {
  if (listAt(settings, 'exclude').length > 0) throw new Untranslatable('podSecurity with exclusions');
  const level = textAt(settings, 'level');
  const written = textAt(settings, 'version') || 'latest';
  const version = parseVersion(written);
  if (version === undefined) throw new Untranslatable(`podSecurity at the version ${written}`);
  const place = placeOf(kinds);
  const validations = kyvernoChecks(level, version).flatMap(({ check, revision }): Validation[] => {
    const expression = isKept(revisionOf(check, revision.since));
    if (expression === 'true') return [];
    const message = `It violates PodSecurity "${level}:${written}": ${check.id}: ${check.title}`;
    return [{ expression: cel(moved(expression, place), 0), message, messageExpression: null, reason: '' }];
  });
  const variables = podVariables.map(
    ({ name, expression }): NamedExpression => ({ name, expression: cel(moved(expression, place), 0) }),
  );
  return { variables: used(variables, validations), validations };
}

interface Place {
  /** Before `spec`. */
  readonly spec: string;
  /** Before `metadata`. */
  readonly metadata: string;
}

const controllers: ReadonlySet<string> = new Set([
  'DaemonSet',
  'Deployment',
  'Job',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
]);

/** Kyverno reads the annotations of a CronJob from its jobs, not from its pods. */
function placeOf(kinds: readonly KindRef[]): Place {
  const names = new Set(kinds.map(({ kind }) => (controllers.has(kind) ? 'Deployment' : kind)));
  const [name, ...more] = names;
  if (more.length > 0)
    throw new Untranslatable('podSecurity of kinds that keep their pods in several places');
  if (name === 'Pod') return { spec: '', metadata: '' };
  if (name === 'Deployment') return { spec: '.?spec.?template', metadata: '.?spec.?template' };
  if (name === 'CronJob')
    return { spec: '.?spec.?jobTemplate.?spec.?template', metadata: '.?spec.?jobTemplate' };
  throw new Untranslatable(`podSecurity of the kind ${name}`);
}

/** What an API server always writes may be missing in a manifest, so every step is optional. */
function moved(expression: string, { spec, metadata }: Place): string {
  return expression.replaceAll(/object\.(metadata\.annotations|\?metadata|spec)/g, (_, field: string) => {
    if (field === 'spec') return `object${spec}.?spec`;
    // One annotation, of those that were found.
    if (field === 'metadata.annotations') return `object${metadata.replaceAll('?', '')}.metadata.annotations`;
    return `object${metadata}.?metadata`;
  });
}

function used(variables: readonly NamedExpression[], validations: readonly Validation[]): NamedExpression[] {
  return variables.filter(({ name }) =>
    validations.some(({ expression }) => expression.text.includes(`variables.${name}`)),
  );
}
