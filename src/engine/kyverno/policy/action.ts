/** Enforce, in today's or the older spelling; anything else is Audit. */
export function isEnforce(action: unknown): boolean {
  return action === 'Enforce' || action === 'enforce';
}

/** True for an action the API knows, in today's or the older spelling. */
export function isAction(action: unknown): boolean {
  return isEnforce(action) || action === 'Audit' || action === 'audit';
}
