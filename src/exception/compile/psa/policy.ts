import { activeChecks, type Check, type LevelVersion } from '../../../engine/pod-security/index.ts';
import type { JsonObject } from '../../../kube/json.ts';
import type { ExceptionContract, PolicyScope, Subject } from '../../contract.ts';
import { all, any } from '../cel-text.ts';
import { podCountsAs } from '../subject-cel.ts';
import { type Atom, type CelRevision, celChecks, userNamespace, windows } from './atoms.ts';
import { type CelSubject, type ContainerList, containerLists, coverOf, isMeant } from './cover.ts';

export interface CelValidation {
  readonly check: Check;
  readonly expression: string;
}

export interface CelPolicy {
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly CelValidation[];
}

/** The checks of a level at a version as CEL, but for what contracts excuse of their subjects. */
export function podSecurityCel(level: LevelVersion, contracts: readonly ExceptionContract[]): CelPolicy {
  const named = contracts.map((contract, index) => ({
    contract,
    subjects: contract.spec.subjects.map((subject, place) => celSubject(subject, `${index}_${place}`)),
  }));
  const validations = activeChecks(level.level, level.version).map(({ check, revision }) => {
    const cel = revisionOf(check, revision.since);
    const scopes = named.map(({ contract, subjects }) => ({
      subjects,
      scopes: contract.spec.policies.filter((scope) => excuses(scope, check, level)),
    }));
    return { check, expression: isKept(cel, scopes) };
  });
  return {
    variables: [
      ...podVariables,
      ...named.flatMap(({ subjects }) =>
        subjects.flatMap(({ subject, isSubject, allMeant }) => [
          { name: isSubject.slice('variables.'.length), expression: podCountsAs(subject) },
          ...(allMeant === 'true'
            ? []
            : [
                {
                  name: allMeant.slice('variables.'.length),
                  expression: `variables.containers.size() > 0 && variables.containers.all(c, ${isMeant(subject, 'c')})`,
                },
              ]),
        ]),
      ),
    ],
    validations,
  };
}

/** What the conditions of the checks may name. */
export const podVariables: CelPolicy['variables'] = [
  {
    name: 'containers',
    expression: containerLists.map((list) => `object.spec.?${list}.orValue([])`).join(' + '),
  },
  { name: 'windows', expression: windows },
  { name: 'userNamespace', expression: userNamespace },
];

/** That a pod keeps to a revision of a check, but for what contracts excuse. */
export function isKept({ atoms, exempt }: CelRevision, contracts: readonly Excusing[] = []): string {
  const conditions = atoms.map((atom) => holds(atom, contracts));
  return any([...(exempt === undefined ? [] : [`variables.${exempt}`]), all(conditions)]);
}

function celSubject(subject: Subject, suffix: string): CelSubject {
  const narrowed = subject.containers !== undefined || subject.images !== undefined;
  return {
    subject,
    isSubject: `variables.subject${suffix}`,
    allMeant: narrowed ? `variables.meant${suffix}` : 'true',
  };
}

export function revisionOf(check: Check, since: string): CelRevision {
  const found = celChecks[check.id]?.find((revision) => revision.since === since);
  if (found === undefined) throw new Error(`${check.id} has no CEL for the rule since ${since}`);
  return found;
}

/** A check that is excused at one level is excused at the levels below it. */
function excuses(scope: PolicyScope, check: Check, { level }: LevelVersion): boolean {
  return (
    scope.engine === 'PodSecurity' &&
    scope.checks?.includes(check.id) === true &&
    (scope.level === level || scope.level === 'restricted')
  );
}

interface Excusing {
  readonly subjects: readonly CelSubject[];
  readonly scopes: readonly PolicyScope[];
}

/** That nothing is as the atom forbids, or it is excused. */
function holds(atom: Atom, contracts: readonly Excusing[]): string {
  const narrowed = contracts.some(({ scopes }) => scopes.some(({ fields }) => fields !== undefined));
  if (atom.of !== 'container') return within(atom, notBad(atom, 'all', contracts));
  // The three lists are asked as one unless a field path tells them apart.
  if (!narrowed) return `variables.containers.all(c, ${within(atom, notBad(atom, 'all', contracts))})`;
  return all(
    containerLists.map(
      (list) => `object.spec.?${list}.orValue([]).all(c, ${within(atom, notBad(atom, list, contracts))})`,
    ),
  );
}

function notBad(atom: Atom, list: ContainerList, contracts: readonly Excusing[]): string {
  return any([
    `!(${atom.bad})`,
    ...contracts.map(({ subjects, scopes }) => coverOf(atom, list, scopes, subjects)),
  ]);
}

/** Over the items of the field, where the atom asks them one by one. */
function within(atom: Atom, condition: string): string {
  if (atom.of === 'annotations') return `object.?metadata.?annotations.orValue({}).all(i, ${condition})`;
  if (atom.items === undefined) return condition;
  const base = atom.of === 'container' ? 'c' : 'object.spec';
  return `${base}${atom.field.map((step) => `.?${step}`).join('')}.orValue([]).all(i, ${condition})`;
}

export function cleanVariables({ variables, validations }: CelPolicy): JsonObject[] {
  const used = (name: string, texts: readonly string[]): boolean =>
    texts.some((text) => new RegExp(`variables\\.${name}\\b`).test(text));
  let kept = [...variables];
  for (let before = -1; before !== kept.length; ) {
    before = kept.length;
    const texts = [
      ...validations.map(({ expression }) => expression),
      ...kept.map(({ expression }) => expression),
    ];
    kept = kept.filter(({ name }) => used(name, texts));
  }
  return kept.map(({ name, expression }) => ({ name, expression }));
}
