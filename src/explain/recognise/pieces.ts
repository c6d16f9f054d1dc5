import type { Stage } from '../../verdict.ts';
import type { Piece, RefusedSubject } from './refusal.ts';
import { type Around, aroundOf, subjectIn } from './surroundings.ts';

/** Cuts a text into refusals and warnings, and reads off each what kubectl, events and logs put around it. */
export function piecesOf(text: string): Piece[] {
  const around = aroundOf(text);
  return segments(text).map((segment) => pieceOf(segment, around));
}

/** A piece that stands for itself, such as the message of an event. */
export function pieceOf(segment: string, around: Around = {}): Piece {
  let text = segment.trimStart();
  let stage: Stage = 'enforce';
  const warning = /^(?:Warning: |W\d{4} [^\]]*\] )/.exec(text);
  if (warning !== null) {
    stage = 'warn';
    text = text.slice(warning[0].length);
  }
  text = text.replace(/\s*\(retried \d+ times?\)\.?\s*$/, '');
  const subject: RefusedSubject = subjectIn(text, around);
  return { text, subject, stage };
}

/** A new refusal begins where one of these opens a line. */
const opening =
  /^(?:Warning: |W\d{4} [^\]]*\] |Error from server|Error: |error: |Error creating: |The \w[\w.]* "|\* |(?:\S+\s+)?(?:\S+\s+){0,2}(?:Warning|Normal)\s+\w+\s)/;

/** What kubectl and others write when a refusal is over. */
const ending =
  /^(?:\$ |[a-z][\w.-]*\/\S+ (?:created|configured|unchanged|serverside-applied|deleted|patched|pruned|replaced|scaled|restarted|image updated)\b|You can run `kubectl |make: \*\*\* |Error: Process completed )/;

function segments(text: string): string[] {
  const found: string[] = [];
  let open = false;
  for (const line of text.split('\n')) {
    const last = found.at(-1);
    if (ending.test(line.trimStart())) open = false;
    else if (open && last !== undefined && goesOn(last, line)) found[found.length - 1] = `${last}\n${line}`;
    else {
      found.push(line);
      open = true;
    }
  }
  return found.filter((segment) => segment.trim() !== '');
}

/** A refusal may have many lines, a warning has one; those about existing pods belong together. */
function goesOn(before: string, line: string): boolean {
  if (/^\s*Warning: /.test(before))
    return before.includes('existing pods in namespace "') && podSummary.test(line);
  // `is invalid:` and Helm's `2 errors occurred:` have a list below them.
  if (/^\s*\* /.test(line)) return / is invalid: ?\n/.test(`${before}\n`);
  return !opening.test(line.trimStart());
}

const podSummary = /^\s*Warning: \S+(?: \(and \d+ other pods?\))?: /;
