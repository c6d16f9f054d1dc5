/** One subject of `npm run bench`: a file NAME.bench.ts that exports `bench` and prints figures and ratios. */
export interface Bench {
  readonly name: string;
  /** `short`: few rounds and no large inputs, for continuous integration. */
  run(short: boolean): Promise<void> | void;
}
