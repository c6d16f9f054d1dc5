import { isObject } from '../../kube/json.ts';
import { readYaml } from '../../yaml/document.ts';
import { YamlError } from '../../yaml/yaml-error.ts';
import type { Piece, Refusal, RefusedSubject, Violation } from './refusal.ts';

/**
 * Kyverno 1.8 to 1.19. Classic policies answer with a map of policies, rules and messages under `was blocked due to the
 * following policies`, before 1.10 under `policy KIND/NAMESPACE/NAME for resource violation`; the CEL kinds with `Policy
 * NAME failed: MESSAGE`, joined by semicolons. Mutations, warnings and events have forms of their own.
 */
export function kyverno(piece: Piece): Refusal | undefined {
  return (
    blocked(piece) ??
    celPolicies(piece) ??
    mutation(piece) ??
    warning(piece) ??
    event(piece) ??
    unnamed(piece)
  );
}

function blocked({ text, subject, stage }: Piece): Refusal | undefined {
  const match =
    /resource (\S+) was blocked due to the following policies:?\s*/.exec(text) ??
    /policy (\S+) for resource (?:violation|error)s?:\s*/.exec(text);
  if (match === null) return undefined;
  const violations = mapOf(text.slice(match.index + match[0].length));
  return {
    refuser: 'Kyverno',
    stage,
    policy: violations[0]?.policy ?? null,
    subject: { ...subject, ...subjectOf(match[1] ?? '') },
    violations,
  };
}

