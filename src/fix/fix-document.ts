import { customPodKinds } from '../kube/custom-pod-kinds.ts';
import { isObject, type Json, type Path } from '../kube/json.ts';
import type { Origin, Resource } from '../kube/resource.ts';
import { decodeProblem } from '../scan/decode.ts';
import type { Problem } from '../scan/result.ts';
import { sameJson } from '../schema/runtime.ts';
import { readYaml } from '../yaml/document.ts';
import { readJson } from '../yaml/json-value.ts';
import { applyEdits, type Edit, settled } from './edit.ts';
import { editText, type Format } from './edit-text.ts';
import { type Finding, type FixPolicy, findingsOf } from './plan.ts';
import { resourcesIn } from './resources.ts';

/** A finding with the resource it is about. */
export interface PlacedFinding extends Finding {
  readonly resource: Resource;
  /** Where the resource lies in its document. */
  readonly prefix: Path;
}

/** What became of one document. */
export interface FixedDocument {
  /** The text with everything that could be proved; the same text when nothing was changed. */
  readonly text: string;
  /** Findings that are gone. */
  readonly fixed: readonly PlacedFinding[];
  /** Findings that are still there, with the reason. */
  readonly left: readonly LeftFinding[];
}

export interface LeftFinding {
  readonly finding: PlacedFinding;
  /** `proposed`: somebody has to agree. `manual`: no edit of ours is right. `text`: the text is too unusual to edit. */
  readonly why: 'proposed' | 'manual' | 'text';
  /** What was wrong with the value given for it. */
  readonly problem?: string;
}

/** A resource that the API server would refuse to read. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Values for accepted proposals, by id. */
export type Accepted = ReadonlyMap<string, string | undefined>;

/** What a document is read from, and judged by. */
export interface Context {
  readonly format: Format;
  readonly originOf: (path: Path) => Origin;
  readonly policy: FixPolicy;
  readonly accepted: Accepted;
}

interface State {
  readonly text: string;
  readonly value: Json;
  /** By id, which stays the same while the field is forbidden. */
  readonly findings: ReadonlyMap<string, PlacedFinding>;
}

/**
 * Mends what it may in one document, and proves it: the value differs in the edited fields only, every finding that was
 * meant is gone, and none is new. Throws `YamlError` for a text that cannot be read.
 */
export function fixDocument(text: string, context: Context): FixedDocument {
  const before = stateOf(text, readValue(text, context.format), context);
  const problems = new Map<string, string>();
  const wishes = new Map<string, readonly Edit[]>();
  for (const [id, finding] of before.findings) {
    const edits = editsFor(finding, context.accepted);
    if (typeof edits === 'string') problems.set(id, edits);
    else if (edits.length > 0)
      wishes.set(
        id,
        edits.map((edit) => ({ ...edit, path: [...finding.prefix, ...edit.path] })),
      );
  }
  const after =
    wishes.size === 0 ? before : (attempt(before, wishes, context) ?? oneByOne(before, wishes, context));
  return {
    text: after.text,
    fixed: [...before.findings.values()].filter(({ id }) => !after.findings.has(id)),
    left: [...after.findings.values()].map((finding) => {
      const problem = problems.get(finding.id);
      const why = wishes.has(finding.id) ? 'text' : finding.proposal === null ? 'manual' : 'proposed';
      return { finding, why, ...(problem === undefined ? {} : { problem }) };
    }),
  };
}

/** The edits for a finding, or what is wrong with the value that was given for it. */
function editsFor({ id, safe, proposal }: Finding, accepted: Accepted): readonly Edit[] | string {
  if (proposal === null) return safe;
  return accepted.has(id) ? proposal.edits(accepted.get(id)) : [];
}

/** All edits at once, or nothing when the result is not exactly what they should make of it. */
function attempt(
  before: State,
  wishes: ReadonlyMap<string, readonly Edit[]>,
  context: Context,
): State | undefined {
  if (!isObject(before.value)) return undefined;
  const edits = settled(before.value, distinct([...wishes.values()].flat()));
  const text = editText(before.text, context.format, before.value, edits);
  if (text === undefined) return undefined;
  const value = readValue(text, context.format);
  if (!sameJson(value, applyEdits(before.value, edits))) return undefined;
  const after = stateOf(text, value, context);
  const gone = [...wishes.keys()].every((id) => !after.findings.has(id));
  const noneNew = [...after.findings.keys()].every((id) => before.findings.has(id));
  return gone && noneNew ? after : undefined;
}

/** What can be mended where not everything can: text that several places share, say. */
function oneByOne(before: State, wishes: ReadonlyMap<string, readonly Edit[]>, context: Context): State {
  let state = before;
  for (const wish of wishes) state = attempt(state, new Map([wish]), context) ?? state;
  return state;
}

function stateOf(text: string, value: Json, { originOf, policy }: Context): State {
  const findings = new Map<string, PlacedFinding>();
  for (const { resource, path } of resourcesIn(value, originOf)) {
    const problem = decodeProblem(resource, policy.podKinds ?? customPodKinds);
    if (problem !== null) throw new UndecodableError(problem);
    for (const finding of findingsOf(resource, policy))
      findings.set(finding.id, { ...finding, resource, prefix: path });
  }
  return { text, value, findings };
}

function distinct(edits: readonly Edit[]): Edit[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    const key = JSON.stringify(edit);
    return seen.has(key) ? false : seen.add(key);
  });
}

function readValue(text: string, format: Format): Json {
  return format === 'json' ? readJson(text) : readYaml(text).value;
}
