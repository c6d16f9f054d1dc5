import {
  checkPolicy,
  compileCelRule,
  createAdmissionPolicyEngine,
  createKyvernoCelEngine,
  loadAdmissionPolicies,
  loadKyvernoCelPolicies,
} from '../engine/admission-policy/index.ts';
import { type AdmissionRequest, createRequest, type Lookup } from '../engine/engine.ts';
import { createKyvernoEngine } from '../engine/kyverno/index.ts';
import { textAt } from '../engine/kyverno/read.ts';
import { type JsonObject, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Novelty } from './witnesses.ts';

/** What both engines answered. */
export type Proof =
  | { readonly equal: true; readonly requests: number; readonly outcomes: Readonly<Record<string, number>> }
  | {
      readonly equal: false;
      readonly request: AdmissionRequest;
      readonly classic: Answer;
      readonly translated: Answer;
    }
  | { readonly equal: null; readonly because: string };

export interface Answer {
  /** `none` where the rule has no say: it does not match, or its conditions skip it. */
  readonly outcome: 'pass' | 'fail' | 'error' | 'none';
  readonly message: string;
}

/** Judges requests by a rule of a classic policy, with what autogen makes of it, and by its translation. */
export class Prover {
  readonly #classic: (request: AdmissionRequest) => Answer;
  readonly #translated: (request: AdmissionRequest) => Answer;
  /** Why the translation cannot be judged by, or null. */
  readonly problem: string | null;

  constructor(
    policy: JsonObject,
    rules: readonly string[],
    translation: readonly JsonObject[],
    lookup: Lookup,
  ) {
    const { engine } = createKyvernoEngine([resourceOf(policy)], { cel: compileCelRule });
    const ignores = own(own(policy, 'spec'), 'failurePolicy') === 'Ignore';
    // An error that is ignored refuses nothing; some kinds of policies report it, others do not.
    const silenced = (one: Answer): Answer =>
      ignores && one.outcome === 'error' ? { ...one, outcome: 'none' } : one;
    this.#classic = (request) => {
      const found = engine.evaluate(request, lookup).filter(({ rule }) => rules.includes(rule.name));
      const one = found.find(({ result }) => result.status !== 'skip') ?? found[0];
      return one === undefined ? nothing : silenced(classicAnswer(one.result.status, one.result.message));
    };
    const { problem, judge } =
      translation[0]?.kind === 'ValidatingPolicy'
        ? byValidatingPolicy(translation, lookup)
        : byAdmissionPolicy(translation, lookup);
    this.problem = problem;
    this.#translated = (request) => silenced(judge(request));
  }

  /** Says of each request whether its answer is a new one. */
  prove(requests: Iterable<AdmissionRequest>, novelty: Novelty = { fresh: false }): Proof {
    if (this.problem !== null) return { equal: null, because: this.problem };
    const outcomes: Record<string, number> = {};
    const seen = new Set<string>();
    let count = 0;
    for (const request of requests) {
      const classic = this.#classic(request);
      const translated = this.#translated(request);
      if (classic.outcome !== translated.outcome) return { equal: false, request, classic, translated };
      outcomes[classic.outcome] = (outcomes[classic.outcome] ?? 0) + 1;
      count++;
      const key = `${request.operation} ${classic.outcome} ${classic.message} ${translated.message}`;
      novelty.fresh ||= !seen.has(key);
      seen.add(key);
    }
    // What was never judged either way shows nothing.
    if ((outcomes.pass ?? 0) + (outcomes.fail ?? 0) === 0)
      return { equal: null, because: `none of ${count} requests passes the rule or fails it` };
    return { equal: true, requests: count, outcomes };
  }
}

interface Judge {
  readonly problem: string | null;
  readonly judge: (request: AdmissionRequest) => Answer;
}

function byValidatingPolicy(policies: readonly JsonObject[], lookup: Lookup): Judge {
  const engine = createKyvernoCelEngine(loadKyvernoCelPolicies(policies.map(resourceOf)));
  return {
    problem: engine.problems[0]?.message ?? null,
    judge: (request) => {
      const [one] = engine.results(request, lookup);
      return one === undefined ? nothing : answer(one.result.status, one.result.message);
    },
  };
}

function byAdmissionPolicy(objects: readonly JsonObject[], lookup: Lookup): Judge {
  const resources = objects.map(resourceOf);
  const engine = createAdmissionPolicyEngine(loadAdmissionPolicies(resources));
  const errors = resources.flatMap((resource) => checkPolicy(resource)?.findings ?? []);
  return {
    problem: errors.find(({ severity }) => severity === 'error')?.message ?? null,
    judge: (request) => {
      const [one] = engine.judge(request, lookup);
      return one === undefined ? nothing : answer(one.outcome, one.message);
    },
  };
}

const nothing: Answer = { outcome: 'none', message: '' };

function answer(status: string, message: string): Answer {
  return { outcome: status === 'pass' || status === 'fail' || status === 'error' ? status : 'none', message };
}

/** A classic rule in CEL says `fail` where its expression cannot be evaluated; that is a refusal all the same. */
function classicAnswer(status: string, message: string): Answer {
  const failed = status === 'fail' && /^expression '[^]*' resulted in error: /.test(message);
  return answer(failed ? 'error' : status, message);
}

/** An object of our own making. */
export function resourceOf(object: JsonObject): Resource {
  const metadata = own(object, 'metadata');
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name') || textAt(metadata, 'generateName'),
    object,
    origin: { file: '', start: { line: 1, column: 1 } },
  };
}

/** Each object created, updated from itself and from another one, and deleted. */
export function* requestsFor(objects: Iterable<JsonObject>): Generator<AdmissionRequest> {
  let before: JsonObject | null = null;
  for (const object of objects) {
    const request = createRequest(resourceOf(object));
    yield request;
    yield { ...request, operation: 'UPDATE', oldObject: object };
    if (before !== null && before.kind === object.kind)
      yield { ...request, operation: 'UPDATE', oldObject: before };
    yield { ...request, operation: 'DELETE', oldObject: object };
    before = object;
  }
}
