import { textAt } from '../../engine/kyverno/read.ts';
import { type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Answer } from './answer.ts';
import type { ExpectedObjects, Mismatch } from './expected-objects.ts';
import type { Refusal } from './judge.ts';
import type { Row } from './row.ts';
import type { Expectation } from './suite.ts';

/** A resource of a suite with what its policies said. */
export interface Judged {
  readonly resource: Resource;
  readonly answers: readonly Answer[];
}

/** What a suite came to, ready to be compared with its entries. */
export interface Outcomes {
  /** The resources, as judged in the run for that operation ('' for the suite's own). */
  judged(operation: string): readonly Judged[];
  /** Existing objects that a policy changed. */
  readonly targets: readonly Resource[];
  /** The names of all policies that were read, with the reason why one judges nothing. */
  readonly policies: ReadonlyMap<string, Refusal | null>;
  readonly expected: ExpectedObjects;
}

/** The rows upstream prints for an entry (kyverno v1.19 cmd/cli commands/test/output.go). */
export function rowsOf(entry: Expectation, outcomes: Outcomes): Row[] {
  const judged = outcomes.judged(entry.operation);
  const all = [...outcomes.targets, ...judged.map(({ resource }) => resource)];
  const keys = selected(entry, all);
  return keys.flatMap((key) => {
    const triggers = judged.filter(({ resource }) => keyOf(resource) === key);
    return rowsOfResource({ entry, outcomes, key, triggers, judged });
  });
}

/** The resources an entry names; all of them when it names none, or none that is there. */
function selected(entry: Expectation, all: readonly Resource[]): readonly string[] {
  const names = entry.resources;
  const found =
    names === null
      ? []
      : [
          ...names.flatMap((name) => all.filter((resource) => isNamed(resource, name))),
          ...entry.resourceSpecs.flatMap((spec) => all.filter((resource) => isSpecified(resource, spec))),
        ];
  return [...new Set((found.length === 0 ? all : found).map(keyOf))];
}

function keyOf({ apiVersion, kind, namespace, name }: Resource): string {
  if (kind === '') return name.includes('/') ? name : `/${name}`;
  return `${apiVersion}/${kind}/${namespace}/${name}`;
}

function isNamed({ namespace, name }: Resource, wanted: string): boolean {
  const [first, second, more] = wanted.split('/');
  if (second === undefined) return first === name;
  return more === undefined && first === namespace && second === name;
}

function isSpecified({ apiVersion, namespace, name }: Resource, spec: Json): boolean {
  const group = textAt(spec, 'group');
  const version = textAt(spec, 'version');
  const wanted = group === '' ? version : `${group}/${version}`;
  return wanted === apiVersion && textAt(spec, 'namespace') === namespace && textAt(spec, 'name') === name;
}

interface Question {
  readonly entry: Expectation;
  readonly outcomes: Outcomes;
  readonly key: string;
  readonly triggers: readonly Judged[];
  readonly judged: readonly Judged[];
}

function rowsOfResource(question: Question): Row[] {
  const { entry, outcomes, key, triggers } = question;
  const wanted = policyName(entry);
  let missing = false;
  const rows: Row[] = [];
  for (const answer of triggers.flatMap(({ answers }) => answers)) {
    if (answer.policy !== wanted || !answersFor(answer, entry)) continue;
    for (const row of rowsOfAnswer(answer, question)) {
      if (row === 'missing') missing = true;
      else rows.push(row);
    }
  }
  rows.push(...targetRows(question));
  return rows.length > 0 || missing ? rows : [withoutAnswer(entry, key, outcomes)];
}

function policyName(entry: Expectation): string {
  return entry.policy.split('/').at(-1) ?? '';
}

/** A rule that autogen made answers for the written one. */
function answersFor({ rule, ruleless }: Answer, { rule: wanted }: Expectation): boolean {
  return (
    ruleless ||
    wanted === '' ||
    rule === wanted ||
    rule === `autogen-${wanted}` ||
    rule === `autogen-cronjob-${wanted}`
  );
}

