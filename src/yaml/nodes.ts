import { Scanner } from './scanner.ts';
import { TOKEN } from './token.ts';
import { syntaxError, YamlError } from './yaml-error.ts';

export const NODE = { mapping: 1, sequence: 2, plain: 3, quoted: 4, alias: 5 } as const;

/** Beside the kind of a node: it has an anchor or a tag. */
export const hasProperties = 8;

export interface Properties {
  readonly anchor: string | null;
  /** In full: `tag:yaml.org,2002:int`. '' when there is none. */
  readonly tag: string;
}

const stride = 4;

/**
 * The nodes of one document in the order of the text, in flat memory that is used again for the next: a collection is
 * followed by what it holds, a mapping's keys and values in turn.
 */
export class Nodes {
  count = 0;
  source = '';
  texts: readonly string[] = [];
  readonly properties: Map<number, Properties> = new Map();
  /** Where text begins that kubectl does not look at, behind a document that ended before its text; else -1. */
  ignoredFrom = -1;
  #data = new Int32Array(2048 * stride);

  /** `data`: the index behind a collection's last node, of a scalar's text or -1, of the node that an alias names. */
  push(kind: number, start: number, end: number, data: number): number {
    let at = this.count * stride;
    if (at === this.#data.length) this.#grow();
    const to = this.#data;
    to[at++] = kind;
    to[at++] = start;
    to[at++] = end;
    to[at] = data;
    return this.count++;
  }

  /** Closes the collection at `index`, now that all it holds is there. */
  close(index: number, start: number, end: number): void {
    const at = index * stride;
    this.#data[at + 1] = start;
    this.#data[at + 2] = end;
    this.#data[at + 3] = this.count;
  }

  clear(source: string): void {
    this.count = 0;
    this.source = source;
    this.properties.clear();
    this.ignoredFrom = -1;
    if (this.#data.length > 1 << 22) this.#data = new Int32Array(2048 * stride);
  }

  kind(index: number): number {
    return (this.#data[index * stride] as number) & 7;
  }

  /** The kind and whether there are properties, in one. */
  flags(index: number): number {
    return this.#data[index * stride] as number;
  }

  start(index: number): number {
    return this.#data[index * stride + 1] as number;
  }

  end(index: number): number {
    return this.#data[index * stride + 2] as number;
  }

  data(index: number): number {
    return this.#data[index * stride + 3] as number;
  }

  /** The index behind the node and all it holds. */
  after(index: number): number {
    return this.kind(index) <= NODE.sequence ? this.data(index) : index + 1;
  }

  text(index: number): string {
    const text = this.data(index);
    return text < 0 ? this.source.slice(this.start(index), this.end(index)) : (this.texts[text] as string);
  }

  #grow(): void {
    const larger = new Int32Array(this.#data.length * 2);
    larger.set(this.#data);
    this.#data = larger;
  }
}

/** Puts the tokens of a text together to the nodes of its first document (the grammar of go-yaml v2, parserc.go v2.4.4). */
export class Parser {
  readonly nodes: Nodes = new Nodes();
  readonly #scanner = new Scanner();
  readonly #tokens = this.#scanner.tokens;
  readonly #handles = new Map<string, string>();
  /** The node that each anchor names so far. */
  readonly #anchors = new Map<string, number>();
  #at = 0;
  #depth = 0;
  #maxDepth = 0;
  /** Where the last thing that was read ended. */
  #end = 0;

  /** `source` ends with a NUL. No node when the text holds none at all. */
  parse(source: string, maxDepth: number): Nodes {
    const { nodes } = this;
    nodes.clear(source);
    nodes.texts = this.#tokens.texts;
    this.#scanner.start(source);
    this.#at = 0;
    this.#end = 0;
    this.#depth = 0;
    this.#maxDepth = maxDepth;
    this.#document();
    return nodes;
  }

  #document(): void {
    const directives = this.#directives();
    const first = this.#peek();
    if (first === TOKEN.streamEnd && !directives) return;
    if (first === TOKEN.documentStart) {
      this.#skip();
      if (endsDocument(this.#peek())) this.#empty(this.#end);
      else this.#node(true, false);
    } else {
      if (directives) throw this.#unexpected('"---" after the directives');
      this.#node(true, false);
    }
    const next = this.#peek();
    if (next === TOKEN.streamEnd) return;
    const from = next === TOKEN.documentEnd ? this.#tokens.end(this.#at) : this.#tokens.start(this.#at);
    if (saysSomething(this.nodes.source.slice(from, -1))) this.nodes.ignoredFrom = from;
  }

  #directives(): boolean {
    this.#handles.clear();
    this.#anchors.clear();
    let any = false;
    let version = false;
    for (; this.#peek() === TOKEN.directive; this.#skip()) {
      any = true;
      const text = this.#tokens.text(this.#at);
      const handle = this.#tokens.texts[text] as string;
      const value = this.#tokens.texts[text + 1] as string;
      if (handle === '') {
        if (version) throw this.#unexpected('one %YAML directive at most');
        if (!/^0?1\.0?1$/.test(value)) throw this.#unexpected('YAML 1.1, which is what kubectl reads');
        version = true;
      } else {
        if (this.#handles.has(handle)) throw this.#unexpected(`one %TAG directive for ${handle} at most`);
        this.#handles.set(handle, value);
      }
    }
    if (!this.#handles.has('!')) this.#handles.set('!', '!');
    if (!this.#handles.has('!!')) this.#handles.set('!!', 'tag:yaml.org,2002:');
    return any;
  }

  #node(inBlock: boolean, indentless: boolean): void {
    let token = this.#peek();
    if (token === TOKEN.alias) return this.#alias();
    let properties: Properties | null = null;
    if (token === TOKEN.anchor || token === TOKEN.tag) {
      properties = this.#properties(token);
      token = this.#peek();
    }
    switch (token) {
      case TOKEN.plain:
        return this.#scalar(NODE.plain, properties);
      case TOKEN.quoted:
        return this.#scalar(NODE.quoted, properties);
      case TOKEN.blockMapping:
        if (inBlock) return this.#collection(NODE.mapping, properties, this.#blockMapping);
        break;
      case TOKEN.blockSequence:
        if (inBlock) return this.#collection(NODE.sequence, properties, this.#blockSequence);
        break;
      case TOKEN.blockEntry:
        if (indentless) return this.#collection(NODE.sequence, properties, this.#indentlessSequence);
        break;
      case TOKEN.flowMapping:
        return this.#collection(NODE.mapping, properties, this.#flowMapping);
      case TOKEN.flowSequence:
        return this.#collection(NODE.sequence, properties, this.#flowSequence);
      default:
        break;
    }
    if (properties === null) throw this.#unexpected('a value');
    this.#withProperties(this.nodes.push(NODE.plain | hasProperties, this.#end, this.#end, -1), properties);
  }

  #properties(first: number): Properties {
    let anchor: string | null = null;
    let tag = '';
    for (let token = first, seen = 0; seen < 2; seen++) {
      if (token === TOKEN.anchor && anchor === null) {
        anchor = this.#tokens.texts[this.#tokens.text(this.#at)] as string;
      } else if (token === TOKEN.tag && tag === '') {
        tag = this.#tag();
      } else {
        break;
      }
      this.#skip();
      token = this.#peek();
    }
    return { anchor, tag };
  }

  #tag(): string {
    const text = this.#tokens.text(this.#at);
    const handle = this.#tokens.texts[text] as string;
    const suffix = this.#tokens.texts[text + 1] as string;
    if (handle === '') return suffix;
    const prefix = this.#handles.get(handle);
    if (prefix === undefined) throw this.#unexpected(`a %TAG directive that says what ${handle} is`);
    return prefix + suffix;
  }

  #scalar(kind: number, properties: Properties | null): void {
    const tokens = this.#tokens;
    const at = this.#at;
    const flags = properties === null ? kind : kind | hasProperties;
    const node = this.nodes.push(flags, tokens.start(at), tokens.end(at), tokens.text(at));
    if (properties !== null) this.#withProperties(node, properties);
    this.#skip();
  }

  #alias(): void {
    const start = this.#tokens.start(this.#at);
    const name = this.#tokens.texts[this.#tokens.text(this.#at)] as string;
    const target = this.#anchors.get(name);
    if (target === undefined)
      throw syntaxError(`expected an anchor &${name} before *${name}, found none`, start);
    this.nodes.push(NODE.alias, start, this.#tokens.end(this.#at), target);
    this.#skip();
  }

  #withProperties(node: number, properties: Properties): void {
    this.nodes.properties.set(node, properties);
    if (properties.anchor !== null) this.#anchors.set(properties.anchor, node);
  }

  #collection(kind: number, properties: Properties | null, read: (this: Parser) => void): void {
    const start = this.#tokens.start(this.#at);
    if (++this.#depth > this.#maxDepth) throw tooDeep(this.#maxDepth, start);
    const node = this.nodes.push(properties === null ? kind : kind | hasProperties, start, start, 0);
    if (properties !== null) this.#withProperties(node, properties);
    read.call(this);
    this.nodes.close(node, start, this.#end);
    this.#depth--;
  }

  #blockMapping(): void {
    this.#skipSilently();
    for (;;) {
      const token = this.#peek();
      if (token === TOKEN.blockEnd) return this.#skipSilently();
      if (token !== TOKEN.key) throw this.#unexpected('a key, indented like its neighbours');
      this.#skipSilently();
      this.#blockMappingNode();
      if (this.#peek() === TOKEN.value) {
        this.#skip();
        this.#blockMappingNode();
      } else {
        this.#empty(this.#end);
      }
    }
  }

  #blockMappingNode(): void {
    const token = this.#peek();
    if (token === TOKEN.key || token === TOKEN.value || token === TOKEN.blockEnd) this.#empty(this.#end);
    else this.#node(true, true);
  }

  #blockSequence(): void {
    this.#skipSilently();
    for (;;) {
      const token = this.#peek();
      if (token === TOKEN.blockEnd) return this.#skipSilently();
      if (token !== TOKEN.blockEntry) throw this.#unexpected('"-", indented like its neighbours');
      this.#skip();
      const next = this.#peek();
      if (next === TOKEN.blockEntry || next === TOKEN.blockEnd) this.#empty(this.#end);
      else this.#node(true, false);
    }
  }

