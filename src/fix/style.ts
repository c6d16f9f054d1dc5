import { columnOf, lineStart } from './splice.ts';
import type { Node, Tree } from './tree.ts';
import type { Style } from './write-value.ts';

/** How a document is written, read off the document itself. */
export function styleOf(tree: Tree): Style {
  const { source } = tree;
  const seen = { step: 0, quoted: 0, plain: 0, colon: '', comma: '', padding: '' };
  const visit = (node: Node, column: number): void => {
    if (node.kind === 'mapping') {
      for (const { key, value } of node.entries) {
        if (source[key.start] === '"') seen.quoted++;
        else seen.plain++;
        if (node.flow) seen.colon ||= between(source, key.end, value.start, /^(:[ ]?)$/);
        visit(value, node.flow ? column : columnOf(source, key.start));
      }
      const [first, second] = node.entries;
      if (node.flow && first !== undefined) {
        if (second !== undefined)
          seen.comma ||= between(source, first.value.end, second.key.start, /^(,[ ]?)$/);
        seen.padding ||= between(source, node.start + 1, first.key.start, /^([ ]?)$/);
      } else if (first !== undefined) {
        const deeper = columnOf(source, first.key.start) - column;
        if (seen.step === 0 && deeper > 0 && deeper <= 8) seen.step = deeper;
      }
    }
    for (const item of node.items) visit(item, Number.MAX_SAFE_INTEGER);
  };
  if (tree.root !== undefined) visit(tree.root, Number.MAX_SAFE_INTEGER);
  const colon = seen.colon === '' ? ': ' : seen.colon;
  return {
    quoted: seen.quoted > seen.plain,
    colon,
    comma: seen.comma === '' ? (colon === ':' ? ',' : ', ') : seen.comma,
    padding: seen.padding,
    step: seen.step === 0 ? (jsonStep(tree) ?? '  ') : ' '.repeat(seen.step),
    newline: source.includes('\r\n') ? '\r\n' : '\n',
  };
}

function between(source: string, from: number, to: number, form: RegExp): string {
  return form.exec(source.slice(from, to))?.[1] ?? '';
}

/** How much deeper the first key stands in a document that is one pair of braces over several lines. */
function jsonStep({ root, source }: Tree): string | undefined {
  const first = root?.flow === true ? root.entries[0] : undefined;
  if (root === undefined || first === undefined) return undefined;
  const indent = source.slice(lineStart(source, first.key.start), first.key.start);
  const outer = columnOf(source, root.start);
  return indent.trim() === '' && indent.length > outer ? indent.slice(outer) : undefined;
}
