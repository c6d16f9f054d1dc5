import {
  dynType,
  type Environment,
  global,
  kubernetesEnvironment,
  type Library,
  listType,
  type Macro,
  OptionalValue,
  type StructDecl,
  stringType,
  structDecl,
  type Type,
  type Value,
} from '../../../language/cel/index.ts';
import { bindingsLibrary } from '../../../language/cel/library/bindings.ts';
import { encodersLibrary } from '../../../language/cel/library/encoders.ts';
import { mathLibrary } from '../../../language/cel/library/math.ts';
import { regexLibrary } from '../../../language/cel/library/regex.ts';
import { admissionRequestFields, admissionStructs, namespaceType } from '../environment.ts';
import { compileExpression, type Expression } from '../expression.ts';

/**
 * What the expressions of one Kyverno policy can use (kyverno 111e07bb pkg/cel/compiler/env.go). The type of `variables`
 * grows with each variable compiled.
 */
export class KyvernoCompiler {
  readonly #variables: Map<string, Type> = new Map();
  readonly #environment: Environment;

  constructor(...libraries: Library[]) {
    const variables: StructDecl = { ...structDecl('kyverno.variables', {}), fields: this.#variables };
    this.#environment = baseEnvironment().extend(
      { structs: [variables], variables: { variables: variables.type } },
      ...libraries,
    );
  }

  compile(text: string, wanted: readonly Type[]): Expression {
    return compileExpression(this.#environment, text, wanted);
  }

  compileVariable(name: string, text: string): Expression {
    const expression = this.compile(text, []);
    this.#variables.set(name, expression.type);
    return expression;
  }
}

let base: Environment | undefined;

function baseEnvironment(): Environment {
  base ??= kubernetesEnvironment({
    version: '1.36',
    libraries: [
      bindingsLibrary,
      encodersLibrary,
      mathLibrary,
      regexLibrary,
      orValueLibrary,
      admissionLibrary,
    ],
  });
  return base;
}

/** Kyverno lets `x.orValue(y)` stand on what is no optional, and then it is `x`. */
const orValue: Macro = {
  name: 'orValue',
  receiver: true,
  args: 1,
  expand: (helper, target, [otherwise]) =>
    target === null || otherwise === undefined ? null : helper.call('__orValueCompat__', target, otherwise),
};

const orValueLibrary: Library = {
  macros: [orValue],
  functions: [
    {
      name: '__orValueCompat__',
      overloads: [
        global(
          '__orValueCompat___dyn_dyn',
          [dynType, dynType],
          dynType,
          (target?: Value, otherwise?: Value) => {
            if (!(target instanceof OptionalValue)) return target as Value;
            // A null is a value too.
            return target.value === undefined ? (otherwise as Value) : target.value;
          },
        ),
      ],
    },
  ],
};

const request = structDecl('kubernetes.AdmissionRequest', {
  ...admissionRequestFields,
  object: dynType,
  oldObject: dynType,
});
const exceptions = structDecl('libs.Exception', {
  allowedImages: listType(stringType),
  allowedValues: listType(stringType),
});

const admissionLibrary: Library = {
  structs: [...admissionStructs, request, exceptions],
  variables: {
    object: dynType,
    oldObject: dynType,
    request: request.type,
    namespaceObject: namespaceType,
    exceptions: exceptions.type,
  },
};
