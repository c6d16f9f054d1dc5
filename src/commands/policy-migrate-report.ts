import type { JsonObject } from '../kube/json.ts';
import { jsonText } from '../migrate/json-text.ts';
import type { Answer, Proof } from '../migrate/prove.ts';
import { columns, oneLine } from '../report/terminal/layout.ts';

/** What became of a rule, or of a whole ValidatingPolicy. */
export interface Migration {
  readonly policy: string;
  /** '' for a whole policy. */
  readonly rule: string;
  /** What the rule is written in: pattern, deny, foreach and the like, or the kind of policy. */
  readonly form: string;
  /** null for what has no translation. */
  readonly proof: Proof | null;
  readonly because?: string;
  /** What is written; nothing unless it is proved. */
  readonly documents: readonly JsonObject[];
  readonly notes: readonly string[];
}

export function reportOf(migrations: readonly Migration[], format: 'table' | 'json'): string {
  if (format === 'json') return `${jsonText({ migrations: migrations.map(jsonOf) } as JsonObject, 2)}\n`;
  const rows = migrations.map((one) => [
    oneLine(one.policy),
    oneLine(one.rule) || '-',
    one.form,
    resultOf(one),
    oneLine([detailOf(one), ...one.notes].join('; ')),
  ]);
  const equal = migrations.filter(({ proof }) => proof?.equal === true).length;
  const lines = columns([['POLICY', 'RULE', 'FORM', 'RESULT', 'WHY'], ...rows]);
  return `${lines.join('\n')}\n${equal} of ${migrations.length} translated with a proof\n`;
}

function resultOf({ proof }: Migration): 'equal' | 'differs' | 'not proved' | 'not translated' {
  if (proof === null) return 'not translated';
  if (proof.equal === null) return 'not proved';
  return proof.equal ? 'equal' : 'differs';
}

function detailOf({ proof, because = '' }: Migration): string {
  if (proof === null) return because;
  if (proof.equal === null) return proof.because;
  if (proof.equal) {
    const { pass = 0, fail = 0, error = 0, none = 0 } = proof.outcomes;
    return `${proof.requests} requests: ${pass} pass, ${fail} fail, ${error} error, ${none} without a say; ${messages(fail, proof.sameMessages)}`;
  }
  const { request, classic, translated } = proof;
  const before = request.oldObject === null ? '' : ` before it ${jsonText(request.oldObject)}`;
  return `the policy says ${said(classic)}, the translation ${said(translated)}, on ${request.operation} of ${jsonText(request.resource.object)}${before}`;
}

function messages(fail: number, same: number): string {
  if (fail === 0) return 'it never fails';
  if (same === fail) return 'messages are the same';
  return same === 0 ? 'messages differ' : `messages are the same on ${same} of ${fail} failures`;
}

function said({ outcome, message }: Answer): string {
  return message === '' ? outcome : `${outcome} (${message})`;
}

function jsonOf(one: Migration): JsonObject {
  const { policy, rule, form, proof, because, documents, notes } = one;
  return {
    policy,
    ...(rule === '' ? {} : { rule }),
    form,
    result: resultOf(one),
    ...(because === undefined ? {} : { because }),
    ...(proof?.equal === null ? { because: proof.because } : {}),
    ...(proof?.equal === true
      ? { requests: proof.requests, outcomes: { ...proof.outcomes }, sameMessages: proof.sameMessages }
      : {}),
    ...(proof?.equal === false
      ? {
          operation: proof.request.operation,
          object: proof.request.resource.object,
          oldObject: proof.request.oldObject,
          policyAnswer: { ...proof.classic },
          translationAnswer: { ...proof.translated },
        }
      : {}),
    names: documents.map(
      ({ kind, metadata }): JsonObject => ({
        kind: kind ?? null,
        name: (metadata as JsonObject).name ?? null,
      }),
    ),
    notes: [...notes],
  };
}
