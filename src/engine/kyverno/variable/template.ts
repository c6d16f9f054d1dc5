import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import { SubstitutionError } from './error.ts';
import type { Expressions } from './expression.ts';
import type { JsonContext } from './json-context.ts';
import { resolveReferences } from './reference.ts';
import { compileText, type TextTemplate } from './text-template.ts';

/** A part of a policy with its variables, compiled. */
export interface Template {
  /** The value when it holds no variables; undefined when it does. */
  readonly fixed: Json | undefined;
  /** Throws SubstitutionError. What it gives may share parts with the policy and the context: it must not be changed. */
  evaluate(context: JsonContext): Json;
}

/** Kyverno v1.19 pkg/engine/variables/vars.go, SubstituteAll: references first, then variables in keys and texts. */
export function compileTemplate(document: Json, expressions: Expressions): Template {
  const resolved = resolveReferences(document);
  if (resolved instanceof SubstitutionError) return failing(resolved);
  return compileNode(resolved, '', expressions);
}

function failing(error: SubstitutionError): Template {
  return {
    fixed: undefined,
    evaluate: () => {
      throw error;
    },
  };
}

function compileNode(value: Json, path: string, expressions: Expressions): Template {
  if (typeof value === 'string') return compileText(value, path, expressions);
  if (Array.isArray(value)) {
    return compileList(value.map((item, index) => compileNode(item, `${path}/${index}`, expressions)));
  }
  return isObject(value) ? compileObject(value, path, expressions) : constant(value);
}

function constant(value: Json): Template {
  return { fixed: value, evaluate: () => value };
}

function compileList(items: readonly Template[]): Template {
  if (items.every((item) => item.fixed !== undefined))
    return constant(items.map((item) => item.fixed as Json));
  return { fixed: undefined, evaluate: (context) => items.map((item) => item.evaluate(context)) };
}

interface Member {
  readonly key: string;
  readonly keyTemplate: TextTemplate;
  readonly value: Template;
}

function compileObject(object: JsonObject, path: string, expressions: Expressions): Template {
  const members = Object.keys(object).map((key): Member => {
    const inner = `${path}/${key.replaceAll('/', '\\/')}`;
    return {
      key,
      keyTemplate: compileText(key, path, expressions),
      value: compileNode(object[key] ?? null, inner, expressions),
    };
  });
  if (
    members.every(({ keyTemplate, value }) => keyTemplate.fixed !== undefined && value.fixed !== undefined)
  ) {
    return constant(
      assemble(
        members,
        ({ value }) => value.fixed as Json,
        ({ keyTemplate }) => keyTemplate.fixed ?? null,
      ),
    );
  }
  return {
    fixed: undefined,
    evaluate: (context) =>
      assemble(
        members,
        ({ value }) => value.evaluate(context),
        ({ keyTemplate }) => keyTemplate.evaluate(context),
      ),
  };
}

function assemble(
  members: readonly Member[],
  valueOf: (member: Member) => Json,
  keyOf: (member: Member) => Json,
): JsonObject {
  const object: JsonObject = {};
  for (const member of members) setOwn(object, keyText(keyOf(member), member.key), valueOf(member));
  return object;
}

function keyText(key: Json, written: string): string {
  if (key === null) return written;
  if (typeof key === 'string') return key;
  throw new SubstitutionError(`expected string after substituting variables in key "${written}"`);
}
