import { isObject, type Json, own, type Path } from '../../../kube/json.ts';
import { listAt, textAt, textList } from '../read.ts';
import { type FieldProblem, forbidden } from './problem.ts';
import { isClusterWide, isNamespaced } from './scope.ts';

/** The namespace of a `Policy`; null for one that is cluster-wide. */
export type Home = string | null;

/** The `generate` of a rule (kyverno v1.19 api/kyverno/v1/common_types.go, Generation). */
export function generateProblems(generate: Json | undefined, path: Path, home: Home): FieldProblem[] {
  if (!isObject(generate) || Object.keys(generate).length === 0) return [];
  const forms = ['data', 'clone', 'cloneList', 'foreach'].filter((key) => isGiven(generate, key));
  if (forms.length > 1)
    return [
      forbidden(path, 'only one of generate patterns(data, clone, cloneList and foreach) can be specified'),
    ];
  const loops = own(generate, 'foreach');
  return Array.isArray(loops)
    ? loops.flatMap((loop, index) => patternProblems(loop, [...path, 'foreach', index], home))
    : patternProblems(generate, path, home);
}

function isGiven(generate: Json, key: string): boolean {
  const value = own(generate, key) ?? null;
  if (value === null) return false;
  if (key === 'cloneList') return Array.isArray(own(value, 'kinds'));
  return key !== 'clone' || textAt(value, 'name') !== '' || textAt(value, 'namespace') !== '';
}

function patternProblems(pattern: Json, path: Path, home: Home): FieldProblem[] {
  const [apiVersion, kind] = [textAt(pattern, 'apiVersion'), textAt(pattern, 'kind')];
  const namespace = textAt(pattern, 'namespace');
  const cloned = listAt(own(pattern, 'cloneList'), 'kinds').length > 0;
  const at = [...path, 'namespace'];
  const mismatch = home === null ? null : scopeMismatch(pattern, home);
  const problems = mismatch === null ? [] : [forbidden(at, `target resource scope mismatched: ${mismatch} `)];
  const namespaced = kind === '' ? undefined : isNamespaced(apiVersion, kind);
  if (namespaced === true && namespace === '')
    problems.push(forbidden(at, 'target namespace must be set for a namespaced resource'));
  if (namespaced === false && namespace !== '')
    problems.push(forbidden(at, 'target namespace must not be set for a cluster-wide resource'));
  if (cloned) return [...problems, ...cloneListProblems(own(pattern, 'cloneList'), path, home)];
  for (const key of ['kind', 'name', 'apiVersion'])
    if (textAt(pattern, key) === '') problems.push(forbidden([...path, key], `${key} can not be empty`));
  return problems;
}

/** A policy of a namespace makes and copies objects of its namespace only. */
function scopeMismatch(pattern: Json, home: string): string | null {
  const [apiVersion, kind] = [textAt(pattern, 'apiVersion'), textAt(pattern, 'kind')];
  if (isNamespaced(apiVersion, kind) === false)
    return `the target must be a namespaced resource: ${apiVersion}/${kind}`;
  const namespace = textAt(pattern, 'namespace');
  if (namespace !== home)
    return `a namespaced policy cannot generate resources in other namespaces, expected: ${home}, received: ${namespace}`;
  const clone = own(pattern, 'clone');
  const source = textAt(clone, 'namespace');
  if (textAt(clone, 'name') !== '' && source !== home)
    return `a namespaced policy cannot clone resources from other namespaces, expected: ${home}, received: ${source}`;
  return null;
}

function cloneListProblems(cloneList: Json | undefined, path: Path, home: Home): FieldProblem[] {
  const kinds = textList(own(cloneList, 'kinds'));
  const namespace = textAt(cloneList, 'namespace');
  const at = [...path, 'cloneList', 'namespace'];
  const problems: FieldProblem[] = [];
  for (const kind of home === null ? [] : kinds) {
    if (isClusterWide(kind))
      problems.push(
        forbidden(
          [...path, 'cloneList', 'kinds'],
          `the source in cloneList must be a namespaced resource: ${kind}`,
        ),
      );
    if (namespace !== home)
      problems.push(
        forbidden(
          at,
          `a namespaced policy cannot clone resources from other namespace, expected: ${home}, received: ${namespace}`,
        ),
      );
  }
  const clusterWide = kinds.map(isClusterWide);
  if (new Set(clusterWide).size > 1)
    problems.push(forbidden([...path, 'cloneList', 'kinds'], 'mixed scope of target resources is forbidden'));
  const allCluster = clusterWide.every(Boolean);
  if (!allCluster && namespace === '')
    problems.push(forbidden(at, 'namespace is required for namespaced target resources'));
  if (allCluster && home === null && namespace !== '')
    problems.push(forbidden(at, 'namespace is forbidden for cluster-wide target resources'));
  return problems;
}
