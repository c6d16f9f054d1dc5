import { admissionPolicy } from './admission-policy.ts';
import { gatekeeper } from './gatekeeper.ts';
import { kyverno } from './kyverno.ts';
import { notPolicy } from './not-policy.ts';
import { objectsIn } from './objects.ts';
import { otherReadings, pastedText } from './pasted.ts';
import { pieceOf, piecesOf } from './pieces.ts';
import { podSecurity } from './pod-security.ts';
import type { Piece, Recogniser, Refusal } from './refusal.ts';
import { withoutRepeats } from './repeats.ts';

/** In the order in which they are asked: a policy's own words, which may say anything, come behind its engine's. */
const recognisers: readonly Recogniser[] = [
  admissionPolicy,
  kyverno,
  podSecurity,
  gatekeeper,
  notPolicy,
  otherWebhook,
];

/**
 * Who refused, by which policy, at which stage and for which fields, as far as the form of a message tells. One text may
 * hold several refusals and warnings.
 */
export function recognise(pasted: string): readonly Refusal[] {
  const text = pastedText(pasted);
  const found = read(text);
  if (found.length > 0) return withoutRepeats(found);
  for (const reading of otherReadings(text)) {
    const other = read(reading);
    if (other.length > 0) return withoutRepeats(other);
  }
  return [];
}

/** The refusals in the objects of a text and in its log lines, then those in what is left of it. */
function read(text: string): readonly Refusal[] {
  const found: Refusal[] = [];
  let rest = text;
  const take = (start: number, end: number, pieces: readonly Piece[]): void => {
    const refusals = refusalsIn(pieces);
    if (refusals.length === 0) return;
    found.push(...refusals);
    rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  };
  for (const { start, end, pieces } of objectsIn(text)) take(start, end, pieces);
  for (const field of rest.matchAll(/\b(?:msg|message|error|err)=("(?:[^"\\]|\\.)*")/g)) {
    const said = field[1] ?? '';
    const start = field.index;
    const line = rest.slice(rest.lastIndexOf('\n', start) + 1, start);
    const piece = pieceOf(unquoted(said));
    const stage = /\blevel=["']?warn/i.test(line) ? 'warn' : piece.stage;
    take(start, start + field[0].length, [{ ...piece, stage }]);
  }
  return [...found, ...refusalsIn(piecesOf(rest))];
}

function unquoted(said: string): string {
  try {
    const text: unknown = JSON.parse(said);
    return typeof text === 'string' ? text : said;
  } catch {
    return said.slice(1, -1);
  }
}

function refusalsIn(pieces: readonly Piece[]): readonly Refusal[] {
  return pieces.flatMap((piece) => {
    for (const recogniser of recognisers) {
      const found = recogniser(piece);
      if (found !== undefined) return [found];
    }
    return [];
  });
}

/** A webhook of somebody else's. */
function otherWebhook({ text, subject, stage }: Piece): Refusal | undefined {
  const match = /admission webhook "([^"]+)" denied the request(?:: ([\s\S]+)| without explanation)/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, name = '', message = ''] = match;
  return {
    refuser: 'Webhook',
    stage,
    policy: name,
    subject,
    violations: [{ policy: name, rule: '', message: message.trim(), fields: [] }],
    note: `The webhook ${name} refused it. Portcullis does not know its rules; whoever runs it does.`,
  };
}
