import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { builtInKinds } from '../../../kube/structure/kinds.ts';
import { parseKindSelector } from '../match/kind-selector.ts';
import { listAt, textAt, textList } from '../read.ts';

const metadataOnly =
  'policy can only deal with the metadata field of the resource if the rule does not match any kind';

/** The kinds a rule names, where something is wrong with them (kyverno v1.19 pkg/validation/policy, validateKinds). */
export function kindsProblem(
  rule: JsonObject,
  background: boolean,
): { readonly place: string; readonly reason: string } | null {
  for (const block of ['match', 'exclude'] as const) {
    const written = own(rule, block);
    const lists = [
      ...(['any', 'all'] as const).flatMap((key) =>
        listAt(written, key).map((filter, index) => ({ filter, place: `${block}.${key}[${index}].kinds` })),
      ),
      { filter: written, place: `${block}.kinds` },
    ];
    for (const { filter, place } of lists) {
      const kinds = textList(own(own(filter, 'resources'), 'kinds'));
      const reason = wildcardProblem(kinds, rule, background) ?? subresourceProblem(kinds, rule, background);
      if (reason !== null) return { place, reason };
    }
  }
  return null;
}

function wildcardProblem(kinds: readonly string[], rule: JsonObject, background: boolean): string | null {
  if (!kinds.includes('*')) return null;
  if (background)
    return 'wildcard policy not allowed in background mode. Set spec.background=false to disable background mode for this policy rule ';
  if (kinds.length > 1) return 'wildcard policy can not deal with more than one kind';
  const validate = own(rule, 'validate');
  const images = listAt(rule, 'verifyImages').length > 0;
  if (rule.generate !== undefined || images || Array.isArray(own(validate, 'foreach')))
    return 'wildcard policy does not support rule type';
  const patterns = own(validate, 'pattern') ?? own(validate, 'anyPattern') ?? null;
  if ((patterns !== null || rule.mutate !== undefined) && !onlyMetadata(rule)) return metadataOnly;
  const conditions = own(own(validate, 'deny'), 'conditions');
  return Array.isArray(conditions) && !conditions.every(looksAtMetadata) ? metadataOnly : null;
}

function looksAtMetadata(condition: Json): boolean {
  const key = textAt(condition, 'key');
  return (
    key.includes('request.object.metadata.') ||
    (/\{\{\s*(?:request\.|serviceAccountName|serviceAccountNamespace)[^{}]*\}\}/.test(key) &&
      !key.includes('request.object.spec'))
  );
}

/** True for a rule whose patterns and patches are about `metadata` alone. */
export function onlyMetadata(rule: JsonObject): boolean {
  const { mutate, validate } = rule;
  const any = own(validate, 'anyPattern');
  const patterns = [
    own(mutate, 'patchStrategicMerge'),
    own(validate, 'pattern'),
    ...(Array.isArray(any) ? any : []),
  ];
  return (
    patterns.every((pattern) => keysOf(pattern).every((key) => key === 'metadata')) &&
    patchedPaths(own(mutate, 'patchesJson6902')).every((path) => path.startsWith('/metadata'))
  );
}

/** Of patches written as JSON; those in YAML go unseen. */
function patchedPaths(patches: Json | undefined): readonly string[] {
  if (typeof patches !== 'string') return [];
  try {
    const operations: Json = JSON.parse(patches);
    return Array.isArray(operations) ? operations.map((operation) => textAt(operation, 'path')) : [];
  } catch {
    return [];
  }
}

function keysOf(value: Json | undefined): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** Background scans see no subresources. */
function subresourceProblem(kinds: readonly string[], rule: JsonObject, background: boolean): string | null {
  if (!background || rule.validate === undefined) return null;
  const found = kinds.find((kind) => {
    const { kind: parent, subresource } = parseKindSelector(kind);
    return subresource !== '' && isSubresource(parent, subresource);
  });
  return found === undefined ? null : `background scan enabled with subresource ${found}`;
}

function isSubresource(parent: string, subresource: string): boolean {
  for (const info of builtInKinds())
    if (info.kind === parent && info.subresources.includes(subresource)) return true;
  return false;
}
