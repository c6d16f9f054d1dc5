import type { Path } from '../../../kube/json.ts';
import {
  boolType,
  dynType,
  type Library,
  listType,
  mutationLibrary,
  nullType,
  stringType,
  type Type,
} from '../../../language/cel/index.ts';
import type { Expression } from '../expression.ts';
import { mutationTypes, type PatchType } from '../mutation.ts';
import type { DeletingPolicySpec } from './deleting-policy.ts';
import { KyvernoCompiler } from './environment.ts';
import type { GeneratingPolicySpec } from './generating-policy.ts';
import type { ImageValidatingSpec } from './image-validating-policy.ts';
import { anyMap } from './library/context-value.ts';
import { imageReferenceLibrary } from './library/image-verification.ts';
import { imageVerifierLibrary } from './library/image-verifier.ts';
import type { MutatingPolicySpec } from './mutating-policy.ts';
import type { CelSpec } from './policy.ts';
import type { PolicyException } from './policy-exception.ts';
import { compileTemplate, type GenerationTemplate, type Template, TemplateError } from './template.ts';
import type { ValidatingPolicySpec } from './validating-policy.ts';

/** The expressions of a spec. Unlike the API server, Kyverno takes no policy with an expression that does not compile. */
export interface CompiledSpec<Spec extends CelSpec = CelSpec> {
  readonly spec: Spec;
  readonly matchConditions: readonly Expression[];
  readonly variables: readonly { readonly name: string; readonly expression: Expression }[];
  readonly auditAnnotations: readonly { readonly key: string; readonly expression: Expression }[];
  readonly exceptions: readonly CompiledException[];
  /** All of them, in one list. */
  readonly expressions: readonly Expression[];
}

export interface CompiledValidating extends CompiledSpec<ValidatingPolicySpec> {
  readonly validations: readonly CompiledValidation[];
}

export interface CompiledMutating extends CompiledSpec<MutatingPolicySpec> {
  readonly mutations: readonly { readonly patchType: PatchType; readonly expression: Expression }[];
  /** Gives the existing objects to change, one or a list of them; null where the policy names none so. */
  readonly targetExpression: Expression | null;
  readonly targetConditions: readonly Expression[];
}

export interface CompiledImageValidating extends CompiledSpec<ImageValidatingSpec> {
  readonly validations: readonly CompiledValidation[];
  /** A glob, or an expression over `ref`. */
  readonly references: readonly (string | Expression)[];
  readonly extractors: readonly { readonly name: string; readonly expression: Expression }[];
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

export type Compile<Spec extends CelSpec, Compiled extends CompiledSpec<Spec>> = (
  spec: Spec,
  exceptions: readonly PolicyException[],
  libraries: readonly Library[],
) => Compiled | readonly CompileProblem[];

/** Compiles a spec with the exceptions that refer to its policy (kyverno 111e07bb pkg/cel/policies/vpol/compiler). */
export const compileValidating: Compile<ValidatingPolicySpec, CompiledValidating> = (
  spec,
  exceptions,
  libraries,
) => {
  const compiler = new CheckingCompiler(libraries);
  // Before the variables: match conditions cannot see them.
  const matchConditions = compiler.conditions(spec.matchConditions);
  const variables = compiler.variables(spec);
  const validations = compiler.validations(spec);
  const rest = compiler.rest(spec, exceptions);
  return compiler.outcome({ spec, matchConditions, variables, validations, ...rest });
};

/** The same for images, which any exception excuses as a whole (kyverno 111e07bb pkg/image/verification/evaluator). */
export const compileImageValidating: Compile<ImageValidatingSpec, CompiledImageValidating> = (
  spec,
  exceptions,
  libraries,
) => {
  const compiler = new CheckingCompiler([...libraries, imageVerifierLibrary]);
  const references = new CheckingCompiler([imageReferenceLibrary]);
  const matchConditions = compiler.conditions(spec.matchConditions);
  const matching = spec.references.map(({ glob, expression }, i) =>
    glob !== ''
      ? glob
      : references.check(['spec', 'matchImageReferences', i, 'expression'], expression, [boolType]),
  );
  const extractors = spec.extractors.map(({ name, expression }, i) => ({
    name,
    expression: compiler.check(['spec', 'images', i, 'expression'], expression, [
      listType(stringType),
      listType(dynType),
      dynType,
    ]),
  }));
  const variables = compiler.variables(spec);
  const validations = compiler.validations(spec);
  const whole = exceptions.map((exception) => ({ ...exception, images: [], allowedValues: [] }));
  const rest = compiler.rest(spec, whole);
  const compiled = {
    spec,
    matchConditions,
    references: matching,
    extractors,
    variables,
    validations,
    ...rest,
  };
  return references.problems.length > 0 ? references.problems : compiler.outcome(compiled);
};

/** The same for mutations, whose match conditions see the variables (mpol/compiler). */
export const compileMutating: Compile<MutatingPolicySpec, CompiledMutating> = (
  spec,
  exceptions,
  libraries,
) => {
  const compiler = new CheckingCompiler([...libraries, mutationLibrary]);
  const variables = compiler.variables(spec);
  const matchConditions = compiler.conditions(spec.matchConditions);
  const targets = compiler.targets(spec);
  const mutations = spec.mutations.map(({ patchType, expression }, i) => {
    const field = patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration';
    return {
      patchType,
      expression: compiler.check(['spec', 'mutations', i, field, 'expression'], expression, [
        mutationTypes[patchType],
      ]),
    };
  });
  const rest = compiler.rest(spec, exceptions);
  return compiler.outcome({ spec, matchConditions, variables, mutations, ...targets, ...rest });
};

export interface CompiledGenerating extends CompiledSpec<GeneratingPolicySpec> {
  readonly generations: readonly (Expression | Template)[];
}

/** The same for what generates (gpol/compiler). */
export const compileGenerating: Compile<GeneratingPolicySpec, CompiledGenerating> = (
  spec,
  exceptions,
  libraries,
) => {
  const compiler = new CheckingCompiler(libraries);
  const matchConditions = compiler.conditions(spec.matchConditions);
  const variables = compiler.variables(spec);
  const generations = spec.generations.map(({ expression, template }, i) =>
    template === null
      ? compiler.check(['spec', 'generate', i, 'expression'], expression, [boolType])
      : compiler.template(['spec', 'generate', i, 'template', 'value'], template),
  );
  const rest = compiler.rest(spec, exceptions);
  return compiler.outcome({ spec, matchConditions, variables, generations, ...rest });
};

/** The same for what deletes, whose conditions see the variables (dpol/compiler). */
export const compileDeleting: Compile<DeletingPolicySpec, CompiledSpec<DeletingPolicySpec>> = (
  spec,
  exceptions,
  libraries,
) => {
  const compiler = new CheckingCompiler(libraries);
  const variables = compiler.variables(spec);
  const matchConditions = compiler.conditions(spec.matchConditions, 'conditions');
  const rest = compiler.rest(spec, exceptions);
  return compiler.outcome({ spec, matchConditions, variables, ...rest });
};

class CheckingCompiler {
  readonly problems: CompileProblem[] = [];
  readonly #expressions: Expression[] = [];
  readonly #compiler: KyvernoCompiler;

