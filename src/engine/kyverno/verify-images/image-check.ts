import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { matchWildcard } from '../../../kube/wildcard.ts';
import { textsOf } from '../../../source/registry/evidence.ts';
import { type Conditions, compileConditions } from '../condition/condition.ts';
import { listAt, objectAt, textAt, textList } from '../read.ts';
import type { Expressions } from '../variable/expression.ts';
import type { CheckDefaults } from './attestor.ts';

/** One entry of `verifyImages`, read. Variables in it may have been replaced. */
export interface ImageCheck {
  /** `Cosign`, `SigstoreBundle` or `Notary`. */
  readonly type: string;
  readonly references: readonly string[];
  readonly skipped: readonly string[];
  readonly attestors: readonly Json[];
  readonly attestations: readonly Json[];
  readonly defaults: CheckDefaults;
  readonly mutateDigest: boolean;
  readonly verifyDigest: boolean;
  readonly required: boolean;
}

/** With the defaults of the API, and the older fields turned into the newer ones. */
export function readImageCheck(written: Json): ImageCheck {
  const entry = isObject(written) ? convert(written) : {};
  const annotations = own(entry, 'annotations');
  return {
    type: textAt(entry, 'type') || 'Cosign',
    references: textList(own(entry, 'imageReferences')),
    skipped: textList(own(entry, 'skipImageReferences')),
    attestors: listAt(entry, 'attestors'),
    attestations: listAt(entry, 'attestations'),
    defaults: {
      annotations: textsOf(annotations),
      repository: textAt(entry, 'repository'),
      roots: textAt(entry, 'roots'),
    },
    mutateDigest: own(entry, 'mutateDigest') !== false,
    verifyDigest: own(entry, 'verifyDigest') !== false,
    required: own(entry, 'required') !== false,
  };
}

/** Kyverno v1.19 api/kyverno/v1, ImageVerification.Convert: attestors of the older kind vouch for the image alone. */
function convert(entry: JsonObject): JsonObject {
  const { image, key, issuer, subject, roots, ...rest } = entry;
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
  if (`${text(image)}${text(key)}${text(issuer)}` === '') return entry;
  const references = textList(own(entry, 'imageReferences'));
  const attestor: JsonObject = { annotations: objectAt(entry, 'annotations') ?? null };
  if (text(key) !== '') attestor.keys = { publicKeys: text(key) };
  else if (text(issuer) !== '')
    attestor.keyless = { issuer: text(issuer), subject: text(subject), roots: text(roots) };
  const has = isObject(own(entry, 'annotations')) || `${text(key)}${text(issuer)}` !== '';
  const attestors = listAt(entry, 'attestors');
  return {
    ...rest,
    imageReferences: text(image) === '' ? [...references] : [...references, text(image)],
    attestors:
      has && listAt(entry, 'attestations').length === 0
        ? [...attestors, { entries: [attestor] }]
        : [...attestors],
  };
}

export function matchesAny(patterns: readonly string[], image: string): boolean {
  return patterns.some((pattern) => matchWildcard(pattern, image));
}

/** What is compared once the attestations are there: variables in it are replaced only then. */
export interface LateConditions {
  /** By attestation; each list must hold. */
  readonly attestations: readonly (readonly Conditions[])[];
  readonly deny: Conditions | null;
  readonly message: string;
  /** True for an entry with `validate`. */
  readonly validates: boolean;
}

export function compileLateConditions(entry: Json, expressions: Expressions): LateConditions {
  const validate = objectAt(entry, 'validate');
  const deny = objectAt(validate, 'deny');
  return {
    attestations: listAt(entry, 'attestations').map((attestation) =>
      listAt(attestation, 'conditions').map((conditions) => compileConditions(conditions, expressions)),
    ),
    deny: deny === undefined ? null : compileConditions(own(deny, 'conditions'), expressions),
    message: textAt(validate, 'message'),
    validates: validate !== undefined && Object.keys(validate).length > 0,
  };
}

/** The entry without them. */
export function withoutLateConditions(entry: Json): Json {
  if (!isObject(entry)) return entry;
  const rest = { ...entry };
  delete rest.validate;
  const attestations = own(entry, 'attestations');
  if (!Array.isArray(attestations)) return rest;
  const bare = attestations.map((attestation) => {
    if (!isObject(attestation)) return attestation;
    const others = { ...attestation };
    delete others.conditions;
    return others;
  });
  return { ...rest, attestations: bare };
}