  /** A list as a mapping's value whose items are indented no deeper than the key. */
  #indentlessSequence(): void {
    while (this.#peek() === TOKEN.blockEntry) {
      this.#skip();
      const next = this.#peek();
      const none =
        next === TOKEN.blockEntry || next === TOKEN.key || next === TOKEN.value || next === TOKEN.blockEnd;
      if (none) this.#empty(this.#end);
      else this.#node(true, false);
    }
  }

  #flowSequence(): void {
    this.#skip();
    for (let first = true; this.#peek() !== TOKEN.flowSequenceEnd; first = false) {
      if (!first) {
        this.#flowComma('"," or "]"');
        if (this.#peek() === TOKEN.flowSequenceEnd) break;
      }
      if (this.#peek() === TOKEN.key) this.#collection(NODE.mapping, null, this.#flowPair);
      else this.#node(false, false);
    }
    this.#skip();
  }

  /** `[a: b]` is a list of one mapping with one key. */
  #flowPair(): void {
    this.#skip();
    this.#flowNode(TOKEN.flowSequenceEnd);
    if (this.#peek() === TOKEN.value) {
      this.#skip();
      this.#flowNode(TOKEN.flowSequenceEnd);
    } else {
      this.#empty(this.#end);
    }
  }

  #flowMapping(): void {
    this.#skip();
    for (let first = true; this.#peek() !== TOKEN.flowMappingEnd; first = false) {
      if (!first) {
        this.#flowComma('"," or "}"');
        if (this.#peek() === TOKEN.flowMappingEnd) break;
      }
      if (this.#peek() !== TOKEN.key) {
        this.#node(false, false);
        this.#empty(this.#end);
        continue;
      }
      this.#skipSilently();
      this.#flowNode(TOKEN.flowMappingEnd);
      if (this.#peek() === TOKEN.value) {
        this.#skip();
        this.#flowNode(TOKEN.flowMappingEnd);
      } else {
        this.#empty(this.#end);
      }
    }
    this.#skip();
  }

  #flowComma(expected: string): void {
    if (this.#peek() !== TOKEN.flowEntry) throw this.#unexpected(expected);
    this.#skip();
  }

  /** A key or value in flow style, which may be left out. */
  #flowNode(closing: number): void {
    const token = this.#peek();
    if (token === TOKEN.value || token === TOKEN.flowEntry || token === closing) this.#empty(this.#end);
    else this.#node(false, false);
  }

  #empty(offset: number): void {
    this.nodes.push(NODE.plain, offset, offset, -1);
  }

  /** The kind of the next token. */
  #peek(): number {
    for (;;) {
      if (this.#at === this.#tokens.count) {
        this.#scanner.next();
        continue;
      }
      const kind = this.#tokens.kind(this.#at);
      if (kind !== TOKEN.gap) return kind;
      if (this.#scanner.mayBecomeKey(this.#at)) this.#scanner.next();
      else this.#at++;
    }
  }

  #skip(): void {
    this.#end = this.#tokens.end(this.#at++);
  }

  /** Steps over a token that has no text of its own. */
  #skipSilently(): void {
    this.#at++;
  }

  #unexpected(expected: string): Error {
    const kind = this.#peek();
    const start = this.#tokens.start(this.#at);
    const found = names.get(kind) ?? JSON.stringify(this.nodes.source.slice(start, start + 1));
    return syntaxError(`expected ${expected}, found ${found}`, start);
  }
}

const names = new Map<number, string>([
  [TOKEN.streamEnd, 'the end of the document'],
  [TOKEN.documentStart, 'a document separator'],
  [TOKEN.documentEnd, 'a document separator'],
  [TOKEN.blockEnd, 'the end of the indented block'],
  [TOKEN.blockMapping, 'a key'],
  [TOKEN.value, '":"'],
  [TOKEN.key, 'a key'],
  [TOKEN.plain, 'a text'],
  [TOKEN.quoted, 'a text'],
]);

/** True when there is more in `text` than blanks and comments. */
function saysSomething(text: string): boolean {
  return text.split('\n').some((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
}

function endsDocument(token: number): boolean {
  return (
    token === TOKEN.streamEnd ||
    token === TOKEN.documentStart ||
    token === TOKEN.documentEnd ||
    token === TOKEN.directive
  );
}

function tooDeep(limit: number, offset: number): Error {
  return new YamlError(
    'TOO_DEEP',
    `expected at most ${limit} levels of nesting, found more; flatten the document`,
    offset,
  );
}
