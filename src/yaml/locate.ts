import type { Path } from '../kube/json.ts';
import { type FieldText, findField } from './find-field.ts';
import { parseJsonNodes } from './json-nodes.ts';
import { Nodes } from './nodes.ts';
import { Parser } from './parser.ts';

const parser = new Parser();
const jsonNodes = new Nodes();
/** The text whose nodes were found last. The next question is most often about the same. */
let last: { readonly text: string; readonly nodes: Nodes } | undefined;

/**
 * Where `path` is written in a document that was read from `text`, or the nearest field around it that is written.
 * Nothing of the reading is kept for this: the text is parsed again when its first field is asked for.
 */
export function locateField(text: string, format: 'yaml' | 'json', path: Path): FieldText | undefined {
  return findField(nodesOf(text, format), path);
}

function nodesOf(text: string, format: 'yaml' | 'json'): Nodes {
  if (last?.text === text) return last.nodes;
  last = undefined;
  const nodes = format === 'yaml' ? parser.parse(`${text}\0`, Number.POSITIVE_INFINITY) : jsonNodes;
  if (format === 'json') parseJsonNodes(text, jsonNodes);
  last = { text, nodes };
  return nodes;
}
