import type { Dialect } from '../environment.ts';
import {
  type Call,
  type Comprehension,
  type Expr,
  operator,
  qualifiedName,
  type StructExpr,
} from '../syntax/ast.ts';
import type { Issues } from '../syntax/issue.ts';
import { UintValue } from '../value/number.ts';
import type { Value } from '../value/value.ts';
import { candidateNames } from './container.ts';
import type { FunctionDecl, Overload, StructDecl, VariableDecl } from './declaration.ts';
import type { Declarations } from './declarations.ts';
import { Scope } from './scope.ts';
import {
  boolType,
  bytesType,
  doubleType,
  dynType,
  errorType,
  formatType,
  intType,
  listType,
  mapType,
  nullType,
  optionalParam,
  optionalType,
  sameType,
  stringType,
  type Type,
  typeParam,
  typeParamNames,
  uintType,
} from './type.ts';
import { mostGeneral, Substitution } from './unify.ts';

/** What an identifier or a call turned out to mean. */
export type Reference =
  | {
      readonly kind: 'ident';
      readonly name: string;
      readonly value: Value | undefined;
      /** True when it is a fold's variable. */
      readonly local: boolean;
    }
  | {
      readonly kind: 'call';
      readonly decl: FunctionDecl;
      readonly overloads: readonly Overload[];
      /** True when what looks like `a.b.f(x)` is the function `a.b.f`. */
      readonly namespaced: boolean;
    };

export interface Checked {
  readonly types: ReadonlyMap<number, Type>;
  readonly references: ReadonlyMap<number, Reference>;
  readonly type: Type;
}

interface Found {
  readonly decl: VariableDecl;
  readonly local: boolean;
}

export interface CheckOptions {
  readonly declarations: Declarations;
  readonly dialect: Dialect;
  /** `1 < 2.0` and the like. */
  readonly crossTypeComparisons: boolean;
}

/** Gives every node its type, as cel-go v0.26 checker/checker.go does, and reports in its words. */
export function check(expr: Expr, issues: Issues, options: CheckOptions): Checked {
  return new Checker(issues, options).run(expr);
}

class Checker {
  readonly #issues: Issues;
  readonly #options: CheckOptions;
  readonly #declarations: Declarations;
  readonly #types = new Map<number, Type>();
  readonly #references = new Map<number, Reference>();
  readonly #substitution: Substitution;
  #scope = new Scope(null);
  #freeTypes = 0;
  /** Upstream forgets to hide the mixed comparisons inside folds: environments entered there hide nothing. */
  #foldsSeen = false;

  constructor(issues: Issues, options: CheckOptions) {
    this.#issues = issues;
    this.#options = options;
    this.#declarations = options.declarations;
    this.#substitution = new Substitution(options.dialect);
  }

  run(expr: Expr): Checked {
    this.#check(expr);
    for (const [id, type] of this.#types) this.#types.set(id, this.#substitution.apply(type, true));
    return { types: this.#types, references: this.#references, type: this.#typeOf(expr) };
  }

  #check(expr: Expr): void {
    switch (expr.kind) {
      case 'literal':
        this.#types.set(expr.id, literalType(expr.value));
        break;
      case 'ident':
        this.#checkIdent(expr.id, expr.name, expr.offset);
        break;
      case 'select':
        this.#checkSelect(expr);
        break;
      case 'call':
        this.#checkCall(expr);
        break;
      case 'list':
        this.#checkList(expr);
        break;
      case 'map':
        this.#checkMap(expr);
        break;
      case 'struct':
        this.#checkStruct(expr);
        break;
      case 'comprehension':
        this.#checkFold(expr);
        break;
      default:
        this.#issues.report(expr.offset, 'unexpected unspecified type: expr');
    }
  }

  #typeOf(expr: Expr): Type {
    return this.#types.get(expr.id) ?? errorType;
  }

