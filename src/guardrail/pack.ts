import type { Guardrail } from './guardrail.ts';
import { hostPath } from './host-path.ts';
import { imageRegistries } from './image-registries.ts';
import { naming } from './naming.ts';
import { noLatestTag } from './no-latest-tag.ts';
import { nonrootAndReadonly } from './nonroot-and-readonly.ts';
import { privileged } from './privileged.ts';
import { requiredLabels } from './required-labels.ts';

/** Every guardrail, in the order in which they are written. A new one is a file and a line here. */
export const guardrails: readonly Guardrail[] = [
  imageRegistries,
  privileged,
  hostPath,
  nonrootAndReadonly,
  requiredLabels,
  naming,
  noLatestTag,
];
