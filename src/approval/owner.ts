import { own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { CodeOwners } from './codeowners.ts';

/**
 * Who answers for a workload: the label or annotation named in the configuration, on itself, then on its namespace; else
 * the CODEOWNERS of the file it is written in.
 */
export function ownerOf(
  resource: Resource,
  namespace: Resource | undefined,
  key: string,
  codeOwners: CodeOwners | undefined,
  pathInRepository: string | undefined,
): string | null {
  for (const object of [resource.object, namespace?.object]) {
    const metadata = own(object, 'metadata');
    for (const map of ['labels', 'annotations']) {
      const owner = own(own(metadata, map), key);
      if (typeof owner === 'string' && owner !== '') return owner;
    }
  }
  const owners = pathInRepository === undefined ? undefined : codeOwners?.of(pathInRepository);
  return owners === undefined || owners.length === 0 ? null : owners.join(', ');
}