  #resolved(expr: Expr): Type {
    return this.#substitution.apply(this.#typeOf(expr), false);
  }

  /** What a name means here. The specification puts a fold's variable before anything of the container. */
  #lookup(name: string): Found | undefined {
    const global = name.startsWith('.');
    if (this.#options.dialect === 'specification') {
      const local = global ? undefined : this.#scope.find(name.split('.', 1)[0] as string);
      if (local) return local.name === name ? { decl: local, local: true } : undefined;
    }
    for (const candidate of candidateNames(this.#declarations.container, name)) {
      const local =
        global && this.#options.dialect === 'specification' ? undefined : this.#scope.find(candidate);
      if (local) return { decl: local, local: true };
      const decl = this.#declarations.ident(candidate);
      if (decl) return { decl, local: false };
    }
    return undefined;
  }

  #refer(id: number, { decl, local }: Found): void {
    this.#types.set(id, decl.type);
    this.#references.set(id, { kind: 'ident', name: decl.name, value: decl.value, local });
  }

  #undeclared(offset: number, name: string): void {
    this.#issues.report(
      offset,
      `undeclared reference to '${name}' (in container '${this.#declarations.container}')`,
    );
  }

  #checkIdent(id: number, name: string, offset: number): void {
    const found = this.#lookup(name);
    if (found) {
      this.#refer(id, found);
      return;
    }
    this.#types.set(id, errorType);
    this.#undeclared(offset, name);
  }

  #checkSelect(expr: Expr & { kind: 'select' }): void {
    const name = qualifiedName(expr);
    const found = name === null ? undefined : this.#lookup(name);
    if (found) {
      this.#refer(expr.id, found);
      return;
    }
    const type = this.#selectField(expr.offset, expr.operand, expr.field, false);
    this.#types.set(expr.id, expr.testOnly ? boolType : this.#substitution.apply(type, false));
  }

  #selectField(offset: number, operand: Expr, field: string, optional: boolean): Type {
    this.#check(operand);
    const operandType = this.#resolved(operand);
    const inner = optionalParam(operandType);
    const result = this.#fieldType(offset, inner ?? operandType, field);
    return inner !== null || optional ? optionalType(result) : result;
  }

  #fieldType(offset: number, type: Type, field: string): Type {
    switch (type.kind) {
      case 'map':
        return type.params[1] as Type;
      case 'struct':
        return this.#structField(offset, this.#declarations.struct(type.name), type.name, field);
      case 'typeParam':
        this.#substitution.assign(dynType, type);
        return dynType;
      default:
        if (!type.isDyn && type.kind !== 'error') {
          this.#issues.report(offset, `type '${formatType(type)}' does not support field selection`);
        }
        return dynType;
    }
  }

  #structField(offset: number, struct: StructDecl | undefined, typeName: string, field: string): Type {
    if (!struct) {
      this.#issues.report(offset, `unexpected failed resolution of '${typeName}'`);
      return errorType;
    }
    const type = struct.fields.get(field);
    if (type) return type;
    this.#issues.report(offset, `undefined field '${field}'`);
    return errorType;
  }

  #checkCall(expr: Call): void {
    if (expr.name === operator.optSelect) {
      const [operand, field] = expr.args as [Expr, Expr & { kind: 'literal' }];
      const type = this.#selectField(expr.offset, operand, field.value as string, true);
      this.#types.set(field.id, stringType);
      this.#types.set(expr.id, this.#substitution.apply(type, false));
      return;
    }
    for (const arg of expr.args) this.#check(arg);
    const decl = expr.target ? this.#memberFunction(expr, expr.target) : this.#visibleFunction(expr.name);
    if (decl === 'namespaced') return;
    if (decl) this.#resolveCall(expr, decl, expr.target, false);
    else this.#unknownFunction(expr);
  }

  #unknownFunction(expr: Call): void {
    this.#types.set(expr.id, errorType);
    this.#undeclared(expr.offset, expr.name);
  }

  #visibleFunction(name: string): FunctionDecl | undefined {
    const found = this.#declarations.resolveFunction(name);
    return found?.hidden ? undefined : found;
  }

  #memberFunction(expr: Call, target: Expr): FunctionDecl | undefined | 'namespaced' {
    const prefix = qualifiedName(target);
    const namespaced = prefix === null ? undefined : this.#visibleFunction(`${prefix}.${expr.name}`);
    if (namespaced) {
      this.#resolveCall(expr, namespaced, null, true);
      return 'namespaced';
    }
    this.#check(target);
    return this.#visibleFunction(expr.name);
  }

  #resolveCall(expr: Call, decl: FunctionDecl, target: Expr | null, namespaced: boolean): void {
    const args = target ? [target, ...expr.args] : expr.args;
    const found =
      decl.name === operator.and || decl.name === operator.or
        ? this.#resolveLogic(args, decl)
        : this.#resolveOverloads(expr, decl, args, target !== null);
    if (found === null) {
      this.#types.set(expr.id, errorType);
      return;
    }
    this.#types.set(expr.id, found.type);
    this.#references.set(expr.id, { kind: 'call', decl, overloads: found.overloads, namespaced });
  }

  #resolveLogic(
    args: readonly Expr[],
    decl: FunctionDecl,
  ): { type: Type; overloads: readonly Overload[] } | null {
    let good = true;
    for (const arg of args) {
      const type = this.#typeOf(arg);
      if (this.#substitution.assign(type, boolType)) continue;
      this.#issues.report(arg.offset, mismatch(boolType, type));
      good = false;
    }
    return good ? { type: boolType, overloads: decl.overloads } : null;
  }

  #resolveOverloads(
    expr: Call,
    decl: FunctionDecl,
    args: readonly Expr[],
    member: boolean,
  ): { type: Type; overloads: readonly Overload[] } | null {
    const argTypes = args.map((arg) => this.#typeOf(arg));
    const overloads: Overload[] = [];
    let type: Type | null = null;
    for (const overload of decl.overloads) {
      if (overload.member !== member || this.#isHidden(overload)) continue;
      const result = this.#tryOverload(overload, argTypes);
      if (result === null) continue;
      overloads.push(overload);
      if (type === null) type = result;
      else if (!type.isDyn && !sameType(result, type)) type = dynType;
    }
    if (type !== null) return { type, overloads };
    this.#noMatch(expr, decl, argTypes, member);
    return null;
  }

  #isHidden(overload: Overload): boolean {
    if (this.#options.crossTypeComparisons || this.#foldsSeen) return false;
    return MIXED_COMPARISON.test(overload.id);
  }

  #tryOverload(overload: Overload, argTypes: readonly Type[]): Type | null {
    if (overload.args.length !== argTypes.length) return null;
    const fresh = new Substitution(this.#options.dialect);
    for (const name of typeParamNames([overload.result, ...overload.args])) {
      fresh.define(name, this.#newTypeVar());
    }
    const wanted = overload.args.map((arg) => fresh.apply(arg, false));
    if (!this.#substitution.assignAll(argTypes, wanted)) return null;
    return this.#substitution.apply(fresh.apply(overload.result, false), false);
  }

  #noMatch(expr: Call, decl: FunctionDecl, argTypes: readonly Type[], member: boolean): void {
    const shown = argTypes.map((type) => formatType(this.#substitution.apply(type, true)));
    const target = member ? `${shown.shift()}.` : '';
    this.#issues.report(
      expr.offset,
      `found no matching overload for '${decl.name}' applied to '${target}(${shown.join(', ')})'`,
    );
  }

  #newTypeVar(): Type {
    return typeParam(`_var${this.#freeTypes++}`);
  }

  /** The type of an element or entry written with `?`. */
  #unwrapped(expr: Expr, optional: boolean): Type {
    const type = this.#typeOf(expr);
    if (!optional) return type;
    const inner = optionalParam(type);
    if (inner !== null) return inner;
    if (!type.isDyn) this.#issues.report(expr.offset, mismatch(optionalType(type), type));
    return type;
  }

  #join(previous: Type | null, current: Type): Type {
    if (previous === null) return current;
    if (this.#substitution.assign(previous, current))
      return mostGeneral(previous, current, this.#options.dialect);
    return dynType;
  }

  #checkList(expr: Expr & { kind: 'list' }): void {
    let type: Type | null = null;
    expr.elements.forEach((element, i) => {
      this.#check(element);
      type = this.#join(type, this.#unwrapped(element, expr.optionals.has(i)));
    });
    this.#types.set(expr.id, listType(type ?? this.#newTypeVar()));
  }

  #checkMap(expr: Expr & { kind: 'map' }): void {
    let key: Type | null = null;
    let value: Type | null = null;
    for (const entry of expr.entries) {
      this.#check(entry.key);
      key = this.#join(key, this.#typeOf(entry.key));
      this.#check(entry.value);
      value = this.#join(value, this.#unwrapped(entry.value, entry.optional));
    }
    const keyType = key ?? this.#newTypeVar();
    this.#types.set(expr.id, mapType(keyType, value ?? this.#newTypeVar()));
  }

  #checkStruct(expr: StructExpr): void {
    const ident = this.#lookup(expr.typeName)?.decl;
    if (!ident) {
      this.#undeclared(expr.offset, expr.typeName);
      this.#types.set(expr.id, errorType);
      return;
    }
    this.#references.set(expr.id, { kind: 'ident', name: ident.name, value: undefined, local: false });
    const struct = this.#constructible(expr, ident);
    this.#types.set(expr.id, struct?.type ?? errorType);
    for (const field of expr.fields) {
      this.#check(field.value);
      const wanted = struct ? this.#structField(field.offset, struct, struct.name, field.name) : errorType;
      const given = this.#unwrapped(field.value, field.optional);
      if (!this.#substitution.assign(wanted, given)) {
        this.#issues.report(
          field.offset,
          `expected type of field '${field.name}' is '${formatType(wanted)}' but provided type is '${formatType(given)}'`,
        );
      }
    }
  }

  #constructible(expr: StructExpr, ident: VariableDecl): StructDecl | undefined {
    if (ident.type.kind === 'error') return undefined;
    if (ident.type.kind !== 'type') {
      this.#issues.report(expr.offset, `'${ident.type.declaredName}' is not a type`);
      return undefined;
    }
    const struct = this.#declarations.struct(ident.name);
    if (!struct) {
      const named = (ident.type.params[0] as Type).declaredName;
      this.#issues.report(expr.offset, `'${named}' is not a message type`);
    }
    return struct;
  }

  #checkFold(expr: Comprehension): void {
    this.#check(expr.range);
    this.#check(expr.accuInit);
    const [first, second] = this.#iterationTypes(expr);
    const accuType = this.#typeOf(expr.accuInit);
    const outer = this.#scope;
    this.#foldsSeen = true;
    const accumulating = new Scope(outer);
    accumulating.add({ name: expr.accuVar, type: accuType });
    const looping = new Scope(accumulating);
    looping.add({ name: expr.iterVar, type: first });
    if (expr.iterVar2 !== '') looping.add({ name: expr.iterVar2, type: second });
    this.#scope = looping;
    this.#check(expr.condition);
    this.#assert(expr.condition, boolType);
    this.#check(expr.step);
    this.#assert(expr.step, accuType);
    this.#scope = accumulating;
    this.#check(expr.result);
    this.#scope = outer;
    this.#types.set(expr.id, this.#resolved(expr.result));
  }

  #iterationTypes(expr: Comprehension): readonly [Type, Type] {
    const range = this.#resolved(expr.range);
    switch (range.kind) {
      case 'list': {
        const element = range.params[0] as Type;
        return expr.iterVar2 === '' ? [element, element] : [intType, element];
      }
      case 'map':
        return [range.params[0] as Type, range.params[1] as Type];
      case 'dyn':
      case 'error':
      case 'typeParam':
        this.#substitution.assign(dynType, range);
        return [dynType, dynType];
      default:
        this.#issues.report(
          expr.range.offset,
          `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [errorType, errorType];
    }
  }

  #assert(expr: Expr, type: Type): void {
    const found = this.#typeOf(expr);
    if (!this.#substitution.assign(type, found)) this.#issues.report(expr.offset, mismatch(type, found));
  }
}

const MIXED_COMPARISON =
  /^(?:less|less_equals|greater|greater_equals)_(?:int64_double|int64_uint64|uint64_double|uint64_int64|double_int64|double_uint64)$/;

function mismatch(expected: Type, found: Type): string {
  return `expected type '${formatType(expected)}' but found '${formatType(found)}'`;
}

function literalType(value: Value): Type {
  switch (typeof value) {
    case 'string':
      return stringType;
    case 'boolean':
      return boolType;
    case 'bigint':
      return intType;
    case 'number':
      return Number.isSafeInteger(value) ? intType : doubleType;
    default:
      if (value === null) return nullType;
      if (value instanceof Uint8Array) return bytesType;
      return value instanceof UintValue ? uintType : doubleType;
  }
}
