import { createHash } from 'node:crypto';
import {
  CelError,
  type FunctionDecl,
  type Library,
  stringType,
  structDecl,
  type Value,
} from '../../../../language/cel/index.ts';
import { JMESPathError } from '../../../../language/jmespath/index.ts';
import { randomText } from '../../../../language/jmespath/random-text.ts';
import { Run } from '../../../../language/jmespath/run.ts';
import { text } from './context-value.ts';
import { prefixed } from './prefixed.ts';

function digest(algorithm: string): FunctionDecl[] {
  return prefixed('hash', algorithm, [stringType], stringType, (value) =>
    createHash(algorithm).update(text(value)).digest('hex'),
  );
}

/** kyverno/sdk extensions/cel/libs/hash. */
export const hashLibrary: Library = { functions: ['sha1', 'sha256', 'md5'].flatMap(digest) };

const serviceAccount = structDecl('user.ServiceAccount', { Name: stringType, Namespace: stringType });

/** `system:serviceaccount:NAMESPACE:NAME`; empty parts for any other user. */
function parseServiceAccount(user?: Value): Value {
  const [, Namespace = '', Name = ''] = /^system:serviceaccount:([^:]*):(.*)$/s.exec(text(user)) ?? [];
  return { Namespace, Name };
}

/** kyverno/sdk extensions/cel/libs/user. */
export const userLibrary: Library = {
  structs: [serviceAccount],
  functions: prefixed('user', 'parseServiceAccount', [stringType], serviceAccount.type, parseServiceAccount),
};

function random(pattern: string): Value {
  try {
    return randomText(pattern, new Run({}));
  } catch (error) {
    if (error instanceof JMESPathError) return new CelError(error.message);
    throw error;
  }
}

/** kyverno/sdk extensions/cel/libs/random. */
export const randomLibrary: Library = {
  functions: [
    ...prefixed('random', 'random', [], stringType, () => random('[0-9a-z]{8}')),
    ...prefixed('random', 'random', [stringType], stringType, (pattern) => random(text(pattern))),
  ],
};
