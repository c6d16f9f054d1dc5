import { admissionPolicy } from './admission-policy.ts';
import { gatekeeper } from './gatekeeper.ts';
import { kyverno } from './kyverno.ts';
import { notPolicy } from './not-policy.ts';
import { piecesOf } from './pieces.ts';
import { podSecurity } from './pod-security.ts';
import type { Piece, Recogniser, Refusal } from './refusal.ts';

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
export function recognise(text: string): readonly Refusal[] {
  return piecesOf(text).flatMap((piece) => {
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