  constructor(libraries: readonly Library[]) {
    this.#compiler = new KyvernoCompiler(...libraries);
  }

  check(path: Path, text: string, wanted: readonly Type[]): Expression {
    return this.#note(path, this.#compiler.compile(text, wanted));
  }

  conditions(list: CelSpec['matchConditions'], field = 'matchConditions'): readonly Expression[] {
    return list.map(({ expression }, i) =>
      this.check(['spec', field, i, 'expression'], expression, [boolType]),
    );
  }

  targets({ targets }: MutatingPolicySpec): Pick<CompiledMutating, 'targetExpression' | 'targetConditions'> {
    if (targets === null) return { targetExpression: null, targetConditions: [] };
    const { expression, conditions } = targets;
    const path = ['spec', 'targetMatchConstraints', 'expression'];
    return {
      targetExpression: expression === '' ? null : this.check(path, expression, [anyMap]),
      targetConditions: this.conditions(conditions, 'targetMatchConditions'),
    };
  }

  validations({ validations }: ValidatingPolicySpec): readonly CompiledValidation[] {
    return validations.map(({ expression, message, messageExpression }, i) => ({
      expression: this.check(['spec', 'validations', i, 'expression'], expression, [boolType]),
      message,
      messageExpression:
        messageExpression === ''
          ? null
          : this.check(['spec', 'validations', i, 'messageExpression'], messageExpression, [stringType]),
    }));
  }

  template(path: Path, template: GenerationTemplate): Template {
    try {
      return compileTemplate(template, (text) => this.check(path, text, []));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.problems.push({ path, message: error.message });
      return () => [];
    }
  }

  variables({ variables }: CelSpec): CompiledSpec['variables'] {
    return variables.map(({ name, expression }, i) => ({
      name,
      expression: this.#note(
        ['spec', 'variables', i, 'expression'],
        this.#compiler.compileVariable(name, expression),
      ),
    }));
  }

  rest(
    { auditAnnotations }: CelSpec,
    exceptions: readonly PolicyException[],
  ): Pick<CompiledSpec, 'auditAnnotations' | 'exceptions'> {
    return {
      auditAnnotations: auditAnnotations.map(({ key, valueExpression }, i) => ({
        key,
        expression: this.check(['spec', 'auditAnnotations', i, 'valueExpression'], valueExpression, [
          stringType,
          nullType,
        ]),
      })),
      exceptions: exceptions.map((exception) => ({
        exception,
        matchConditions: this.conditions(exception.matchConditions),
      })),
    };
  }

  outcome<Compiled>(
    compiled: Compiled,
  ): (Compiled & Pick<CompiledSpec, 'expressions'>) | readonly CompileProblem[] {
    return this.problems.length === 0 ? { ...compiled, expressions: this.#expressions } : this.problems;
  }

  #note(path: Path, expression: Expression): Expression {
    this.#expressions.push(expression);
    if (expression.program === null) this.problems.push({ path, message: expression.problem });
    return expression;
  }
}
