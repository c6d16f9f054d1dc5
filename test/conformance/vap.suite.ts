import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attributes } from '../../src/engine/admission-policy/attributes.ts';
import { compilePolicies } from '../../src/engine/admission-policy/compiled-policy.ts';
import { dispatch } from '../../src/engine/admission-policy/dispatch.ts';
import { type KindTable, kindTable } from '../../src/engine/admission-policy/kind-table.ts';
import { readBinding, readPolicy } from '../../src/engine/admission-policy/policy.ts';
import { respond } from '../../src/engine/admission-policy/respond.ts';
import type { Lookup, Operation } from '../../src/engine/engine.ts';
import { DecodeProblem } from '../../src/kube/decode.ts';
import { at, type Json, type JsonObject, own } from '../../src/kube/json.ts';
import { kubernetesEnvironment } from '../../src/language/cel/index.ts';
import type { Suite, Tally } from './harness.ts';

interface Row {
  readonly name: string;
  readonly policies: JsonObject[];
  readonly bindings: JsonObject[];
  readonly params?: JsonObject[];
  readonly paramScope?: string;
  readonly namespaces?: JsonObject[];
  readonly request: Request;
  readonly authorizerAllows?: string[];
  readonly answer: Answer;
}

interface Request {
  readonly operation: Operation;
  readonly resource: Attributes['resource'];
  readonly kind: Attributes['kind'];
  readonly subResource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly user?: string;
  readonly groups?: string[];
  readonly dryRun?: boolean;
  readonly object?: JsonObject;
  readonly oldObject?: JsonObject;
}

interface Answer {
  readonly allowed: boolean;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly causes?: string[];
  readonly warnings?: string[];
  readonly auditAnnotations?: Record<string, string>;
}

export const suite: Suite = {
  name: 'vap',
  share: 1,
  skips: [],
  run(corpora: string, tally: Tally): void {
    const lines = readFileSync(join(corpora, 'vap', 'validating.jsonl'), 'utf8')
      .trim()
      .split('\n');
    tally.count('vap/validating.jsonl', 290, lines.length);
    for (const line of lines) {
      const row = JSON.parse(line) as Row;
      tally.check(row.name.split(/[- ]/)[0] ?? '', row.name, compare(row.answer, judge(row)));
    }
  },
};

const environment = kubernetesEnvironment({ version: '1.36' });

function judge(row: Row): Answer {
  const kinds = kindsOf(row);
  const policies = compilePolicies(
    row.policies.map(read(readPolicy)),
    row.bindings.map(read(readBinding)),
    environment,
    kinds,
  );
  const attributes = attributesOf(row.request);
  const { allowed, status, warnings, auditAnnotations } = respond(
    dispatch(policies, attributes, kinds, lookupOf(row)),
    attributes,
  );
  return {
    allowed,
    ...(status && { message: status.message, reason: status.reason, code: status.code }),
    ...(status?.details.causes.length && { causes: status.details.causes.map(({ message }) => message) }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    ...(Object.keys(auditAnnotations).length > 0 && { auditAnnotations }),
  };
}

function read<T>(reader: (object: JsonObject) => T | DecodeProblem): (object: JsonObject) => T {
  return (object) => {
    const found = reader(object);
    if (found instanceof DecodeProblem) throw new Error(found.message);
    return found;
  };
}

function attributesOf(request: Request): Attributes {
  return {
    operation: request.operation,
    kind: request.kind,
    resource: request.resource,
    subresource: request.subResource ?? '',
    name: request.name ?? '',
    namespace: request.namespace ?? '',
    userInfo: { username: request.user ?? '', groups: request.groups ?? [] },
    dryRun: request.dryRun ?? false,
    options: null,
    object: request.object ?? null,
    oldObject: request.oldObject ?? null,
  };
}

/** The kinds of the parameters are known with the scope the row gives; no kind has equivalents. */
function kindsOf({ paramScope }: Row): KindTable {
  const known = kindTable();
  return {
    ...known,
    find: (apiVersion, kind) => ({ ...known.find(apiVersion, kind), namespaced: paramScope !== 'Cluster' }),
    equivalents: () => [],
  };
}

function lookupOf({ namespaces = [], params = [], paramScope, authorizerAllows = [] }: Row): Lookup {
  const namespaceOf = (object: JsonObject) =>
    paramScope === 'Cluster' ? undefined : (at(object, ['metadata', 'namespace']) as string | undefined);
  const list = (apiVersion: string, kind: string, namespace?: string) =>
    params.filter(
      (param) =>
        own(param, 'apiVersion') === apiVersion &&
        own(param, 'kind') === kind &&
        (namespace === undefined || namespaceOf(param) === namespace),
    );
  return {
    now: new Date(0),
    authorize: ({ username }, { verb, path, group, resource, subresource, namespace, name }) => {
      const target = path ?? `/${[group, resource, subresource, namespace, name].join('/')}`;
      const allowed = authorizerAllows.includes(`${username}/${verb}${target}`);
      return { allowed, reason: allowed ? '' : 'not listed' };
    },
    namespace: (name) => namespaces.find((namespace) => at(namespace, ['metadata', 'name']) === name),
    list,
    get: (apiVersion, kind, namespace, name) =>
      list(apiVersion, kind, namespace || undefined).find(
        (param) => at(param, ['metadata', 'name']) === name,
      ),
  };
}

/** Texts of syntax errors are ANTLR's; they are compared up to the place where those begin. */
function compare(expected: Answer, found: Answer): string | null {
  const [a, b] = [normal(expected), normal(found)];
  return a === b ? null : `expected ${a}, found ${b}`;
}

function normal(answer: Answer): string {
  const sorted = (value: Json): Json =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return JSON.stringify(answer, (_, value: Json) =>
    typeof value === 'string' ? value.replace(/Syntax error: [^]*/, 'Syntax error:') : sorted(value),
  );
}
