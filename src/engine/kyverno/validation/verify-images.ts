import { isObject, type Json, own, type Path } from '../../../kube/json.ts';
import { listAt, textAt, textList } from '../read.ts';
import { type FieldProblem, invalid } from './problem.ts';

/** One entry of `verifyImages` (kyverno v1.19 api/kyverno/v1/image_verification_types.go). */
export function imageProblems(entry: Json, path: Path, audits: boolean): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (audits && own(entry, 'mutateDigest') !== false)
    problems.push(
      invalid(
        [...path, 'mutateDigest'],
        true,
        'mutateDigest must be set to false for ‘Audit’ failure action',
      ),
    );
  if (textList(own(entry, 'imageReferences')).length === 0 && textAt(entry, 'image') === '')
    problems.push(invalid(path, undefined, 'An image reference is required'));
  for (const [index, attestation] of listAt(entry, 'attestations').entries())
    problems.push(...attestorProblems(attestation, [...path, 'attestations', index]));
  problems.push(...attestorProblems(entry, path));
  if (textAt(entry, 'type') === 'Notary') problems.push(...notaryProblems(entry, path));
  return problems;
}

function attestorProblems(owner: Json, path: Path): FieldProblem[] {
  return listAt(owner, 'attestors').flatMap((set, index) => setProblems(set, [...path, 'attestors', index]));
}

function setProblems(set: Json, path: Path): FieldProblem[] {
  const entries = listAt(set, 'entries');
  const count = own(set, 'count');
  const problems: FieldProblem[] = [];
  if (count !== undefined && Number(count) > entries.length)
    problems.push(invalid(path, undefined, 'Count cannot exceed length of entries'));
  if (entries.length === 0) problems.push(invalid(path, undefined, 'An entry is required'));
  for (const [index, entry] of entries.entries())
    problems.push(...entryProblems(entry, [...path, 'entries', index]));
  return problems;
}

function entryProblems(entry: Json, path: Path): FieldProblem[] {
  const given = ['keys', 'certificates', 'keyless', 'attestor'].filter((key) => isObject(own(entry, key)));
  const problems: FieldProblem[] = [];
  if (given.length !== 1)
    problems.push(invalid(path, undefined, 'keys, certificates, keyless, or a nested attestor is required'));
  if (given.includes('keys')) problems.push(...keyProblems(own(entry, 'keys'), [...path, 'keys']));
  const certificates = own(entry, 'certificates');
  if (given.includes('certificates') && !isAny(certificates, ['cert', 'certChain']))
    problems.push(invalid([...path, 'certificates'], undefined, 'cert or certChain required'));
  if (given.includes('keyless'))
    problems.push(...keylessProblems(own(entry, 'keyless'), [...path, 'keyless']));
  if (given.includes('attestor'))
    problems.push(...setProblems(own(entry, 'attestor') ?? null, [...path, 'attestor']));
  return problems;
}

function isAny(value: Json | undefined, keys: readonly string[]): boolean {
  return keys.some((key) => textAt(value, key) !== '');
}

const algorithms: ReadonlySet<string> = new Set(['', 'sha224', 'sha256', 'sha384', 'sha512']);

function keyProblems(keys: Json | undefined, path: Path): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!isAny(keys, ['publicKeys', 'kms']) && !isObject(own(keys, 'secret')))
    problems.push(invalid(path, undefined, 'A public key, kms key or secret is required'));
  if (textAt(keys, 'publicKeys') !== '' && !algorithms.has(textAt(keys, 'signatureAlgorithm')))
    problems.push(invalid(path, undefined, 'Invalid signature algorithm provided'));
  return problems;
}

function keylessProblems(keyless: Json | undefined, path: Path): FieldProblem[] {
  const rekor = own(keyless, 'rekor');
  if (!isObject(rekor))
    return textAt(keyless, 'roots') === ''
      ? [invalid(path, undefined, 'Either Rekor URL or roots are required')]
      : [];
  return textAt(rekor, 'url') === '' ? [invalid(path, undefined, 'An URL is required')] : [];
}

function notaryProblems(entry: Json, path: Path): FieldProblem[] {
  const entries = listAt(entry, 'attestors').flatMap((set) => listAt(set, 'entries'));
  return entries.flatMap((one) =>
    (['keyless', 'keys'] as const)
      .filter((key) => isObject(own(one, key)))
      .map((key) => {
        const name = key === 'keys' ? 'Keys' : 'Keyless';
        return invalid([...path, 'attestors'], undefined, `${name} field is not allowed for type notary`);
      }),
  );
}
