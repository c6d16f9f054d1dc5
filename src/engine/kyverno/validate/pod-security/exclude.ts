import { at, type Json, type JsonObject, own, type Path } from '../../../../kube/json.ts';
import { compileWildcard, type TextMatcher } from '../../../../kube/wildcard.ts';
import { textList, textOf } from '../../read.ts';
import { controls } from './controls.ts';
import type { Finding, Pod } from './evaluate.ts';
import { badValues, errorPath, type FieldError } from './field-error.ts';

/** An exclusion of a rule or exception: what of a control does not count, compiled. */
export interface Exclusion {
  readonly checks: readonly string[];
  /** null for one about the pod as a whole. */
  readonly images: TextMatcher | null;
  /** '' for every field. */
  readonly restrictedField: string;
  /** null for every value. */
  readonly values: TextMatcher | null;
}

export function compileExclusion(exclude: Json): Exclusion {
  const images = textList(own(exclude, 'images'));
  const values = textList(own(exclude, 'values'));
  return {
    checks: controls.get(textOf(own(exclude, 'controlName'))) ?? [],
    images: images.length === 0 ? null : anyOf(images),
    restrictedField: textOf(own(exclude, 'restrictedField')),
    values: values.length === 0 ? null : anyOf(values),
  };
}

function anyOf(patterns: readonly string[]): TextMatcher {
  const matchers = patterns.map(compileWildcard);
  return (text) => matchers.some((matches) => matches(text));
}

/** What is left of the findings (kyverno v1.19 pkg/pss/evaluate.go, ApplyPodSecurityExclusion). */
export function applyExclusions(
  findings: readonly Finding[],
  exclusions: readonly Exclusion[],
  pod: Pod,
  run: (pod: Pod) => readonly Finding[],
): readonly Finding[] {
  let left = findings;
  for (const exclusion of exclusions) {
    if (left.length === 0) return left;
    const part = exclusion.images === null ? withoutContainers(pod) : withContainers(pod, exclusion.images);
    left = exempt(left, run(part), exclusion, pod, part);
  }
  return left;
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Only what is wrong with the pod as a whole shows. */
function withoutContainers(pod: Pod): Pod {
  return {
    metadata: pod.metadata,
    spec: { ...pod.spec, containers: [{ name: 'fake' }], initContainers: null, ephemeralContainers: null },
  };
}

/** Only the containers with one of the images, as it is written, and nothing else of the pod. */
function withContainers(pod: Pod, images: TextMatcher): Pod {
  const spec: JsonObject = {};
  for (const list of lists) {
    const containers = own(pod.spec, list);
    if (Array.isArray(containers)) spec[list] = containers.filter((one) => images(textOf(own(one, 'image'))));
  }
  return { metadata: {}, spec };
}

function exempt(
  findings: readonly Finding[],
  excluded: readonly Finding[],
  exclusion: Exclusion,
  pod: Pod,
  part: Pod,
): Finding[] {
  const byCheck = new Map(
    findings.map((finding) => [finding.check, { ...finding, errors: [...finding.errors] }]),
  );
  for (const { check, errors } of excluded) {
    if (!exclusion.checks.includes(check)) continue;
    for (const error of errors) {
      const finding = byCheck.get(check);
      if (finding === undefined || finding.errors.length === 0 || !covers(exclusion, error)) continue;
      const index = finding.errors.findIndex((one) =>
        isSame(one, pod, error, part, exclusion.images !== null),
      );
      if (index >= 0) removeUnordered(finding.errors, index);
      if (finding.errors.length === 0) byCheck.delete(check);
    }
  }
  return [...byCheck.values()];
}

function covers({ restrictedField, values }: Exclusion, error: FieldError): boolean {
  if (restrictedField !== '' && generalPath(error) !== restrictedField) return false;
  return values === null || badValues(error).every(values);
}

/** Every number is a `*`, those of names too. */
function generalPath(error: FieldError): string {
  return errorPath(error).replace(/[0-9]+/g, '*');
}

/** The same field; in containers, that of the container with the same name. */
function isSame(error: FieldError, pod: Pod, other: FieldError, part: Pod, byContainer: boolean): boolean {
  if (generalPath(error) !== generalPath(other)) return false;
  const path = byContainer ? containerPath(error) : null;
  if (path === null) return true;
  return containerName(pod, path) === containerName(part, containerPath(other) ?? path);
}

function containerPath({ path }: FieldError): Path | null {
  return lists.some((list) => list === path[1]) ? path.slice(0, 3) : null;
}

function containerName({ spec }: Pod, path: Path): Json | undefined {
  return at({ spec }, [...path, 'name']);
}

/** Upstream puts the last one where the removed one was. */
function removeUnordered(errors: FieldError[], index: number): void {
  const last = errors.pop();
  if (last !== undefined && index < errors.length) errors[index] = last;
}
