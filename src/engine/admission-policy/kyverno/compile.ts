import type { Path } from '../../../kube/json.ts';
import { boolType, type Library, nullType, stringType, type Type } from '../../../language/cel/index.ts';
import type { Expression } from '../expression.ts';
import { KyvernoCompiler } from './environment.ts';
import type { PolicyException } from './policy-exception.ts';
import type { ValidatingPolicySpec } from './validating-policy.ts';

/** The expressions of a spec. Unlike the API server, Kyverno takes no policy with an expression that does not compile. */
export interface CompiledSpec {
  readonly spec: ValidatingPolicySpec;
  readonly matchConditions: readonly Expression[];
  readonly variables: readonly { readonly name: string; readonly expression: Expression }[];
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly { readonly key: string; readonly expression: Expression }[];
  readonly exceptions: readonly CompiledException[];
}

export interface CompiledValidation {
  readonly expression: Expression;
  readonly message: string;
  readonly messageExpression: Expression | null;
}

export interface CompiledException {
  readonly exception: PolicyException;
  readonly matchConditions: readonly Expression[];
}

/** An expression that does not compile, and where it stands in the policy. */
export interface CompileProblem {
  readonly path: Path;
  readonly message: string;
}

/** Compiles a spec with the exceptions that refer to its policy (kyverno 111e07bb pkg/cel/policies/vpol/compiler). */
export function compileSpec(
  spec: ValidatingPolicySpec,
  exceptions: readonly PolicyException[],
  libraries: readonly Library[],
): CompiledSpec | readonly CompileProblem[] {
  const compiler = new CheckingCompiler(libraries);
  const compiled: CompiledSpec = {
    spec,
    // Before the variables: match conditions cannot see them.
    matchConditions: spec.matchConditions.map(({ expression }, i) =>
      compiler.check(['spec', 'matchConditions', i, 'expression'], expression, [boolType]),
    ),
    variables: spec.variables.map(({ name, expression }, i) => ({
      name,
      expression: compiler.variable(['spec', 'variables', i, 'expression'], name, expression),
    })),
    validations: spec.validations.map(({ expression, message, messageExpression }, i) => ({
      expression: compiler.check(['spec', 'validations', i, 'expression'], expression, [boolType]),
      message,
      messageExpression:
        messageExpression === ''
          ? null
          : compiler.check(['spec', 'validations', i, 'messageExpression'], messageExpression, [stringType]),
    })),
    auditAnnotations: spec.auditAnnotations.map(({ key, valueExpression }, i) => ({
      key,
      expression: compiler.check(['spec', 'auditAnnotations', i, 'valueExpression'], valueExpression, [
        stringType,
        nullType,
      ]),
    })),
    exceptions: exceptions.map((exception) => ({
      exception,
      matchConditions: exception.matchConditions.map(({ expression }, i) =>
        compiler.check(['spec', 'matchConditions', i, 'expression'], expression, [boolType]),
      ),
    })),
  };
  return compiler.problems.length === 0 ? compiled : compiler.problems;
}

class CheckingCompiler {
  readonly problems: CompileProblem[] = [];
  readonly #compiler: KyvernoCompiler;

  constructor(libraries: readonly Library[]) {
    this.#compiler = new KyvernoCompiler(...libraries);
  }

  check(path: Path, text: string, wanted: readonly Type[]): Expression {
    return this.#note(path, this.#compiler.compile(text, wanted));
  }

  variable(path: Path, name: string, text: string): Expression {
    return this.#note(path, this.#compiler.compileVariable(name, text));
  }

  #note(path: Path, expression: Expression): Expression {
    if (expression.program === null) this.problems.push({ path, message: expression.problem });
    return expression;
  }
}
