import { apiVersionOf } from '../group-kind.ts';
import { builtInStruct } from './built-in.ts';
import type { Struct } from './structure.ts';
import { kinds as table } from './table.generated.ts';

/** What the API server serves a kind as. */
export interface KindInfo {
  readonly apiVersion: string;
  readonly kind: string;
  /** The plural in the URL: `networkpolicies`. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly subresources: readonly string[];
  /** Its fields, when they are known. */
  struct(): Struct | undefined;
}

export function builtInKind(apiVersion: string, kind: string): KindInfo | undefined {
  return index().byKind.get(`${apiVersion} ${kind}`);
}

export function builtInResource(group: string, version: string, resource: string): KindInfo | undefined {
  return index().byResource.get(`${apiVersionOf(group, version)} ${resource}`);
}

export function builtInKinds(): Iterable<KindInfo> {
  return index().byKind.values();
}

/**
 * The plural of a kind nobody has declared, as Kubernetes' own clients guess it
 * (apimachinery v0.36.3 pkg/api/meta/restmapper.go, UnsafeGuessKindToResource).
 */
export function guessResource(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === '' || lower.endsWith('endpoints')) return lower;
  if (lower.endsWith('s')) return `${lower}es`;
  if (lower.endsWith('y')) return `${lower.slice(0, -1)}ies`;
  return `${lower}s`;
}

interface Index {
  readonly byKind: Map<string, KindInfo>;
  readonly byResource: Map<string, KindInfo>;
}

let cached: Index | undefined;

function index(): Index {
  if (cached) return cached;
  cached = { byKind: new Map(), byResource: new Map() };
  for (const line of table.trim().split('\n')) {
    const [apiVersion = '', kind = '', resource = '', scope, type = '', subresources] = line.split(' ');
    const info: KindInfo = {
      apiVersion,
      kind,
      resource,
      namespaced: scope === 'N',
      subresources: subresources?.split(',') ?? [],
      struct: () => builtInStruct(type),
    };
    cached.byKind.set(`${apiVersion} ${kind}`, info);
    cached.byResource.set(`${apiVersion} ${resource}`, info);
  }
  return cached;
}
