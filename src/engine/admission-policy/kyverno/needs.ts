import { children, type Expr } from '../../../language/cel/syntax/ast.ts';
import type { KindTable } from '../kind-table.ts';
import type { CompiledSpec } from './compile.ts';

/** The kinds whose objects a policy looks up, as far as its expressions say so in plain text. */
export function neededKinds(compiled: CompiledSpec, kinds: KindTable): readonly string[] {
  const found = new Set<string>();
  const visit = (expr: Expr): void => {
    const kind = kindAsked(expr, kinds);
    if (kind !== undefined) found.add(kind);
    for (const child of children(expr)) visit(child);
  };
  for (const { program } of compiled.expressions) if (program !== null) visit(program.expr);
  return [...found];
}

/** `resource.get('v1', 'configmaps', …)`, and what is made by `resource.toGVR`. */
function kindAsked(expr: Expr, kinds: KindTable): string | undefined {
  if (expr.kind !== 'call' || expr.target?.kind !== 'ident' || expr.target.name !== 'resource')
    return undefined;
  const [apiVersion, name] = expr.args.map(textOf);
  if (apiVersion === undefined || name === undefined) return undefined;
  if (['toGVR', 'ToGVR'].includes(expr.name)) return name;
  return asks.has(expr.name) ? kinds.kindOf(apiVersion, name) : undefined;
}

const asks: ReadonlySet<string> = new Set(['get', 'Get', 'list', 'List']);

function textOf(expr: Expr): string | undefined {
  return expr.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined;
}
