import type { Piece, Refusal, Violation } from './refusal.ts';

/**
 * Gatekeeper: lines `[constraint] message`, in releases before 3.8 `[denied by constraint] message`, behind its webhook's
 * name or as warnings; events, and what its webhook for labels says.
 */
export function gatekeeper(piece: Piece): Refusal | undefined {
  return lines(piece) ?? event(piece) ?? ownLabel(piece);
}

/**
 * `Admission webhook "validation.gatekeeper.sh" denied request, Resource Namespace: shop, Constraint: c, Message: m`; its
 * audit begins with the namespace, or with the constraint.
 */
function event({ text, subject }: Piece): Refusal | undefined {
  const match =
    /(?:(Admission webhook "[\w.-]*gatekeeper\.sh"[^,\n]*|Dryrun violation), )?(?:Resource Namespace: ([^,\n]*), )?\bConstraint: ([^,\s]+), Message: ([\s\S]+)$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, words = 'audit', namespace, policy = '', message = ''] = match;
  return {
    refuser: 'Gatekeeper',
    stage: / denied /.test(words) ? 'enforce' : /warn/i.test(words) ? 'warn' : 'audit',
    policy,
    subject: { ...subject, ...(namespace === undefined || namespace === '' ? {} : { namespace }) },
    violations: [{ policy, rule: '', message: message.trim(), fields: [] }],
  };
}

/** Not a constraint: the label that takes a namespace out of Gatekeeper's sight is for the namespaces named to it only. */
function ownLabel({ text, subject, stage }: Piece): Refusal | undefined {
  const match = /Only exempt namespace can have the (\S+) label/.exec(text);
  if (match === null) return undefined;
  const [message, label = ''] = match;
  return {
    refuser: 'Gatekeeper',
    stage,
    policy: null,
    subject: { kind: 'Namespace', ...subject },
    violations: [{ policy: null, rule: label, message, fields: [`metadata.labels["${label}"]`] }],
    note: 'Only namespaces that Gatekeeper was started with (--exempt-namespace) may carry this label.',
  };
}

function lines({ text, subject, stage }: Piece): Refusal | undefined {
  const webhook = /admission webhook "[\w.-]*\.gatekeeper\.sh" denied the request: /.exec(text);
  const body = webhook === null ? text : text.slice(webhook.index + webhook[0].length);
  const violations: Violation[] = [];
  for (const line of body.split('\n')) {
    const match = /^\s*\[(?:denied by )?([a-z0-9][a-z0-9.-]*)\] (.+)$/.exec(line);
    if (match !== null)
      violations.push({ policy: match[1] ?? '', rule: '', message: (match[2] ?? '').trim(), fields: [] });
    else if (violations.length > 0 && line.trim() !== '') extend(violations, line.trim());
    else if (webhook === null && line.trim() !== '') return undefined;
  }
  const [first] = violations;
  if (first === undefined) return undefined;
  return { refuser: 'Gatekeeper', stage, policy: first.policy, subject, violations };
}

/** A message may go on over several lines. */
function extend(violations: Violation[], words: string): void {
  const last = violations.pop();
  if (last !== undefined) violations.push({ ...last, message: `${last.message}\n${words}` });
}
