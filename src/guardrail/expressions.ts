import type { JsonObject } from '../kube/json.ts';

/** A text as a CEL literal. */
export function celText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

export function celTexts(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** A name as a regular expression that means it alone; without backslashes, which every language escapes in its own way. */
export function literalPattern(name: string): string {
  return name.replaceAll(/[.+*?^$()[\]{}|\\]/g, (sign) => (sign === '^' ? String.raw`\^` : `[${sign}]`));
}

/** `a`, `a or b`, `a, b or c` */
export function oneOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
}

/** Every container of a pod, in JMESPath as Kyverno writes it. */
export const everyContainer = 'request.object.spec.[initContainers, containers, ephemeralContainers][]';

/** A rule that denies a pod for the first container of which one of these conditions holds. */
export function denyContainer(
  conditions: readonly JsonObject[],
  context: readonly JsonObject[] = [],
): JsonObject {
  return {
    foreach: [
      {
        list: everyContainer,
        ...(context.length === 0 ? {} : { context: [...context] }),
        deny: { conditions: { any: [...conditions] } },
      },
    ],
  };
}

/** Every container of a pattern: the two other lists need not be there. */
export function inEveryContainer<Container>(container: Container): {
  readonly '=(initContainers)': Container[];
  readonly containers: Container[];
  readonly '=(ephemeralContainers)': Container[];
} {
  return {
    '=(initContainers)': [container],
    containers: [container],
    '=(ephemeralContainers)': [container],
  };
}