/** `missing`: the file with the expected object does not have one for this resource, which upstream passes over. */
function rowsOfAnswer(answer: Answer, { entry, outcomes, key }: Question): (Row | 'missing')[] {
  if (answer.generated !== null) {
    if (answer.generated.length === 0) return [statusRow(answer, entry, key)];
    return answer.generated.map((object) => {
      const name = textAt(own(object, 'metadata'), 'name');
      return row(answer, entry, `/${name}`, check(answer, object, entry, outcomes));
    });
  }
  const result = check(answer, answer.object, entry, outcomes);
  if (result.missing === true && !entry.failOnMissingResources) return ['missing'];
  return [row(answer, entry, key, result)];
}

/** Existing objects are rows of their own, whichever policy changed them. */
function targetRows({ entry, outcomes, key, judged }: Question): Row[] {
  const target = outcomes.targets.find((one) => keyOf(one) === key);
  if (target === undefined) return [];
  return judged.flatMap(({ answers }) =>
    answers.flatMap((answer) =>
      answer.targets
        .filter((object) => isObjectOf(object, target))
        .map((object) => row(answer, entry, key, check(answer, object, entry, outcomes))),
    ),
  );
}

function isObjectOf(object: JsonObject, { apiVersion, kind, namespace, name }: Resource): boolean {
  const metadata = own(object, 'metadata');
  return (
    textAt(object, 'apiVersion') === apiVersion &&
    textAt(object, 'kind') === kind &&
    textAt(metadata, 'namespace') === namespace &&
    textAt(metadata, 'name') === name
  );
}

interface Checked {
  readonly met: boolean;
  readonly reason: string;
  readonly message: string;
  /** The file with the expected objects has none for this one. */
  readonly missing?: boolean;
}

function check(answer: Answer, object: JsonObject, entry: Expectation, outcomes: Outcomes): Checked {
  const mismatch = mismatchOf(object, entry, outcomes.expected);
  return mismatch === null ? checkStatus(answer, entry) : { met: false, ...mismatch };
}

function mismatchOf(object: JsonObject, entry: Expectation, expected: ExpectedObjects): Mismatch | null {
  const { patchedResources, generatedResources } = entry;
  const patched = patchedResources === '' ? null : expected.patched(patchedResources, object);
  if (patched !== null || generatedResources.length === 0) return patched;
  return expected.generated(generatedResources, object);
}

function checkStatus(answer: Answer, entry: Expectation): Checked {
  const { status, message, action } = answer;
  if (status !== entry.result) return { met: false, reason: `Want ${entry.result}, got ${status}`, message };
  if (entry.action !== '' && entry.action !== action)
    return { met: false, reason: `Want action ${entry.action}, got ${action ?? 'none'}`, message };
  return { met: true, reason: 'Ok', message };
}

function statusRow(answer: Answer, entry: Expectation, resource: string): Row {
  return row(answer, entry, resource, checkStatus(answer, entry));
}

function row(answer: Answer, entry: Expectation, resource: string, { met, reason, message }: Checked): Row {
  return {
    policy: entry.policy,
    rule: answer.rule,
    resource,
    outcome: met ? 'pass' : 'fail',
    expected: entry.result,
    status: answer.status,
    reason,
    message,
  };
}

/** Nothing was said of the resource: the policy is not there, was refused, or has no rule for it. */
function withoutAnswer(entry: Expectation, resource: string, { policies }: Outcomes): Row {
  const refused = policies.get(policyName(entry));
  const base = {
    policy: entry.policy,
    rule: entry.rule,
    resource,
    expected: entry.result,
    status: null,
  };
  if (refused === undefined) return { ...base, outcome: 'fail', reason: 'Not found', message: 'Not found' };
  if (refused === null) return { ...base, outcome: 'unevaluated', reason: 'Excluded', message: 'Excluded' };
  return { ...base, outcome: 'unevaluated', ...refused };
}
