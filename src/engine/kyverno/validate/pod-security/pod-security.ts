import { isObject, type Json, type JsonObject, own, type Path } from '../../../../kube/json.ts';
import { PodFieldError, parseVersion, type Version } from '../../../pod-security/index.ts';
import type { PolicyException } from '../../exception.ts';
import { textOf } from '../../read.ts';
import { erred, failed, passed, type RuleResult, skipped } from '../../result.ts';
import type { RuleHandler, RuleScope } from '../../rule.ts';
import type { Evaluation } from '../evaluation.ts';
import { compileExistingViolations } from '../existing-violations.ts';
import { matchedExceptions } from '../matched-exceptions.ts';
import { compileChecks, type Finding, type Pod } from './evaluate.ts';
import { applyExclusions, compileExclusion, type Exclusion } from './exclude.ts';
import { errorPath, errorText } from './field-error.ts';

/** `validate.podSecurity` (kyverno v1.19 pkg/engine/handlers/validation/validate_pss.go). */
export function compilePodSecurity(rule: JsonObject, validate: JsonObject, scope: RuleScope): RuleHandler {
  const settings = own(validate, 'podSecurity') as Json;
  const name = textOf(rule.name);
  const level = textOf(own(settings, 'level'));
  const written = textOf(own(settings, 'version'));
  const version = written === '' ? 'latest' : parseVersion(written);
  if (version === undefined) {
    const problem = erred('failed to parse pod security api version', 'must be "latest" or "v1.x"');
    return ({ review }) => (review.operation === 'DELETE' ? null : problem);
  }
  const judge = compileJudge({ name, level, version, written, exclusions: exclusionsOf(settings) });
  const body = compileExistingViolations(rule, validate, scope, judge);
  return (evaluation, exceptions) => {
    if (evaluation.review.operation === 'DELETE') return null;
    const matched = matchedExceptions(exceptions, evaluation);
    const whole = matched.find(({ podSecurity }) => podSecurity.length === 0);
    if (whole !== undefined)
      return skipped(`rule is skipped due to policy exception ${whole.key}`, [whole.key]);
    return body(evaluation, matched);
  };
}

interface Settings {
  readonly name: string;
  readonly level: string;
  readonly version: Version;
  readonly written: string;
  readonly exclusions: readonly Exclusion[];
}

function exclusionsOf(settings: Json): Exclusion[] {
  const exclude = own(settings, 'exclude');
  return Array.isArray(exclude) ? exclude.map(compileExclusion) : [];
}

type Judge = (evaluation: Evaluation, exceptions: readonly PolicyException[]) => RuleResult;

function compileJudge({ name, level, version, written, exclusions }: Settings): Judge {
  const run = compileChecks(level, version);
  const pass = passed(`Validation rule '${name}' passed.`);
  return ({ review }, exceptions) => {
    try {
      const place = podPlace(review.subject);
      if (place === null)
        return erred('Error while getting new resource', 'could not find correct resource type');
      const findings = applyExclusions(run(place.pod), exclusions, place.pod, run);
      if (findings.length === 0) return pass;
      const excused = exceptions.flatMap(({ podSecurity }) => podSecurity.map(compileExclusion));
      const left = applyExclusions(findings, excused, place.pod, run);
      const keys = exceptions.map(({ key }) => key);
      if (left.length === 0)
        return skipped(`rule is skipped due to policy exceptions ${keys.join(', ')}`, keys);
      const text = left.map((finding) => describe(finding, place)).join('');
      const message = `Validation rule '${name}' failed. It violates PodSecurity "${level}:${written}": ${text}`;
      return failed(
        message,
        left.flatMap((finding) => fieldsOf(finding, place)),
      );
    } catch (error) {
      if (!(error instanceof PodFieldError)) throw error;
      return erred('Error while getting new resource', error.message);
    }
  };
}

/** Where an object keeps its pod. */
interface PodPlace {
  readonly pod: Pod;
  readonly template: readonly string[];
  readonly metadata: readonly string[];
}

const controllers: ReadonlySet<string> = new Set([
  'DaemonSet',
  'Deployment',
  'Job',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
]);

/** A CronJob's annotations are read from its jobs, not from its pods, as upstream does. */
function podPlace(object: JsonObject): PodPlace | null {
  const kind = textOf(own(object, 'kind'));
  if (kind === 'Pod') return placeAt(object, [], []);
  if (controllers.has(kind)) return placeAt(object, ['spec', 'template'], ['spec', 'template']);
  if (kind !== 'CronJob') return null;
  return placeAt(object, ['spec', 'jobTemplate', 'spec', 'template'], ['spec', 'jobTemplate']);
}

function placeAt(object: JsonObject, template: readonly string[], metadata: readonly string[]): PodPlace {
  const pod: Pod = {
    metadata: objectAt(object, [...metadata, 'metadata']),
    spec: objectAt(object, [...template, 'spec']),
  };
  return { pod, template, metadata };
}

function objectAt(object: JsonObject, path: readonly string[]): JsonObject {
  let current: Json | undefined = object;
  for (const step of path) current = own(current, step);
  if (current === undefined || current === null) return {};
  if (isObject(current)) return current;
  throw new PodFieldError('POD_FIELD_TYPE', `expected an object at ${path.join('.')}`);
}

function fieldsOf({ errors }: Finding, { template, metadata }: PodPlace): Path[] {
  return errors.map(({ path }) => [...(path[0] === 'metadata' ? metadata : template), ...path]);
}

/** Upstream rewrites paths as text, and takes every annotation for one of a template. */
function describe({ reason, errors }: Finding, { template }: PodPlace): string {
  const prefix = template.length === 0 ? 'spec' : `${template.join('.')}.spec`;
  const lines = errors.map((error) => {
    const path = errorPath(error).replaceAll('spec', prefix).replaceAll('metadata', 'spec.template.metadata');
    return errorText(error, path);
  });
  return `(Forbidden reason: ${reason}, field error list: [${lines.join(', ')}])`;
}
