import { type Check } from '../check.ts';
import { mustBeDefault, procMount } from './proc-mount.ts';

/**
 * Containers must keep the masks over /proc, whatever users they run as: when the baseline level began to relax this for
 * user namespaces, the restricted level kept it.
 *
 * Fields: securityContext.procMount of every container.
 * Allowed: Default, absent.
 */
export const procMountRestricted: Check = {
  ...procMount,
  id: 'procMount_restricted',
  level: 'restricted',
  title: 'The default mount of /proc, also in user namespaces',
  revisions: [{ since: 'v1.35', overrides: ['procMount'], run: mustBeDefault }],
};
