import { isLiteral } from './json-end.ts';
import { NODE, type Nodes } from './nodes.ts';

/** Finds the nodes of a text that `readJson` has read, to look up places in it. */
export function parseJsonNodes(source: string, nodes: Nodes): void {
  const texts: string[] = [];
  nodes.clear(source);
  nodes.texts = texts;
  value(space(0));

  function value(from: number): number {
    const c = source.charCodeAt(from);
    if (c === 123) return collection(from, NODE.mapping);
    if (c === 91) return collection(from, NODE.sequence);
    if (c === 34) return string(from);
    let end = from;
    while (isLiteral(source.charCodeAt(end))) end++;
    nodes.push(NODE.plain, from, end, -1);
    return end;
  }

  function collection(from: number, kind: number): number {
    const node = nodes.push(kind, from, from, 0);
    let at = space(from + 1);
    while (!closes(source.charCodeAt(at))) {
      if (kind === NODE.mapping) at = space(space(string(at)) + 1);
      at = space(value(at));
      if (source.charCodeAt(at) === 44) at = space(at + 1);
    }
    nodes.close(node, at + 1);
    return at + 1;
  }

  function string(from: number): number {
    let end = from + 1;
    while (source.charCodeAt(end) !== 34) end += source.charCodeAt(end) === 92 ? 2 : 1;
    end++;
    nodes.push(
      NODE.quoted,
      from,
      end,
      texts.push((JSON.parse(source.slice(from, end)) as string).toWellFormed()) - 1,
    );
    return end;
  }

  function space(from: number): number {
    let at = from;
    while (at < source.length && source.charCodeAt(at) <= 32) at++;
    return at;
  }
}

function closes(c: number): boolean {
  return c === 125 || c === 93;
}
