import { type Check, forbid, remove } from '../check.ts';
import { defaultCapabilities } from '../standards.ts';
import { findAdded, nameAdded } from './added-capabilities.ts';

/**
 * Containers must not add capabilities beyond those that container runtimes give by default.
 *
 * Fields: securityContext.capabilities.add of every container.
 * Allowed: absent, empty, or the names below; exactly, without `CAP_` and in capitals.
 */
export const capabilitiesBaseline: Check = {
  id: 'capabilities_baseline',
  level: 'baseline',
  title: 'No capabilities beyond the default ones',
  severity: 'high',
  cis: ['5.2.8', '5.2.9'],
  nist: ['4.4.3'],
  fix: { text: 'remove the capability from securityContext.capabilities.add', edit: remove },
  revisions: [
    {
      since: 'v1.0',
      run(pod) {
        const bad = forbiddenAdditions(pod);
        if (bad === null) return null;
        return forbid('non-default capabilities', nameAdded(bad), bad.fields);
      },
    },
  ],
};

const defaults: ReadonlySet<string> = new Set(defaultCapabilities);

const forbiddenAdditions = findAdded((capability) => !defaults.has(capability));
