/** The first few of something, and how many there were: what a report for people needs of a list without end. */
export class Sample<T> {
  readonly shown: T[] = [];
  count = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: T): void {
    this.count++;
    if (this.shown.length < this.#most) this.shown.push(item);
  }

  /** How many are not shown. */
  get rest(): number {
    return this.count - this.shown.length;
  }
}

/** Samples by key, in the order in which the keys came. */
export class Samples<T> {
  readonly byKey: Map<string, Sample<T>> = new Map();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(key: string, item: T): void {
    let sample = this.byKey.get(key);
    if (!sample) {
      sample = new Sample(this.#most);
      this.byKey.set(key, sample);
    }
    sample.add(item);
  }
}
