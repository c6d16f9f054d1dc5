import { and, type Cel, cel, choose, or, text } from './cel.ts';
import { kindTest } from './match.ts';
import type { NamedExpression, TranslatedRule, Validation } from './translated-rule.ts';
import { Untranslatable } from './untranslatable.ts';

/** A rule with those autogen makes of it, as one. */
export type Whole = Omit<TranslatedRule, 'matched'>;

/** One expression where the rules for different kinds say different things. */
export function wholeOf(parts: readonly TranslatedRule[]): Whole {
  const [first] = parts;
  if (first === undefined) throw new Untranslatable('the rule names no kinds');
  const { nullOnDelete } = first;
  const join = (expression: (part: TranslatedRule) => Cel): Cel => byKind(parts, nullOnDelete, expression);
  const joinNamed = (list: 'conditions' | 'variables'): NamedExpression[] =>
    first[list].map(({ name }, index) => ({
      name,
      expression: join((part) => at(part[list], index).expression),
    }));
  return {
    applies: join(({ applies }) => applies),
    conditions: joinNamed('conditions'),
    variables: joinNamed('variables'),
    validations: first.validations.map((one, index): Validation => {
      const all = parts.map(({ validations }) => at(validations, index));
      const same = all.every(
        ({ message, messageExpression }) =>
          message === one.message && messageExpression?.text === one.messageExpression?.text,
      );
      return {
        expression: join(({ validations }) => at(validations, index).expression),
        message: one.message,
        messageExpression: same
          ? one.messageExpression
          : join(({ validations }) => saying(at(validations, index))),
        reason: one.reason,
      };
    }),
    errs: join(({ errs }) => errs),
    nullOnDelete,
  };
}

function at<T>(list: readonly T[], index: number): T {
  const one = list[index];
  if (one === undefined) throw new Untranslatable('rules of autogen that differ in their parts');
  return one;
}

function saying({ message, messageExpression }: Validation): Cel {
  return messageExpression ?? text(message);
}

function byKind(
  parts: readonly TranslatedRule[],
  nullOnDelete: boolean,
  expression: (part: TranslatedRule) => Cel,
): Cel {
  const groups = new Map<string, TranslatedRule[]>();
  for (const part of parts) {
    const { text: written } = expression(part);
    groups.set(written, [...(groups.get(written) ?? []), part]);
  }
  const list = [...groups.values()];
  const last = list.pop() ?? [];
  return list.reduceRight<Cel>(
    (rest, group) =>
      choose(
        or(
          ...group.map(({ matched }) =>
            kindTest(matched.kinds, nullOnDelete ? 'request.kind.kind' : undefined),
          ),
        ),
        expression(group[0] as TranslatedRule),
        rest,
      ),
    and(expression(last[0] as TranslatedRule)),
  );
}

/** The expression with each variable replaced by what it stands for. */
export function withoutVariables(expression: Cel, variables: readonly NamedExpression[]): Cel {
  return variables.reduceRight<Cel>(
    (current, { name, expression: meant }) =>
      cel(
        current.text.replaceAll(new RegExp(`\\bvariables\\.${name}\\b`, 'g'), () => `(${meant.text})`),
        current.binds,
      ),
    expression,
  );
}
