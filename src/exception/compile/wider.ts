import type { ExceptionContract } from '../contract.ts';

/** Why what a contract compiles to, for the engines it names, would excuse more than it says. */
export function compileWider(contract: ExceptionContract): readonly string[] {
  return contract.spec.policies.flatMap((scope) =>
    scope.engine === 'Gatekeeper'
      ? [`Gatekeeper cannot exempt one object from ${scope.name ?? ''}: the whole namespace would be`]
      : [],
  );
}
