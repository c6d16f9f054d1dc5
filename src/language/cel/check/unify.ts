import type { Dialect } from '../environment.ts';
import {
  acceptsType,
  dynType,
  listType,
  mapType,
  nullType,
  opaqueType,
  sameType,
  type Type,
  typeOfType,
} from './type.ts';

/**
 * What the type parameters of one check stand for. A failed attempt leaves no trace. The rules, and their order, are those
 * of cel-go v0.26 checker/types.go.
 */
export class Substitution {
  readonly #bound: Map<string, Type> = new Map();
  readonly #trail: [string, Type | undefined][] = [];

  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /**
   * Whether the two types agree, which binds type parameters. Nearly symmetric: callers give the arguments and the
   * parameters in the order in which cel-go gives them.
   */
  assign(first: Type, second: Type): boolean {
    return this.#attempt(() => this.#assignable(first, second));
  }

  assignAll(first: readonly Type[], second: readonly Type[]): boolean {
    return this.#attempt(() => this.#allAssignable(first, second));
  }

  /** Lets the type parameter `name` stand for `type` from the start. */
  define(name: string, type: Type): void {
    this.#bound.set(name, type);
  }

  /** `type` with its parameters filled in; with `toDyn` unbound ones become dyn. */
  apply(type: Type, toDyn: boolean): Type {
    if (type.kind === 'typeParam') {
      const bound = this.#bound.get(type.name);
      if (bound) return this.apply(bound, toDyn);
      return toDyn ? dynType : type;
    }
    if (type.params.length === 0) return type;
    const params = type.params.map((param) => this.apply(param, toDyn));
    if (params.every((param, i) => param === type.params[i])) return type;
    switch (type.kind) {
      case 'list':
        return listType(params[0] as Type);
      case 'map':
        return mapType(params[0] as Type, params[1] as Type);
      case 'type':
        return typeOfType(params[0] as Type);
      case 'opaque':
        return opaqueType(type.name, ...params);
      default:
        return type;
    }
  }

  /** Runs a comparison; when it fails, what it bound is unbound again. */
  #attempt(run: () => boolean): boolean {
    this.#trail.length = 0;
    if (run()) return true;
    for (const [name, before] of this.#trail.toReversed()) {
      if (before) this.#bound.set(name, before);
      else this.#bound.delete(name);
    }
    return false;
  }

  #set(name: string, type: Type): void {
    this.#trail.push([name, this.#bound.get(name)]);
    this.#bound.set(name, type);
  }

  #assignable(first: Type, second: Type): boolean {
    if (second.kind === 'typeParam') {
      const bound = this.#bind(first, second);
      if (bound.valid) return true;
      if (bound.known) return false;
    }
    if (first.kind === 'typeParam') return this.#bind(second, first).valid;
    if (isDynOrError(first) || isDynOrError(second)) return true;
    if (first.kind === 'null') return acceptsNull(second);
    if (second.kind === 'null') return acceptsNull(first);
    switch (first.kind) {
      case 'type':
        return second.kind === 'type';
      case 'opaque':
      case 'list':
      case 'map':
        return (
          first.kind === second.kind &&
          first.name === second.name &&
          this.#allAssignable(first.params, second.params)
        );
      default:
        // Wrappers meet their plain type only when they come second.
        return acceptsType(second, first);
    }
  }

  #allAssignable(first: readonly Type[], second: readonly Type[]): boolean {
    return (
      first.length === second.length && first.every((type, i) => this.#assignable(type, second[i] as Type))
    );
  }

  /** Lets the parameter `param` stand for `type`, as far as what it stands for already allows. */
  #bind(type: Type, param: Type): { valid: boolean; known: boolean } {
    if (type.kind === param.kind && sameType(type, param)) return { valid: true, known: true };
    const current = this.#bound.get(param.name);
    if (current) {
      if (sameType(type, current)) return { valid: true, known: true };
      if (!this.#assignable(type, current)) return { valid: false, known: true };
      const general = mostGeneral(type, current, this.#dialect);
      if (this.#absentFrom(param, general)) this.#set(param.name, general);
      return { valid: true, known: true };
    }
    if (!this.#absentFrom(param, type)) return { valid: false, known: false };
    this.#set(param.name, type);
    return { valid: true, known: false };
  }

  /** True when `param` does not occur in `within`: a type must not contain itself. */
  #absentFrom(param: Type, within: Type): boolean {
    if (sameType(param, within)) return false;
    if (within.kind === 'typeParam') {
      const bound = this.#bound.get(within.name);
      return bound === undefined || this.#absentFrom(param, bound);
    }
    return within.params.every((inner) => this.#absentFrom(param, inner));
  }
}

function isDynOrError(type: Type): boolean {
  return type.isDyn || type.kind === 'error';
}

const TAKES_NULL = new Set<Type['kind']>(['opaque', 'struct', 'any', 'duration', 'timestamp']);

function acceptsNull(type: Type): boolean {
  return TAKES_NULL.has(type.kind) || acceptsType(type, nullType);
}

/** The one of two compatible types that says less. */
export function mostGeneral(a: Type, b: Type, dialect: Dialect): Type {
  if (dialect === 'specification' && b.kind === 'null' && acceptsNull(a)) return a;
  return saysNoMore(a, b) ? a : b;
}

function saysNoMore(a: Type, b: Type): boolean {
  if (a.isDyn || a.kind === 'typeParam') return true;
  if (b.isDyn || b.kind === 'typeParam' || a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'type':
      return true;
    case 'opaque':
    case 'list':
    case 'map':
      return (
        a.name === b.name &&
        a.params.length === b.params.length &&
        a.params.every((param, i) => saysNoMore(param, b.params[i] as Type))
      );
    default:
      return sameType(a, b);
  }
}
