import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { matchWildcard } from '../../../kube/wildcard.ts';
import { compile, JMESPathError } from '../../../language/jmespath/index.ts';
import { listAt, textAt, textOf } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import { expressionOf, findVariables } from '../variable/find.ts';
import { resolveReferences } from '../variable/reference.ts';

/** What a variable may begin with, by where it stands and whether the policy is judged without a request as well. */
const known = {
  request:
    'request|serviceAccountName|serviceAccountNamespace|element|elementIndex|@|images|image|([a-z_0-9]+\\()[^{}]',
  background: 'request\\.|element|elementIndex|@|images|images\\.|image\\.|([a-z_0-9]+\\()[^{}]',
  target:
    'request\\.|serviceAccountName|serviceAccountNamespace|element|elementIndex|@|images|images\\.|image\\.|target\\.|([a-z_0-9]+\\()[^{}]',
  backgroundTarget:
    'request\\.|element|elementIndex|@|images|images\\.|image\\.|target\\.|([a-z_0-9]+\\()[^{}]',
} as const;

/** A rule's variables that nothing can ever give a value; null when there are none (kyverno v1.19 pkg/validation/policy). */
export function variableProblem(rule: JsonObject, background: boolean): string | null {
  return forbiddenSection(rule) ?? targetProblem(rule, background) ?? ruleProblem(rule, background);
}

/** Sections that are read before there are any variables. */
function forbiddenSection(rule: JsonObject): string | null {
  const name = textAt(rule, 'name');
  for (const section of ['exclude', 'match'] as const)
    if (rule[section] !== undefined && mentionsPlainly(rule[section]))
      return `rule "${name}" should not have variables in ${section} section`;
  const references = listAt(rule, 'verifyImages').flatMap((one) => [
    ...listAt(one, 'imageReferences').map(textOf),
    textAt(one, 'image'),
  ]);
  return references.some((reference) => findVariables(reference).length > 0)
    ? `rule "${name}" should not have variables in image reference section`
    : null;
}

function mentionsPlainly(value: Json | undefined): boolean {
  return /\{\{[^{}]*\}\}/.test(encoded(value ?? null));
}

/** What existing objects a rule changes is settled before there is a target. */
function targetProblem(rule: JsonObject, background: boolean): string | null {
  const targets = listAt(own(rule, 'mutate'), 'targets');
  for (const [index, target] of targets.entries()) {
    const { context, preconditions } = rule;
    const specs = targets.map((one, at) => (at <= index ? resourceSpec(one) : {}));
    const document: JsonObject = { mutate: { targets: specs } };
    if (context !== undefined) document.context = context;
    if (preconditions !== undefined) document.preconditions = preconditions;
    const problem = firstProblem(document, background ? 'background' : 'request', contextPatterns(rule));
    if (problem !== null && isObject(target))
      return `invalid variables defined at mutate.targets[${index}]: ${problem}`;
  }
  return null;
}

function resourceSpec(target: Json): JsonObject {
  const spec: JsonObject = {};
  for (const key of ['apiVersion', 'kind', 'namespace', 'name', 'uid']) {
    const value = own(target, key);
    if (value !== undefined) spec[key] = value;
  }
  return spec;
}

function ruleProblem(rule: JsonObject, background: boolean): string | null {
  const target = Array.isArray(own(own(rule, 'mutate'), 'targets'));
  const where = target ? (background ? 'backgroundTarget' : 'target') : background ? 'background' : 'request';
  const problem = firstProblem(withoutAttestationConditions(rule), where, contextPatterns(rule));
  return problem === null
    ? null
    : `variable substitution failed for rule ${textAt(rule, 'name')}: ${problem}`;
}

/** Attestations bring variables of their own. */
function withoutAttestationConditions(rule: JsonObject): JsonObject {
  const entries = listAt(rule, 'verifyImages');
  if (entries.length === 0) return rule;
  const verifyImages = entries.map((entry) =>
    isObject(entry)
      ? {
          ...entry,
          attestations: listAt(entry, 'attestations').map((one) => ({
            ...(isObject(one) ? one : {}),
            conditions: [],
          })),
        }
      : entry,
  );
  return { ...rule, verifyImages };
}

