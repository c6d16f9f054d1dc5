import { tooDeep } from './nesting.ts';
import { hasProperties, NODE, Nodes, type Properties } from './nodes.ts';
import { Scanner } from './scanner.ts';
import { TOKEN } from './token.ts';
import { syntaxError } from './yaml-error.ts';

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
      const content = this.#peek();
      if (endsDocument(content)) this.#empty();
      else this.#node(content, true, false);
    } else {
      if (directives) throw this.#unexpected('"---" after the directives');
      this.#node(first, true, false);
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
    return any;
  }

  #node(first: number, inBlock: boolean, indentless: boolean): void {
    if (first === TOKEN.alias) return this.#alias();
    let token = first;
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
        if (inBlock) return this.#blockMapping(properties);
        break;
      case TOKEN.blockSequence:
        if (inBlock) return this.#blockSequence(properties);
        break;
      case TOKEN.blockEntry:
        if (indentless) return this.#indentlessSequence(properties);
        break;
      case TOKEN.flowMapping:
        return this.#flowMapping(properties);
      case TOKEN.flowSequence:
        return this.#flowSequence(properties);
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
    const prefix = this.#handles.get(handle) ?? usualHandles.get(handle);
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

  #open(kind: number, properties: Properties | null): number {
    const start = this.#tokens.start(this.#at);
    if (++this.#depth > this.#maxDepth) throw tooDeep(this.#maxDepth, start);
    const node = this.nodes.push(properties === null ? kind : kind | hasProperties, start, start, 0);
    if (properties !== null) this.#withProperties(node, properties);
    return node;
  }

  #close(node: number): void {
    this.nodes.close(node, this.#end);
    this.#depth--;
  }

  #blockMapping(properties: Properties | null): void {
    const node = this.#open(NODE.mapping, properties);
    this.#skipSilently();
    for (;;) {
      const token = this.#peek();
      if (token === TOKEN.blockEnd) break;
      if (token !== TOKEN.key) throw this.#unexpected('a key, indented like its neighbours');
      this.#skipSilently();
      this.#blockMappingNode();
      if (this.#peek() === TOKEN.value) {
        this.#skip();
        this.#blockMappingNode();
      } else {
        this.#empty();
      }
    }
    this.#skipSilently();
    this.#close(node);
  }

  #blockMappingNode(): void {
    const token = this.#peek();
    if (token === TOKEN.key || token === TOKEN.value || token === TOKEN.blockEnd) this.#empty();
    else this.#node(token, true, true);
  }

  #blockSequence(properties: Properties | null): void {
    const node = this.#open(NODE.sequence, properties);
    this.#skipSilently();
    for (;;) {
      const token = this.#peek();
      if (token === TOKEN.blockEnd) break;
      if (token !== TOKEN.blockEntry) throw this.#unexpected('"-", indented like its neighbours');
      this.#skip();
      const next = this.#peek();
      if (next === TOKEN.blockEntry || next === TOKEN.blockEnd) this.#empty();
      else this.#node(next, true, false);
    }
    this.#skipSilently();
    this.#close(node);
  }

  /** A list as a mapping's value whose items are indented no deeper than the key. */
  #indentlessSequence(properties: Properties | null): void {
    const node = this.#open(NODE.sequence, properties);
    while (this.#peek() === TOKEN.blockEntry) {
      this.#skip();
      const next = this.#peek();
      const none =
        next === TOKEN.blockEntry || next === TOKEN.key || next === TOKEN.value || next === TOKEN.blockEnd;
      if (none) this.#empty();
      else this.#node(next, true, false);
    }
    this.#close(node);
  }

  #flowSequence(properties: Properties | null): void {
    const node = this.#open(NODE.sequence, properties);
    this.#skip();
    for (let first = true; this.#peek() !== TOKEN.flowSequenceEnd; first = false) {
      if (!first) this.#flowComma('"," or "]"');
      const token = this.#peek();
      if (token === TOKEN.flowSequenceEnd) break;
      if (token === TOKEN.key) this.#flowPair();
      else this.#node(token, false, false);
    }
    this.#skip();
    this.#close(node);
  }

  /** `[a: b]` is a list of one mapping with one key. */
  #flowPair(): void {
    const node = this.#open(NODE.mapping, null);
    this.#flowEntry(TOKEN.flowSequenceEnd);
    this.#close(node);
  }

  #flowMapping(properties: Properties | null): void {
    const node = this.#open(NODE.mapping, properties);
    this.#skip();
    for (let first = true; this.#peek() !== TOKEN.flowMappingEnd; first = false) {
      if (!first) this.#flowComma('"," or "}"');
      const token = this.#peek();
      if (token === TOKEN.flowMappingEnd) break;
      if (token === TOKEN.key) {
        this.#flowEntry(TOKEN.flowMappingEnd);
      } else {
        this.#node(token, false, false);
        this.#empty();
      }
    }
    this.#skip();
    this.#close(node);
  }

  /** A key and what may follow it. */
  #flowEntry(closing: number): void {
    this.#skipSilently();
    this.#flowNode(closing);
    if (this.#peek() === TOKEN.value) {
      this.#skip();
      this.#flowNode(closing);
    } else {
      this.#empty();
    }
  }

  #flowComma(expected: string): void {
    if (this.#peek() !== TOKEN.flowEntry) throw this.#unexpected(expected);
    this.#skip();
  }

  /** A key or value in flow style, which may be left out. */
  #flowNode(closing: number): void {
    const token = this.#peek();
    if (token === TOKEN.value || token === TOKEN.flowEntry || token === closing) this.#empty();
    else this.#node(token, false, false);
  }

  #empty(): void {
    this.nodes.push(NODE.plain, this.#end, this.#end, -1);
  }

  /** The kind of the next token. */
  #peek(): number {
    for (;;) {
      if (this.#at === this.#tokens.count) {
        // All are used up, and no gap among them can become a key any more.
        this.#tokens.count = 0;
        this.#at = 0;
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

const usualHandles = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);

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
