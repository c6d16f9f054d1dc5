import type { JsonObject, Path } from '../../../kube/json.ts';
import type { ContextEntry } from '../context/entry.ts';
import { ImagesLoader } from '../context/images.ts';
import type { Review } from '../review.ts';
import type { RuleValues } from '../values.ts';
import { JsonContext } from '../variable/json-context.ts';

/** How many elements the loops of a rule go through for one object, all of them together. Upstream has no such limit. */
export const MOST_ELEMENTS = 100_000;

/** One rule being judged: the request, what variables see of it, and where a loop stands. */
export class Evaluation {
  readonly review: Review;
  /** The element of a loop that patterns are compared with; null for the whole object. */
  readonly element: JsonObject | null;
  /** How many loops deep. */
  readonly nesting: number;
  readonly #values: RuleValues | null;
  readonly #outer: Evaluation | null;
  readonly #elements: { left: number };
  readonly #place: (() => Path | null) | null;
  /** What is there before any entry: a values file may give what an entry would ask for. */
  #recorded: ReadonlySet<string> | null = null;
  #context: JsonContext | null;

  constructor(
    review: Review,
    values: RuleValues | null,
    outer?: Evaluation,
    element: JsonObject | null = null,
    place: (() => Path | null) | null = null,
  ) {
    this.review = review;
    this.#values = values;
    this.#context = outer?.context ?? null;
    this.element = element;
    this.nesting = outer === undefined ? 0 : outer.nesting + 1;
    this.#outer = outer ?? null;
    this.#elements = outer === undefined ? { left: MOST_ELEMENTS } : outer.#elements;
    this.#place = place;
  }

  /** Made when it is first asked for: many rules never need it. */
  get context(): JsonContext {
    this.#context ??= contextOf(this.review);
    return this.#context;
  }

  /** The same one loop deeper; `place` tells where in the object the element stands. */
  inside(element: JsonObject | null, place: (() => Path | null) | null = null): Evaluation {
    return new Evaluation(this.review, this.#values, this, element ?? this.element, place);
  }

  /** Counts an element of a loop; false when there were too many. */
  countElement(): boolean {
    this.#elements.left--;
    return this.#elements.left >= 0;
  }

  /** Where what patterns are compared with stands in the object; null where that cannot be told. */
  get subjectPath(): Path | null {
    if (this.element === null) return [];
    const inherited = this.#outer !== null && this.#outer.element === this.element;
    return inherited ? (this.#outer?.subjectPath ?? null) : (this.#place?.() ?? null);
  }

  /** Where `element`, or `element0` and so on by loop, stands in the object; null where that cannot be told. */
  elementPath(name: string): Path | null {
    const level = Number(name.slice('element'.length) || this.nesting - 1);
    if (level === this.nesting - 1) return this.#place?.() ?? null;
    return this.#outer?.elementPath(`element${level}`) ?? null;
  }

  /** The same rule on another request; what its entries have loaded stays. */
  on(review: Review): Evaluation {
    const other = new Evaluation(review, this.#values);
    if (this.#context !== null) {
      this.#context.set({ request: review.root.request });
      other.#context = this.#context;
    }
    return other;
  }

  /** Puts the values recorded for the rule, and then its entries, into the context. */
  load(entries: readonly ContextEntry[]): void {
    if (this.#values !== null)
      for (const { path, value } of this.#values.entries) this.context.add(path, value);
    if (entries.length === 0) return;
    const inherited = this.#outer === null ? null : this.#outer.#recorded;
    const recorded = inherited ?? new Set(Object.keys(this.context.root));
    this.#recorded = recorded;
    for (const entry of entries) this.context.addLoader(entry.loader(recorded.has(entry.name)));
  }
}

function contextOf(review: Review): JsonContext {
  const context = new JsonContext(review.root, review.expressions, review.lookup, review.ignoreUnavailable);
  context.addLoader(new ImagesLoader(review.object));
  context.checkpoint();
  return context;
}
