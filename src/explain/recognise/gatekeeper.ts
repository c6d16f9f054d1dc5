import type { Piece, Refusal, Violation } from './refusal.ts';

/**
 * Gatekeeper: lines `[constraint] message`, in releases before 3.8 `[denied by constraint] message`, behind its webhook's
 * name or as warnings.
 */
export function gatekeeper({ text, subject, stage }: Piece): Refusal | undefined {
  const webhook =
    /admission webhook "(?:check-ignore-label|validation)\.gatekeeper\.sh" denied the request: /.exec(text);
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
