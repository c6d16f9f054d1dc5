import type { VariableDecl } from './declaration.ts';

/** The variables of nested folds, innermost first. */
export class Scope {
  readonly #parent: Scope | null;
  readonly #variables: Map<string, VariableDecl> = new Map();

  constructor(parent: Scope | null) {
    this.#parent = parent;
  }

  add(variable: VariableDecl): void {
    this.#variables.set(variable.name, variable);
  }

  find(name: string): VariableDecl | undefined {
    return this.#variables.get(name) ?? this.#parent?.find(name);
  }
}
