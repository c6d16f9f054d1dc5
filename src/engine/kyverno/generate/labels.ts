import { type JsonObject, own } from '../../../kube/json.ts';
import { textAt } from '../read.ts';
import type { Generated } from './downstream.ts';

/** What Kyverno writes on what it made (kyverno v1.19 pkg/background/common/labels.go). */
export function downstreamLabels(
  { policy, namespace, rule }: Pick<Generated, 'policy' | 'namespace' | 'rule'>,
  trigger: JsonObject,
): JsonObject {
  const { group, version } = groupVersion(trigger);
  const metadata = own(trigger, 'metadata');
  return {
    'app.kubernetes.io/managed-by': 'kyverno',
    'generate.kyverno.io/policy-name': policy,
    'generate.kyverno.io/policy-namespace': namespace,
    'generate.kyverno.io/rule-name': rule,
    'generate.kyverno.io/trigger-version': version,
    'generate.kyverno.io/trigger-group': group,
    'generate.kyverno.io/trigger-kind': textAt(trigger, 'kind'),
    'generate.kyverno.io/trigger-namespace': textAt(metadata, 'namespace'),
    'generate.kyverno.io/trigger-uid': textAt(metadata, 'uid'),
  };
}

/** And on a clone, where it came from. */
export function sourceLabels(source: JsonObject): JsonObject {
  const { group, version } = groupVersion(source);
  const metadata = own(source, 'metadata');
  return {
    'generate.kyverno.io/clone-source': '',
    'generate.kyverno.io/source-group': group,
    'generate.kyverno.io/source-version': version,
    'generate.kyverno.io/source-kind': textAt(source, 'kind'),
    'generate.kyverno.io/source-namespace': textAt(metadata, 'namespace'),
    'generate.kyverno.io/source-uid': textAt(metadata, 'uid'),
  };
}

function groupVersion(object: JsonObject): { group: string; version: string } {
  const [first = '', second] = textAt(object, 'apiVersion').split('/');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}
