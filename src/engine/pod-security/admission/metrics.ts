import type { LevelVersion } from '../level-version.ts';
import { minorOf, type Version } from '../version.ts';
import type { Attributes } from './attributes.ts';

/** A counter with its labels and what it has counted. */
export interface Counter {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The counters of upstream's metrics/metrics.go (v0.37.2), names and labels alike. */
export class PodSecurityMetrics {
  readonly #counters: Map<string, { name: string; labels: Record<string, string>; value: number }> =
    new Map();
  /** The server's own version: newer policies are counted as `future`. */
  readonly #server: Version;

  constructor(server: Version) {
    this.#server = server;
  }

  evaluation(decision: 'allow' | 'deny', policy: LevelVersion, mode: string, attributes: Attributes): void {
    this.#count('pod_security_evaluations_total', {
      decision,
      policy_level: policy.level,
      policy_version: this.#versionLabel(policy),
      mode,
      ...requestLabels(attributes),
    });
  }

  exemption(attributes: Attributes): void {
    this.#count('pod_security_exemptions_total', requestLabels(attributes));
  }

  error(fatal: boolean, attributes: Attributes): void {
    this.#count('pod_security_errors_total', { fatal: String(fatal), ...requestLabels(attributes) });
  }

  /** Everything counted so far, in the order in which it was first counted. */
  get counters(): readonly Counter[] {
    return [...this.#counters.values()].map(({ name, labels, value }) => ({
      name,
      labels: { ...labels },
      value,
    }));
  }

  #versionLabel({ level, version }: LevelVersion): string {
    if (version === 'latest' || level === 'privileged') return 'latest';
    return minorOf(version) > minorOf(this.#server) ? 'future' : version;
  }

  #count(name: string, labels: Record<string, string>): void {
    const key = JSON.stringify([name, labels]);
    const counter = this.#counters.get(key);
    if (counter) counter.value++;
    else this.#counters.set(key, { name, labels, value: 1 });
  }
}

function requestLabels({ operation, group, resource, subresource }: Attributes): Record<string, string> {
  return {
    request_operation: operation.toLowerCase(),
    resource: resourceLabel(group, resource),
    subresource,
  };
}

function resourceLabel(group: string, resource: string): string {
  if (group === '' && resource === 'pods') return 'pod';
  return group === '' && resource === 'namespaces' ? 'namespace' : 'controller';
}
