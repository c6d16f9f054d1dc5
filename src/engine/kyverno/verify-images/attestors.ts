import { isObject, type Json, own } from '../../../kube/json.ts';
import { bundleStatements } from './attestations.ts';
import { readAttestor, readAttestorSet } from './attestor.ts';
import { keyText, questionOf, sigstoreOf, verifySignatures } from './cosign.ts';
import type { ImageCheck } from './image-check.ts';
import type { HeldImage } from './matching-images.ts';
import type { Verification } from './verification.ts';
import { VerifyError } from './verify-error.ts';

const MAX_NESTING = 20;

/** Every set must vouch for the image. Gives its digest. Throws VerifyError, or LookupError. */
export function checkAttestors(check: ImageCheck, image: HeldImage, run: Verification): string {
  let digest = '';
  for (const [index, set] of check.attestors.entries()) {
    digest = checkSet(set, `.attestors[${index}]`, check, image, run, 0);
  }
  return digest;
}

function checkSet(
  set: Json,
  path: string,
  check: ImageCheck,
  image: HeldImage,
  run: Verification,
  depth: number,
): string {
  if (depth > MAX_NESTING) throw new VerifyError(`${path}: attestors are nested too deeply`);
  const { required, entries } = readAttestorSet(set, true);
  const problems: string[] = [];
  let verified = 0;
  for (const [index, entry] of entries.entries()) {
    const place = `${path}.entries[${index}]`;
    try {
      const nested = own(entry, 'attestor');
      const digest = isObject(nested)
        ? checkSet(nested, `${place}.attestor`, check, image, run, depth + 1)
        : checkEntry(entry, place, check, image, run);
      verified++;
      if (verified >= required) return digest;
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error;
      problems.push(error.message);
    }
  }
  throw new VerifyError(problems.join('; '));
}

function checkEntry(
  entry: Json,
  place: string,
  check: ImageCheck,
  image: HeldImage,
  run: Verification,
): string {
  const attestor = readAttestor(entry, check.defaults, false);
  const evidence = run.evidence(image.text, attestor.repository);
  try {
    if (check.type === 'SigstoreBundle') {
      const key = attestor.key === '' ? '' : keyText(attestor.key, run.facts);
      const question = questionOf(attestor, key, run.facts, run.facts.lookup.sigstoreRoot?.());
      const good = bundleStatements(evidence, (bundle) =>
        sigstoreOf(run.facts).verifyBundle(bundle, evidence, question),
      );
      if (good.length === 0)
        throw new VerifyError('sigstore bundle verification failed: no matching signatures found');
    } else if (check.type === 'Notary') {
      throw new VerifyError('Notary signatures cannot be verified here');
    } else {
      verifySignatures(evidence, attestor, run.facts);
    }
    return evidence.digest;
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    throw new VerifyError(`${place}${attestor.path}: ${error.message}`);
  }
}
