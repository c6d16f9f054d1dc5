import { isObject, own } from '../../kube/json.ts';
import type { Piece, Refusal } from './refusal.ts';

/**
 * ValidatingAdmissionPolicy: `ValidatingAdmissionPolicy 'p' with binding 'b' denied request: message`, the warning
 * `Validation failed for …`, and the audit annotation, which is JSON.
 */
export function admissionPolicy(piece: Piece): Refusal | undefined {
  return said(piece) ?? mutating(piece) ?? annotated(piece);
}

/** Upstream's dispatcher of mutating policies, since Kubernetes 1.32: `policy 'p' with binding 'b' denied request: …`. */
function mutating({ text, subject, stage }: Piece): Refusal | undefined {
  const match = /\bpolicy (?:'([^']*)' with binding '([^']*)'|"([^"\n]*)") denied request: ([\s\S]+)$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, bound, binding, unbound, words = ''] = match;
  const policy = bound ?? unbound ?? '';
  return {
    refuser: 'MutatingAdmissionPolicy',
    stage,
    policy,
    ...(binding === undefined ? {} : { binding }),
    subject,
    violations: [{ policy, rule: '', message: words.trim(), fields: [] }],
  };
}

function said({ text, subject, stage }: Piece): Refusal | undefined {
  const match =
    /ValidatingAdmissionPolicy '([^']*)'(?: with binding '([^']*)')?(?: denied request)?: ([\s\S]+)$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, policy = '', binding, words = ''] = match;
  const message = words.trim();
  return {
    refuser: 'ValidatingAdmissionPolicy',
    // A log line has no `Warning: ` before it.
    stage:
      text.includes('Validation failed for ValidatingAdmissionPolicy') && stage === 'enforce'
        ? 'warn'
        : stage,
    policy,
    ...(binding === undefined ? {} : { binding }),
    subject,
    violations: [{ policy, rule: '', message, fields: fieldsIn(message) }],
    ...heldForPodSecurity(policy, message),
  };
}

/**
 * What `exception compile --to psa` wrote holds a namespace to the level it had before an exception lowered it: what it
 * refuses, Pod Security would have refused. `violates PodSecurity "…" (held by Portcullis): check: title`.
 */
function heldForPodSecurity(guard: string, message: string): Partial<Refusal> {
  const match = /^violates PodSecurity "([^":]+):([^"]+)" \(held by Portcullis\): (\w+): /.exec(message);
  if (match === null) return {};
  const [, level = '', version = '', rule = ''] = match;
  const policy = `${level}@${version}`;
  return {
    refuser: 'PodSecurity',
    policy,
    violations: [{ policy, rule, message, fields: [] }],
    note: `The namespace came down a level for an exception contract, and the admission policy ${guard} holds everything else to this level.`,
  };
}

/** The fields an expression reads, where the policy gives no message of its own. */
function fieldsIn(message: string): string[] {
  const expression = /^failed expression: ([\s\S]+)$/.exec(message)?.[1];
  if (expression === undefined) return [];
  const paths = [...expression.matchAll(/\bobject((?:\.\w+)+)(?!\w*\()/g)].map(([, path = '']) =>
    path.slice(1),
  );
  return [...new Set(paths)].filter(
    (path) =>
      !/\.(?:all|exists|filter|map|matches|size|startsWith|endsWith|contains)$/.test(path) && path !== '',
  );
}

function annotated({ text, subject }: Piece): Refusal | undefined {
  const match = /validation\.policy\.admission\.k8s\.io\/validation_failure"?\s*[:=]?\s*"?(\[.*\])/.exec(
    text,
  );
  const list = match === null ? undefined : parse(match[1] ?? '');
  if (!Array.isArray(list)) return undefined;
  const violations = list.filter(isObject).map((one) => {
    const [policy, message] = [own(one, 'policy'), own(one, 'message')];
    const index = own(one, 'expressionIndex');
    return {
      policy: typeof policy === 'string' ? policy : null,
      rule: typeof index === 'number' ? `validations[${index}]` : '',
      message: typeof message === 'string' ? message : '',
      fields: [],
    };
  });
  const binding = own(list[0], 'binding');
  return {
    refuser: 'ValidatingAdmissionPolicy',
    stage: 'audit',
    policy: violations[0]?.policy ?? null,
    ...(typeof binding === 'string' ? { binding } : {}),
    subject,
    violations,
  };
}

/** The annotation as it is, or inside of another JSON text. */
function parse(text: string): unknown {
  for (const one of [text, text.replaceAll('\\"', '"')]) {
    try {
      return JSON.parse(one);
    } catch {
      // The other form is tried.
    }
  }
  return undefined;
}
