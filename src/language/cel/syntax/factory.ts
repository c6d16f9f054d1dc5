import type { Value } from '../value/value.ts';
import type { Call, Comprehension, Expr, MapEntry, StructField } from './ast.ts';

/** Makes nodes and gives them ids in cel-go's order: one counter, an id only given back when it was the last. */
export class ExprFactory {
  #next = 1;

  nextId(): number {
    return this.#next++;
  }

  giveBack(id: number): void {
    if (id === this.#next - 1) this.#next--;
  }

  unspecified(offset: number): Expr {
    return { kind: 'unspecified', id: this.nextId(), offset };
  }

  literal(offset: number, value: Value): Expr {
    return { kind: 'literal', id: this.nextId(), offset, value };
  }

  ident(offset: number, name: string): Expr {
    return { kind: 'ident', id: this.nextId(), offset, name };
  }

  select(offset: number, operand: Expr, field: string, testOnly = false): Expr {
    return { kind: 'select', id: this.nextId(), offset, operand, field, testOnly };
  }

  call(offset: number, name: string, args: readonly Expr[], target: Expr | null = null): Call {
    return { kind: 'call', id: this.nextId(), offset, name, target, args };
  }

  list(offset: number, elements: readonly Expr[]): Expr {
    return { kind: 'list', id: this.nextId(), offset, elements, optionals: new Set() };
  }

  map(offset: number, entries: readonly MapEntry[]): Expr {
    return { kind: 'map', id: this.nextId(), offset, entries };
  }

  comprehension(offset: number, parts: FoldParts): Expr {
    const node: Comprehension = { kind: 'comprehension', id: this.nextId(), offset, iterVar2: '', ...parts };
    return node;
  }

  /** A copy with ids of its own. Entries of maps and structs count one id each, as in cel-go's `Copy`. */
  copy(expr: Expr, macroOffset: number): Expr {
    const id = this.nextId();
    const again = (inner: Expr): Expr => this.copy(inner, macroOffset);
    switch (expr.kind) {
      case 'select':
        return { ...expr, id, operand: again(expr.operand) };
      case 'call': {
        const args = expr.args.map(again);
        return { ...expr, id, args, target: expr.target && again(expr.target) };
      }
      case 'list':
        return { ...expr, id, elements: expr.elements.map(again) };
      case 'map':
        return {
          ...expr,
          id,
          entries: expr.entries.map((entry) => this.#copyEntry(entry, again, macroOffset)),
        };
      case 'struct':
        return {
          ...expr,
          id,
          fields: expr.fields.map((field) => this.#copyField(field, again, macroOffset)),
        };
      case 'comprehension':
        return {
          ...expr,
          id,
          range: again(expr.range),
          accuInit: again(expr.accuInit),
          condition: again(expr.condition),
          step: again(expr.step),
          result: again(expr.result),
        };
      default:
        return { ...expr, id };
    }
  }

  #copyEntry(entry: MapEntry, again: (expr: Expr) => Expr, offset: number): MapEntry {
    const id = this.nextId();
    return { ...entry, id, offset, key: again(entry.key), value: again(entry.value) };
  }

  #copyField(field: StructField, again: (expr: Expr) => Expr, offset: number): StructField {
    const id = this.nextId();
    return { ...field, id, offset, value: again(field.value) };
  }
}

export interface FoldParts {
  readonly range: Expr;
  readonly iterVar: string;
  readonly iterVar2?: string;
  readonly accuVar: string;
  readonly accuInit: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}
