import type { VerifyFacts } from '../../kyverno/verify-images/facts.ts';
import type { Attributes } from '../attributes.ts';
import { activationOf, guard } from './ask.ts';
import type { CompiledImageValidating } from './compile.ts';
import type { Verified } from './library/image-verifier.ts';
import type { CelRuleResult } from './rule-result.ts';
import { type ImageResult, requireVerified, validateImages } from './validate-images.ts';
import type { Variant } from './variants.ts';

/** What policies say of the images of one object. What one of them verified counts for all, once all have been asked. */
export function judgeImages(
  concerned: readonly Variant<CompiledImageValidating>[],
  attributes: Attributes,
  podSpec: readonly string[] | null,
  facts: VerifyFacts,
): readonly { readonly variant: Variant<CompiledImageValidating>; readonly result: CelRuleResult }[] {
  const verified: Verified = new Map();
  const found = concerned.flatMap((variant) => {
    const { policy, compiled } = variant;
    let image: ImageResult | null = null;
    const result = guard(variant, attributes, facts.lookup, () => {
      const activation = activationOf(attributes, facts.lookup);
      image = validateImages(policy.name, compiled, activation, podSpec, facts, verified);
      return image?.result ?? null;
    });
    return result === null ? [] : [{ variant, image: image ?? { result, images: [] } }];
  });
  return found.map(({ variant, image }) => ({
    variant,
    result: requireVerified(variant.policy.name, variant.compiled, image, verified),
  }));
}

const podSpecs: ReadonlyMap<string, readonly string[]> = new Map([
  ['v1 Pod', ['spec']],
  ...[
    'apps/v1 Deployment',
    'apps/v1 StatefulSet',
    'apps/v1 DaemonSet',
    'apps/v1 ReplicaSet',
    'batch/v1 Job',
  ].map((kind): [string, readonly string[]] => [kind, ['spec', 'template', 'spec']]),
  ['batch/v1 CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

/** Where Kyverno finds the images of a kind by itself; null for the rest. */
export function podSpecOf(apiVersion: string, kind: string): readonly string[] | null {
  return podSpecs.get(`${apiVersion} ${kind}`) ?? null;
}
