/**
 * Fields that few pods set. What a pod sets of them, anywhere in it, is one number in its view, so that the checks that
 * forbid them need not look through pods that do not.
 */
export const mention = {
  privileged: 1,
  hostPorts: 2,
  hosts: 4,
  procMount: 8,
  seLinux: 16,
  hostProcess: 32,
  userZero: 64,
  appArmor: 128,
} as const;

/** Whether something sets a field of `mention`. */
export function sets({ mentions }: { readonly mentions: number }, field: number): boolean {
  return (mentions & field) !== 0;
}
