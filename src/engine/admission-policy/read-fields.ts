import type { Path } from '../../kube/json.ts';
import { children, type Expr, operator } from '../../language/cel/syntax/ast.ts';
import type { Expression } from './expression.ts';

/** The fields of `object` that an expression reads. */
interface FieldsRead {
  readonly paths: readonly Path[];
  /** Set when the expression is just that field, so that `variables.x.y` can be followed into it. */
  readonly alias: Path | null;
}

/** Finds them in the syntax: the longest chains of selections that start at `object`, through variables too. */
function fieldsRead(expr: Expr, variables: ReadonlyMap<string, FieldsRead>): FieldsRead {
  const found = new Map<string, Path>();
  const add = (path: Path) => {
    if (path.length > 0) found.set(JSON.stringify(path), path);
  };
  const visit = (node: Expr): void => {
    const chain = chainOf(node, variables);
    if (chain === null) for (const child of children(node)) visit(child);
    else for (const path of chain.paths) add(path);
  };
  visit(expr);
  return { paths: withoutPrefixes([...found.values()]), alias: chainOf(expr, variables)?.alias ?? null };
}

/** The fields that each of some expressions reads, through the variables they share. */
export function fieldsReadBy(
  variables: readonly { readonly name: string; readonly expression: Expression }[],
  expressions: readonly Expression[],
): (readonly Path[])[] {
  const known = new Map<string, FieldsRead>();
  for (const { name, expression } of variables) {
    if (expression.program) known.set(name, fieldsRead(expression.program.expr, known));
  }
  return expressions.map(({ program }) => (program ? fieldsRead(program.expr, known).paths : []));
}

/** What a chain of selections reads; null for anything else. */
function chainOf(node: Expr, variables: ReadonlyMap<string, FieldsRead>): FieldsRead | null {
  const steps: (string | number)[] = [];
  let current = node;
  for (;;) {
    const step = stepOf(current);
    if (step === null) break;
    steps.unshift(step.key);
    current = step.operand;
  }
  if (current.kind !== 'ident') return null;
  if (current.name === 'object') return { paths: [steps], alias: steps };
  const [name, ...rest] = steps;
  if (current.name !== 'variables' || typeof name !== 'string') return null;
  const variable = variables.get(name);
  if (!variable?.alias) return variable ?? null;
  const path = [...variable.alias, ...rest];
  return { paths: [path], alias: path };
}

/** `a.b`, `a[0]`, `a['b']` and their optional forms. */
function stepOf(node: Expr): { readonly operand: Expr; readonly key: string | number } | null {
  if (node.kind === 'select') return { operand: node.operand, key: node.field };
  if (node.kind !== 'call' || !indexing.has(node.name)) return null;
  const [operand, key] = node.args;
  if (operand === undefined || key?.kind !== 'literal') return null;
  const { value } = key;
  if (typeof value === 'string') return { operand, key: value };
  return typeof value === 'number' || typeof value === 'bigint' ? { operand, key: Number(value) } : null;
}

const indexing: ReadonlySet<string> = new Set([operator.index, operator.optIndex, operator.optSelect]);

/** `has(a.b) && a.b.c` is about `a.b.c`. */
function withoutPrefixes(paths: readonly Path[]): Path[] {
  return paths.filter(
    (path) => !paths.some((other) => other.length > path.length && startsWith(other, path)),
  );
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((step, i) => path[i] === step);
}