/** `Deployment/shop/api`, `Namespace//shop` or, in old releases, the kind alone. */
function subjectOf(text: string): RefusedSubject {
  const [kind = '', namespace, name] = text.split('/');
  return {
    kind,
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

/** `policy: {rule: message}` as YAML; as lines or on one line, where a chat or a controller took those away. */
function mapOf(text: string): Violation[] {
  const block = text.replace(/^\s*\n/, '').trimEnd();
  if (!block.includes('\n')) return mapOnOneLine(block);
  try {
    const { value } = readYaml(block);
    if (isObject(value)) {
      const found = Object.entries(value).flatMap(([policy, rules]) =>
        isObject(rules)
          ? Object.entries(rules).map(([rule, message]) => violation(policy, rule, message))
          : [],
      );
      if (found.length > 0) return found;
    }
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
  }
  return mapOfLines(block);
}

function mapOfLines(text: string): Violation[] {
  const found: Violation[] = [];
  let policy: string | undefined;
  let open: { rule: string; words: string[] } | undefined;
  const close = (): void => {
    if (policy !== undefined && open !== undefined)
      found.push(violation(policy, open.rule, unquoted(open.words.join(' '))));
    open = undefined;
  };
  for (const line of text.split('\n').map((one) => one.trim())) {
    const key = /^([\w.-]+):(?:\s+(.*))?$/.exec(line);
    if (key !== null && (key[2] ?? '') === '') {
      close();
      policy = key[1];
    } else if (key !== null && policy !== undefined) {
      close();
      open = { rule: key[1] ?? '', words: [key[2] ?? ''] };
    } else if (line !== '') open?.words.push(line);
  }
  close();
  return found;
}

/** `policy:   rule: 'message'   other: 'message'`: a name before another name is a policy's. */
function mapOnOneLine(text: string): Violation[] {
  const found: Violation[] = [];
  const entry =
    /(?:([\w./-]{1,300}):\s{1,9})?([\w.-]{1,300}):\s{1,9}('(?:[^']|'')*'(?=\s|$)|"(?:[^"\\]|\\.)*"(?=\s|$)|\S.*?(?=\s{1,9}[\w./-]{1,300}:\s{2,9}[\w.-]{1,300}:\s|\s{2,4}[\w.-]{1,300}:\s|$))\s*/gy;
  let policy: string | undefined;
  for (const [, name, rule = '', words = ''] of text.trimEnd().matchAll(entry)) {
    policy = name ?? policy;
    if (policy === undefined) break;
    found.push(violation(policy, rule, scalarOf(words)));
  }
  return found;
}

/** Quoted as YAML, of which only the blanks between words are lost; else the words themselves. */
function scalarOf(words: string): unknown {
  if (!/^['"]/.test(words)) return words.replace(/^[|>][+-]?\s+/, '').replaceAll(/\s+/g, ' ');
  try {
    return readYaml(words.replaceAll(/\s+/g, ' ')).value;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return unquoted(words);
  }
}

function unquoted(text: string): string {
  return text.replace(/^['"]|['"]$/g, '');
}

function violation(policy: string, rule: string, message: unknown): Violation {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return { policy, rule, message: text.trim(), fields: fieldsIn(text) };
}

/** `failed at path /spec/containers/0/image/`, and the field errors of pod security rules. */
export function fieldsIn(message: string): string[] {
  const found = new Set<string>();
  for (const [, path = ''] of message.matchAll(/(?:failed|fails) at path (\/\S*?\/)(?=[\s.;,'"]|$)/g))
    found.add(dotted(path));
  for (const [, path = ''] of message.matchAll(
    /\b((?:spec|metadata)\.[\w.[\]"*/-]+): (?:Forbidden|Required value|Invalid value)/g,
  ))
    found.add(path);
  return [...found];
}

/** `/spec/containers/0/image/` as `spec.containers[0].image`. */
function dotted(path: string): string {
  return path
    .split('/')
    .filter((step) => step !== '')
    .map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

function celPolicies({ text, subject, stage }: Piece): Refusal | undefined {
  const body = webhookBody(text) ?? text;
  const found = [
    ...body.matchAll(
      /(?:^|; |\n)\s*Policy (\S+) (failed|error): ([\s\S]*?)(?=; Policy \S+ (?:failed|error): |\nWarning:|$)/g,
    ),
  ];
  if (found.length === 0) return undefined;
  const violations = found.map(([, policy = '', , message = '']) => ({
    policy,
    rule: '',
    message: message.trim(),
    fields: [],
  }));
  const webhook = /admission webhook "(\w+)\./.exec(text)?.[1] ?? '';
  return { ...of(violations, subject, stage), policyKind: celKinds.get(webhook) ?? 'ValidatingPolicy' };
}

/** The webhooks of the CEL kinds are called by them (kyverno v1.18.0 pkg/config/config.go). */
const celKinds = new Map([
  ['vpol', 'ValidatingPolicy'],
  ['nvpol', 'NamespacedValidatingPolicy'],
  ['ivpol', 'ImageValidatingPolicy'],
  ['mpol', 'MutatingPolicy'],
]);

function webhookBody(text: string): string | undefined {
  const match = /admission webhook "[^"]*" denied the request: /.exec(text);
  return match === null ? undefined : text.slice(match.index + match[0].length);
}

/**
 * A mutation that failed: of the CEL kinds `Resource: shop/web, Kind: Pod, Errors: [Policy NAME: MESSAGE]`, of classic ones
 * `mutation policy NAME error: failed to apply policy NAME rules [RULE: MESSAGE]`.
 */
function mutation({ text, subject, stage }: Piece): Refusal | undefined {
  const cel = /Resource: ([^/\s]*)\/([^,\s]*), Kind: (\w+), Errors: \[([\s\S]*)\]\s*$/.exec(text);
  const errors = cel?.[4]?.matchAll(/(?:^| )Policy (\S+): ([\s\S]*?)(?= Policy \S+: |$)/g);
  const found = [...(errors ?? [])].map(([, policy = '', message = '']) => violation(policy, '', message));
  if (found.length > 0) {
    const [, namespace, name, kind] = cel ?? [];
    const about = subjectOf(`${kind}/${namespace}/${name}`);
    return { ...of(found, { ...about, ...subject }, stage), policyKind: 'MutatingPolicy' };
  }
  const classic = /mutation policy (\S+) error: ([\s\S]+)$/.exec(text);
  if (classic === null) return undefined;
  const [, policy = '', message = ''] = classic;
  const rule = /rules? \[([\w.-]+)/.exec(message)?.[1] ?? '';
  return of([violation(policy, rule, message)], subject, stage);
}

function of(violations: readonly Violation[], subject: RefusedSubject, stage: Piece['stage']): Refusal {
  return { refuser: 'Kyverno', stage, policy: violations[0]?.policy ?? null, subject, violations };
}

/** `policy require-labels.check-team: label team is required` */
function warning({ text, subject, stage }: Piece): Refusal | undefined {
  const match = /^policy ([\w-]+(?:\/[\w.-]+)?)\.([\w.-]+): ([\s\S]+)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, policy = '', rule = '', message = ''] = match;
  return of([violation(policy, rule, message)], subject, stage === 'audit' ? stage : 'warn');
}

/** Its webhook refused, and says no policy: something went wrong inside. */
function unnamed({ text, subject, stage }: Piece): Refusal | undefined {
  const match = /admission webhook "([\w.-]*\.kyverno\.svc[\w.-]*)" denied the request: ([\s\S]+)$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, webhook = '', words = ''] = match;
  const message = words.trim();
  return {
    refuser: 'Kyverno',
    stage,
    policy: null,
    subject,
    violations: [{ policy: null, rule: '', message, fields: [] }],
    note: /^(?:validate|mutate)-policy\./.test(webhook)
      ? 'Kyverno refuses the policy that was to be written, not a workload: portcullis policy lint says more.'
      : 'Kyverno itself refused it and names no policy: it may not have been able to judge. Look at the log of its admission controller.',
  };
}

/** Events on the resource, on the policy, and as releases before 1.10 wrote them. */
function event({ text, subject }: Piece): Refusal | undefined {
  const onResource = /\bpolicy ([\w.-]+(?:\/[\w.-]+)?)\/([\w.-]+) (fail|error): ([\s\S]+)$/.exec(text);
  if (onResource !== null) {
    const [, policy = '', rule = '', , message = ''] = onResource;
    return of([violation(policy, rule, message)], subject, 'audit');
  }
  const old = /\bpolicy '([^']+)' \(\w+\) rule '([^']+)' failed\.? ([\s\S]+)$/.exec(text);
  if (old !== null) {
    const [, policy = '', rule = '', message = ''] = old;
    return of([violation(policy, rule, message)], subject, 'audit');
  }
  const onPolicy =
    /(?:clusterpolicy|policy)\/([\w.-]+)\s+(\w+) (?:([\w-]+)\/)?([\w.-]+): \[([\w.-]+)\] (?:fail|error)( \(blocked\))?; ([\s\S]+)$/.exec(
      text,
    );
  if (onPolicy === null) return undefined;
  const [, policy = '', kind = '', namespace, name = '', rule = '', wasBlocked, message = ''] = onPolicy;
  return {
    refuser: 'Kyverno',
    stage: wasBlocked === undefined ? 'audit' : 'enforce',
    policy,
    subject: { kind, name, ...(namespace === undefined ? {} : { namespace }) },
    violations: [violation(policy, rule, message)],
  };
}
