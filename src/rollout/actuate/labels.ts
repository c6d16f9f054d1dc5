import type { Actuator, PlannedStep } from './actuator.ts';

/** Prints the patch for somebody else to apply; it is done when a later scan shows the labels. */
export function labelsActuator(): Actuator {
  return {
    name: 'Labels',
    labels: () => undefined,
    take: (step) =>
      Promise.resolve({
        state: 'proposed',
        wrote: command(step.namespace, step.patch),
        undo: command(step.namespace, step.former),
      }),
    preview: (step) => `${command(step.namespace, step.patch)}\n`,
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