/** The names that the context of the rule and of its loops bring. */
function contextPatterns(rule: JsonObject): string[] {
  const owners = [
    rule,
    ...listAt(own(rule, 'validate'), 'foreach'),
    ...listAt(own(rule, 'mutate'), 'foreach'),
    ...listAt(own(rule, 'mutate'), 'targets'),
    ...listAt(own(rule, 'generate'), 'foreach'),
  ];
  const entries = owners.flatMap((owner) => listAt(owner, 'context'));
  const patterns = entries.flatMap((entry) => {
    const name = textAt(entry, 'name');
    if (isObject(own(entry, 'configMap')))
      return [`${name}.data`, `${name}.metadata`, `${name}.data.*`, `${name}.metadata.*`];
    return [`${name}*`];
  });
  const checked = listAt(rule, 'verifyImages');
  if (checked.some((entry) => isObject(own(entry, 'validate'))))
    for (const attestation of checked.flatMap((entry) => listAt(entry, 'attestations')))
      patterns.push(`${textAt(attestation, 'name')}*`);
  return patterns;
}

/** The first variable of a document that cannot be; nested ones are taken for null, as their value is not known. */
function firstProblem(
  document: JsonObject,
  where: keyof typeof known,
  patterns: readonly string[],
): string | null {
  const resolved = resolveReferences(document);
  if (resolved instanceof SubstitutionError) return resolved.message;
  const expression = new RegExp(known[where]);
  const check = (text: string, path: string): string | null => {
    let left = text;
    for (let found = findVariables(left); found.length > 0; found = findVariables(left)) {
      for (const one of found) {
        const { expression: query } = expressionOf(one.text);
        const problem = queryProblem(query, expression, patterns);
        if (problem !== null)
          return problem.invalid
            ? `failed to resolve ${query} at path ${path}: ${problem.reason}`
            : problem.reason;
        if (one.text === text) return null;
        left = left.replace(one.text, () => 'null');
      }
    }
    return null;
  };
  return walk(resolved, '', check);
}

interface QueryProblem {
  readonly reason: string;
  /** True for a query that cannot be read at all. */
  readonly invalid: boolean;
}

function queryProblem(written: string, allowed: RegExp, patterns: readonly string[]): QueryProblem | null {
  if (written === '@') return null;
  const query = written.trim();
  if (query === '') return { reason: 'invalid query (nil)', invalid: true };
  try {
    compile(query);
  } catch (error) {
    if (!(error instanceof JMESPathError)) throw error;
    return { reason: `invalid JMESPath query ${query}: ${error.message}`, invalid: true };
  }
  const plain = query.replaceAll('"', '');
  if (allowed.test(plain) || patterns.some((pattern) => matchWildcard(pattern, plain))) return null;
  const reason = `variable ${plain} must match regex "${allowed.source}" or patterns [${patterns.join(' ')}]`;
  return { reason, invalid: false };
}

/** `element` means something inside loops only. */
export function elementProblem(rule: JsonObject): string | null {
  return walk(rule, '', (text, path) => {
    for (const { text: variable } of findVariables(text)) {
      const { expression } = expressionOf(variable);
      if (expression.startsWith('element') && !path.includes('/foreach/'))
        return `variable '${expression}' present outside of foreach at path ${path}`;
    }
    return null;
  });
}

function walk(
  value: Json,
  path: string,
  check: (text: string, path: string) => string | null,
): string | null {
  if (typeof value === 'string') return check(value, path);
  if (Array.isArray(value))
    return firstOf(value.entries(), (item, index) => walk(item, `${path}/${index}`, check));
  if (!isObject(value)) return null;
  return firstOf(
    Object.entries(value).map(([key, item]) => [key, item ?? null] as const),
    (item, key) => check(key, path) ?? walk(item, `${path}/${key.replaceAll('/', '\\/')}`, check),
  );
}

function firstOf<K>(
  entries: Iterable<readonly [K, Json]>,
  check: (item: Json, key: K) => string | null,
): string | null {
  for (const [key, item] of entries) {
    const problem = check(item, key);
    if (problem !== null) return problem;
  }
  return null;
}

/** JSON as it would be sent. */
export function encoded(value: Json): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}
