import { candidateNames } from './container.ts';
import type { FunctionDecl, StructDecl, VariableDecl } from './declaration.ts';
import { type Type, typeOfType } from './type.ts';

export type StructResolver = (name: string) => StructDecl | undefined;

/**
 * Everything an environment declares. `extend` makes a new one on top and leaves this one as it is, so that environments
 * can share their libraries.
 */
export class Declarations {
  readonly container: string;
  readonly #parent: Declarations | null;
  readonly #functions: Map<string, FunctionDecl> = new Map();
  readonly #variables: Map<string, VariableDecl> = new Map();
  readonly #types: Map<string, Type> = new Map();
  readonly #structs: Map<string, StructDecl> = new Map();
  readonly #resolvers: StructResolver[] = [];

  constructor(parent: Declarations | null = null, container: string = parent?.container ?? '') {
    this.#parent = parent;
    this.container = container;
  }

  /** Adds the overloads of `decl` to those the name has already. */
  addFunction(decl: FunctionDecl): void {
    const known = this.function(decl.name);
    this.#functions.set(decl.name, known ? mergeFunctions(known, decl) : decl);
  }

  addVariable(decl: VariableDecl): void {
    this.#variables.set(decl.name, decl);
  }

  /** Makes the type's name an identifier of type `type(T)`. */
  addType(type: Type): void {
    this.#types.set(type.name, type);
  }

  addStruct(decl: StructDecl): void {
    this.#structs.set(decl.name, decl);
  }

  addResolver(resolver: StructResolver): void {
    this.#resolvers.push(resolver);
  }

  function(name: string): FunctionDecl | undefined {
    return this.#functions.get(name) ?? this.#parent?.function(name);
  }

  variable(name: string): VariableDecl | undefined {
    return this.#variables.get(name) ?? this.#parent?.variable(name);
  }

  type(name: string): Type | undefined {
    return this.#types.get(name) ?? this.#parent?.type(name);
  }

  struct(name: string): StructDecl | undefined {
    const known = this.#structs.get(name);
    if (known) return known;
    for (const resolve of this.#resolvers) {
      const made = resolve(name);
      if (made) return made;
    }
    return this.#parent?.struct(name);
  }

  /** What the exact name `name` is: a variable, else a type. */
  ident(name: string): VariableDecl | undefined {
    const variable = this.variable(name);
    if (variable) return variable;
    const type = this.struct(name)?.type ?? this.type(name);
    return type && { name, type: typeOfType(type), value: type };
  }

  /** The function that `name` means in this container. */
  resolveFunction(name: string): FunctionDecl | undefined {
    for (const candidate of candidateNames(this.container, name)) {
      const found = this.function(candidate);
      if (found) return found;
    }
    return undefined;
  }
}

function mergeFunctions(known: FunctionDecl, added: FunctionDecl): FunctionDecl {
  const ids = new Set(added.overloads.map((overload) => overload.id));
  const kept = known.overloads.map((overload) => {
    if (!ids.has(overload.id)) return overload;
    ids.delete(overload.id);
    return added.overloads.find((other) => other.id === overload.id) ?? overload;
  });
  const fresh = added.overloads.filter((overload) => ids.has(overload.id));
  return { ...known, ...added, overloads: [...kept, ...fresh] };
}
