import { type CheckedExpression, checkPolicy, type PolicyFinding } from '../engine/admission-policy/index.ts';
import type { JsonObject, Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { LintFinding } from './finding.ts';
import type { LintOptions } from './lint.ts';

/** A policy in CEL, and where its fields stand in the object that was written. */
export interface CelPart {
  readonly resource: Resource;
  readonly path: (path: Path) => Path;
}

/** What the checks of CEL have to say of `resource`, which consists of these parts. */
export function celFindings(
  resource: Resource,
  parts: readonly CelPart[],
  crds: readonly JsonObject[],
  { cost = false }: LintOptions,
): LintFinding[] {
  return parts.flatMap((part) => {
    const check = checkPolicy(part.resource, { crds });
    if (check === null) return [];
    const own = part.resource === resource;
    return [
      ...check.findings.map((finding): LintFinding => {
        const { severity, path } = finding;
        const rule = severity === 'warning' ? 'cel-type' : own ? 'refused' : 'cel-error';
        return { rule, severity, resource, path: part.path(path), message: textOf(finding) };
      }),
      ...(cost
        ? check.expressions.map(
            (one): LintFinding => ({
              rule: 'cel-cost',
              severity: 'info',
              resource,
              path: part.path(one.path),
              message: costText(one),
            }),
          )
        : []),
    ];
  });
}

function textOf({ line, column, message, kinds }: PolicyFinding): string {
  const inside = line === 1 && column === 1 ? '' : `${line}:${column}: `;
  const about = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
  return `${inside}${message}${about}`;
}

function costText({ type, cost }: CheckedExpression): string {
  const most = cost.max === null ? 'no bound' : `at most ${cost.max}`;
  return `type ${type}, cost at least ${cost.min}, ${most}`;
}
