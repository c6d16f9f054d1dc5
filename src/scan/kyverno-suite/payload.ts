import type { Json } from '../../kube/json.ts';

/** What a suite judges that is no Kubernetes object. */
export interface Payload {
  readonly kind: PayloadKind;
  /** What rows name it by: JSON as the suite names it, requests by their file. */
  readonly name: string;
  readonly value: Json;
}

export type PayloadKind = 'JSON' | 'HTTP' | 'Envoy';
