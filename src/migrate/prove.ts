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
  | {
      readonly equal: true;
      readonly requests: number;
      readonly outcomes: Readonly<Record<string, number>>;
      /** Of the refusals, how many say the same to the letter. */
      readonly sameMessages: number;
    }
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

/** Judges requests by a policy, or by a rule of a classic one with what autogen makes of it, and by its translation. */
export class Prover {
  readonly #source: Judge['judge'];
  readonly #translated: Judge['judge'];
  /** Why the one or the other cannot be judged by, or null. */
  readonly problem: string | null;

  constructor(
    policy: JsonObject,
    rules: readonly string[],
    translation: readonly JsonObject[],
    lookup: Lookup,
  ) {
    const judgeOf = (policies: readonly JsonObject[]): Judge =>
      policies[0]?.kind === 'ValidatingPolicy'
        ? byValidatingPolicy(policies, lookup)
        : byAdmissionPolicy(policies, lookup);
    const source = policy.kind === 'ValidatingPolicy' ? judgeOf([policy]) : byRules(policy, rules, lookup);
    const translated = judgeOf(translation);
    // An error that is ignored refuses nothing; some kinds of policies report it, others do not.
    const ignores = own(own(policy, 'spec'), 'failurePolicy') === 'Ignore';
    const heard = (one: Answer): Answer =>
      ignores && one.outcome === 'error' ? { ...one, outcome: 'none' } : one;
    this.problem = source.problem ?? translated.problem;
    this.#source = (request) => heard(source.judge(request));
    this.#translated = (request) => heard(translated.judge(request));
  }

  /** Judges what is made of each object; says of each whether an answer was a new one. */
  prove(objects: Iterable<JsonObject>, novelty: Novelty = { fresh: false }): Proof {
    if (this.problem !== null) return { equal: null, because: this.problem };
    const outcomes: Record<string, number> = {};
    const seen = new Set<string>();
    const last: Last = { pass: new Map(), fail: new Map() };
    let [count, sameMessages] = [0, 0];
    for (const object of objects) {
      for (const request of requestsFor(object, last)) {
        const classic = this.#source(request);
        const translated = this.#translated(request);
        if (classic.outcome !== translated.outcome) return { equal: false, request, classic, translated };
        outcomes[classic.outcome] = (outcomes[classic.outcome] ?? 0) + 1;
        count++;
        if (classic.outcome === 'fail' && classic.message === translated.message) sameMessages++;
        const key = `${request.operation} ${classic.outcome} ${classic.message} ${translated.message}`;
        novelty.fresh ||= !seen.has(key);
        seen.add(key);
        if (request.operation === 'CREATE' && (classic.outcome === 'pass' || classic.outcome === 'fail'))
          last[classic.outcome].set(request.resource.kind, object);
      }
    }
    // What was never judged either way shows nothing.
    if ((outcomes.pass ?? 0) + (outcomes.fail ?? 0) === 0)
      return { equal: null, because: `none of ${count} requests passes the rule or fails it` };
    return { equal: true, requests: count, outcomes, sameMessages };
  }
}

interface Judge {
  readonly problem: string | null;
  readonly judge: (request: AdmissionRequest) => Answer;
}

function byRules(policy: JsonObject, rules: readonly string[], lookup: Lookup): Judge {
  const { engine, problems } = createKyvernoEngine([resourceOf(policy)], { cel: compileCelRule });
  return {
    problem: problems[0]?.message ?? null,
    judge: (request) => {
      const found = engine.evaluate(request, lookup).filter(({ rule }) => rules.includes(rule.name));
      const one = found.find(({ result }) => result.status !== 'skip') ?? found[0];
      return one === undefined ? nothing : classicAnswer(one.result.status, one.result.message);
    },
  };
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
      const found = engine.judge(request, lookup);
      // The first refusal is the one that is told.
      const one =
        found.find(({ outcome }) => outcome === 'fail' || outcome === 'error') ??
        found.find(({ outcome }) => outcome === 'pass');
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

/** By kind, the last objects that passed and failed when they were created. */
interface Last {
  readonly pass: Map<string, JsonObject>;
  readonly fail: Map<string, JsonObject>;
}

/** The object created, updated from itself, from one that passed and from one that failed, and deleted. */
function* requestsFor(object: JsonObject, last: Last): Generator<AdmissionRequest> {
  const request = createRequest(resourceOf(object));
  const before = [last.pass, last.fail].map((known) => known.get(request.resource.kind));
  yield request;
  for (const oldObject of [object, ...before])
    if (oldObject !== undefined) yield { ...request, operation: 'UPDATE', oldObject };
  yield { ...request, operation: 'DELETE', oldObject: object };
}
