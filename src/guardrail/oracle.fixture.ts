import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import type { Parameters } from './parameters.ts';

/** What the guardrails mean, said once more without any policy engine. For tests. */
export function oracle(name: string, object: JsonObject, parameters: Parameters): 'pass' | 'fail' {
  const metadata = asObject(object.metadata);
  const namespace = asText(metadata.namespace);
  if (parameters.exemptNamespaces.includes(namespace)) return 'pass';
  const pod = podOf(object);
  const spec = asObject(pod.spec);
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    asList(spec[list]),
  );
  const security = (owner: JsonObject, field: string): Json | undefined => own(owner.securityContext, field);
  const broken: Readonly<Record<string, () => boolean>> = {
    'image-registries': () =>
      containers.some(({ image }) => !isAllowed(asText(image), parameters.registries)),
    privileged: () =>
      !parameters.privilegedNamespaces.includes(namespace) &&
      containers.some((one) => security(one, 'privileged') === true),
    'host-path': () =>
      !parameters.hostPathNamespaces.includes(namespace) &&
      asList(spec.volumes).some((volume) => 'hostPath' in volume),
    'nonroot-and-readonly': () =>
      containers.some((one) => (security(one, 'runAsNonRoot') ?? security(spec, 'runAsNonRoot')) !== true) ||
      (own(spec.os, 'name') !== 'windows' &&
        containers.some((one) => security(one, 'readOnlyRootFilesystem') !== true)),
    'required-labels': () =>
      parameters.requiredLabels.some((label) => asText(own(asObject(pod.metadata).labels, label)) === ''),
    naming: () =>
      !asList(metadata.ownerReferences).some(({ controller }) => controller === true) &&
      asText(metadata.name) !== '' &&
      !new RegExp(parameters.namePattern).test(asText(metadata.name)),
    'no-latest-tag': () => containers.some(({ image }) => !namesVersion(asText(image))),
  };
  return broken[name]?.() === true ? 'fail' : 'pass';
}

function podOf(object: JsonObject): JsonObject {
  if (object.kind === 'Pod') return object;
  const spec = asObject(object.spec);
  return asObject(
    object.kind === 'CronJob' ? asObject(asObject(spec.jobTemplate).spec).template : spec.template,
  );
}

function isAllowed(image: string, registries: readonly string[]): boolean {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const isRegistry =
    first === 'localhost' || [...first].some((char) => char === '.' || char === ':' || /[A-Z]/.test(char));
  const full = isRegistry ? image : slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
  return registries.some((registry) => full.startsWith(`${registry}/`));
}

function namesVersion(image: string): boolean {
  const at = image.lastIndexOf('@');
  if (at >= 0) {
    const [algorithm = '', hex = '', more] = image.slice(at + 1).split(':');
    return more === undefined && /^[\w+.-]+$/.test(algorithm) && /^[0-9a-fA-F]+$/.test(hex);
  }
  const colon = image.lastIndexOf(':');
  const tag = colon < 0 ? '' : image.slice(colon + 1);
  return /^\w[\w.-]*$/.test(tag) && tag !== 'latest';
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function asList(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
