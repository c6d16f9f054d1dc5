import type { AdmissionRequest, Operation } from '../../engine/engine.ts';
import { isObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { parentOf } from '../subresource.ts';
import type { Answer } from './answer.ts';
import type { RuleName } from './coverage.ts';
import { SuiteError } from './documents.ts';
import { ExpectedObjects } from './expected-objects.ts';
import { readInputs, type SuiteInputs } from './inputs.ts';
import type { Judge, SuiteLookups } from './judge.ts';
import { loadJudges } from './judges.ts';
import { declaredNamespaces, SuiteLookup } from './lookup.ts';
import type { Payload } from './payload.ts';
import type { Row } from './row.ts';
import { type Judged, rowsOf } from './rows.ts';
import type { Suite } from './suite.ts';

/** What one suite came to. */
export interface SuiteRun {
  readonly suite: Suite;
  readonly rows: readonly Row[];
  /** The rules that there are to exercise. */
  readonly rules: readonly RuleName[];
}

/** Runs a suite of the file `file`. Throws SuiteError for what cannot be read. */
export async function runSuite(suite: Suite, file: string, now: Date): Promise<SuiteRun> {
  const inputs = readInputs(suite, file);
  const judges = await loadJudges(inputs);
  const lookups = lookupsOf(inputs, suite, now);
  const runs = new Map<string, readonly Judged[]>();
  const judged = (operation: string): readonly Judged[] => {
    const known = runs.get(operation);
    if (known !== undefined) return known;
    const explicit = operation === '' ? undefined : operationNamed(operation);
    const made = inputs.resources.map((resource) => ({
      resource,
      answers: answersFor(requestOf(resource, inputs, explicit), judges, lookups, explicit),
    }));
    const payloads = explicit === undefined ? judgePayloads(inputs, judges, lookups) : [];
    runs.set(operation, [...made, ...payloads]);
    return [...made, ...payloads];
  };
  const outcomes = {
    judged,
    targets: inputs.targets,
    policies: new Map(judges.flatMap(({ policies }) => policies)),
    expected: new ExpectedObjects(inputs.read),
  };
  return {
    suite,
    rows: suite.entries.flatMap((entry) => rowsOf(entry, outcomes)),
    rules: judges.flatMap(({ rules }) => rules),
  };
}

/** Each family judges the resource as those before it leave it. */
function answersFor(
  request: AdmissionRequest,
  judges: readonly Judge[],
  lookups: SuiteLookups,
  operation: Operation | undefined,
): readonly Answer[] {
  const submitted = request.resource;
  let object = submitted.object;
  return judges.flatMap((judge) => {
    const current =
      object === submitted.object ? request : { ...request, resource: { ...submitted, object } };
    const judgement = judge.judge({ request: current, submitted, lookups, operation });
    object = judgement.object;
    return judgement.answers;
  });
}

function judgePayloads(
  { payloads }: SuiteInputs,
  judges: readonly Judge[],
  lookups: SuiteLookups,
): readonly Judged[] {
  return payloads.map((payload) => ({
    resource: asResource(payload),
    answers: judges.flatMap((judge) => judge.judgePayload?.(payload, lookups) ?? []),
  }));
}

/** Rows name a payload as they name a resource. */
function asResource({ name, value }: Payload): Resource {
  const object = isObject(value) ? value : {};
  const origin = { file: name, start: { line: 1, column: 1 } };
  return { apiVersion: '', kind: '', namespace: '', name, object, origin };
}

function lookupsOf(inputs: SuiteInputs, suite: Suite, now: Date): SuiteLookups {
  const { cluster, globalContext } = inputs;
  const shared = {
    now,
    namespaces: declaredNamespaces(inputs.values),
    apiCallResponses: suite.apiCallResponses,
    globalContext,
    images: inputs.images,
  };
  const objects = [
    ...inputs.resources,
    ...inputs.targets,
    ...inputs.params,
    ...inputs.cloneSources,
    ...(cluster ?? []),
  ];
  return {
    classic: new SuiteLookup({ ...shared, objects, cluster: cluster !== null, wholeResponses: false }),
    cel: new SuiteLookup({
      ...shared,
      objects: [...inputs.recorded, ...objects],
      cluster: cluster !== null,
      wholeResponses: true,
    }),
  };
}

function operationNamed(name: string): Operation {
  if (name === 'CREATE' || name === 'UPDATE' || name === 'DELETE') return name;
  throw new SuiteError(`operation: expected CREATE, UPDATE or DELETE, found ${name}`);
}

function requestOf(
  resource: Resource,
  { values, user }: SuiteInputs,
  explicit: Operation | undefined,
): AdmissionRequest {
  const operation = explicit ?? 'CREATE';
  const parent = parentOf(resource.apiVersion, resource.kind, values);
  return {
    operation,
    resource: parent === null ? resource : { ...resource, apiVersion: parent.apiVersion, kind: parent.kind },
    oldObject: operation === 'CREATE' ? null : resource.object,
    subResource: parent?.subResource ?? '',
    userInfo: { username: '' },
    dryRun: false,
    ...user,
  };
}
