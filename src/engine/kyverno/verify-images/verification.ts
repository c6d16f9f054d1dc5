import type { ImageEvidence } from '../../../source/registry/evidence.ts';
import { LookupError } from '../../engine.ts';
import type { Evaluation } from '../validate/evaluation.ts';
import type { VerifyFacts } from './facts.ts';

/** One rule verifying the images of one object. */
export class Verification {
  readonly evaluation: Evaluation;
  readonly facts: VerifyFacts;

  constructor(evaluation: Evaluation, facts: VerifyFacts) {
    this.evaluation = evaluation;
    this.facts = facts;
  }

  /** Throws LookupError where no registry can be asked. */
  evidence(image: string, repository: string): ImageEvidence {
    const { lookup } = this.facts;
    if (lookup.imageEvidence === undefined) throw new LookupError('no registry can be asked here');
    return lookup.imageEvidence(image, repository);
  }
}
