import { type FunctionDecl, member, type Overload } from '../check/declaration.ts';
import { boolType, stringType, structType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { OpaqueValue } from '../value/opaque.ts';
import type { Value } from '../value/value.ts';
import { dnsLabel, dnsSubdomain } from './names.ts';

export const authorizerType: Type = structType('kubernetes.authorization.Authorizer');
export const pathCheckType: Type = structType('kubernetes.authorization.PathCheck');
export const groupCheckType: Type = structType('kubernetes.authorization.GroupCheck');
export const resourceCheckType: Type = structType('kubernetes.authorization.ResourceCheck');
export const decisionType: Type = structType('kubernetes.authorization.Decision');

/** What is asked: may this user do this to a path or a resource? `user` is null for the one who made the request. */
export interface AccessQuestion {
  readonly user: { readonly namespace: string; readonly name: string } | null;
  readonly verb: string;
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface AccessAnswer {
  readonly allowed: boolean;
  readonly reason: string;
  /** Set when the question could not be answered. */
  readonly error?: string;
}

/** Who answers: recorded answers, or a cluster. */
export type Authorizer = (question: AccessQuestion) => AccessAnswer;

type Question = Omit<AccessQuestion, 'verb'>;

/** One step of `authorizer.group('').resource('pods').namespace('x').check('get')`. */
export class AccessValue extends OpaqueValue {
  readonly type: Type;
  override readonly goType: string = 'library.authorizerVal';
  readonly authorizer: Authorizer;
  readonly question: Question;

  constructor(type: Type, authorizer: Authorizer, question: Question = { user: null }) {
    super();
    this.type = type;
    this.authorizer = authorizer;
    this.question = question;
  }

  equals(other: Value): boolean {
    return other === this;
  }

  toString(): string {
    return this.type.name;
  }

  with(type: Type, more: Partial<Question>): AccessValue {
    return new AccessValue(type, this.authorizer, { ...this.question, ...more });
  }

  check(verb: string): DecisionValue {
    return new DecisionValue(this.authorizer({ ...this.question, verb }));
  }
}

export class DecisionValue extends OpaqueValue {
  readonly type: Type = decisionType;
  override readonly goType: string = 'library.decisionVal';
  readonly answer: AccessAnswer;

  constructor(answer: AccessAnswer) {
    super();
    this.answer = answer;
  }

  equals(other: Value): boolean {
    return other === this;
  }

  toString(): string {
    return this.type.name;
  }
}

/** The value of the variable `authorizer`. */
export function authorizerValue(authorizer: Authorizer): AccessValue {
  return new AccessValue(authorizerType, authorizer);
}

/** The value of `authorizer.requestResource`. */
export function requestResourceValue(
  authorizer: Authorizer,
  resource: Partial<Omit<Question, 'user'>>,
): AccessValue {
  return new AccessValue(resourceCheckType, authorizer, { user: null, ...resource });
}

type Step = (access: AccessValue, ...args: string[]) => Value;

function step(name: string, id: string, args: readonly Type[], result: Type, run: Step): FunctionDecl {
  return {
    name,
    overloads: [member(id, args, result, run as Overload['run'] as NonNullable<Overload['run']>)],
  };
}

function setting(name: keyof Question, id: string): FunctionDecl {
  return step(name, id, [resourceCheckType, stringType], resourceCheckType, (access, text) =>
    access.with(resourceCheckType, { [name]: text }),
  );
}

function serviceAccount(access: AccessValue, namespace: string, name: string): Value {
  if (dnsSubdomain(name).length > 0) return new CelError('Invalid service account name');
  if (dnsLabel(namespace).length > 0) return new CelError('Invalid service account namespace');
  return access.with(authorizerType, { user: { namespace, name } });
}

function notEmpty(what: string, text: string, then: () => Value): Value {
  return text.trim() === '' ? new CelError(`${what} must not be empty`) : then();
}

const check: NonNullable<Overload['run']> = (access, verb) => (access as AccessValue).check(verb as string);

function answer(name: string, result: Type, read: (answer: AccessAnswer) => Value): FunctionDecl {
  const run: NonNullable<Overload['run']> = (decision) => read((decision as DecisionValue).answer);
  return { name, overloads: [member(`decision_${name}`, [decisionType], result, run)] };
}

/** apiserver pkg/cel/library/authz.go. */
export const authorizerLibrary: Library = {
  functions: [
    step('path', 'authorizer_path', [authorizerType, stringType], pathCheckType, (access, path) =>
      notEmpty('path', path as string, () => access.with(pathCheckType, { path: path as string })),
    ),
    step('group', 'authorizer_group', [authorizerType, stringType], groupCheckType, (access, group) =>
      access.with(groupCheckType, { group: group as string }),
    ),
    step(
      'serviceAccount',
      'authorizer_serviceaccount',
      [authorizerType, stringType, stringType],
      authorizerType,
      serviceAccount as Step,
    ),
    step(
      'resource',
      'groupcheck_resource',
      [groupCheckType, stringType],
      resourceCheckType,
      (access, resource) =>
        notEmpty('resource', resource as string, () =>
          access.with(resourceCheckType, { resource: resource as string }),
        ),
    ),
    setting('subresource', 'resourcecheck_subresource'),
    setting('namespace', 'resourcecheck_namespace'),
    setting('name', 'resourcecheck_name'),
    {
      name: 'check',
      overloads: [
        member('pathcheck_check', [pathCheckType, stringType], decisionType, check),
        member('resourcecheck_check', [resourceCheckType, stringType], decisionType, check),
      ],
    },
    answer('errored', boolType, ({ error }) => error !== undefined),
    answer('error', stringType, ({ error }) => error ?? ''),
    answer('allowed', boolType, ({ allowed }) => allowed),
    answer('reason', stringType, ({ reason }) => reason),
  ],
};

/** The selectors that came with 1.31. */
export const authorizerSelectorsLibrary: Library = {
  functions: [
    setting('fieldSelector', 'authorizer_fieldselector'),
    setting('labelSelector', 'authorizer_labelselector'),
  ],
};
