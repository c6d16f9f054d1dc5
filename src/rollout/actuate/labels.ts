import { dirname } from 'node:path';
import type { Actuator, PlannedStep } from './actuator.ts';
import { contractDiff } from './contract-files.ts';
import { issued } from './files.ts';

/** Prints the patch for somebody else to apply; it is done when a later scan shows the labels. Contracts are files. */
export function labelsActuator(exceptions: string): Actuator {
  return {
    name: 'Labels',
    labels: () => undefined,
    take: (step) =>
      Promise.resolve(
        step.kind === 'Quarantine'
          ? issued(step, exceptions)
          : {
              state: 'proposed',
              wrote: command(step.namespace, step.patch),
              undo: command(step.namespace, step.former),
            },
      ),
    preview: (step) =>
      step.kind === 'Quarantine'
        ? contractDiff(step, exceptions, dirname(exceptions))
        : `${command(step.namespace, step.patch)}\n`,
    withdraw: () => Promise.resolve('do not apply it'),
    recover: () => Promise.resolve(),
  };
}

function command(namespace: string, patch: PlannedStep['patch']): string {
  const changes = Object.entries(patch).map(([key, value]) =>
    value === null ? `${key}-` : `${key}=${value}`,
  );
  return `kubectl label --overwrite namespace ${namespace} ${changes.join(' ')}`;
}
