import type { Excuser } from '../../exception/excuser.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import { type Labels, stageOf } from '../pod-security-stage.ts';
import type { RolloutPlan } from '../rollout-plan.ts';
import { stageAfter } from '../stage.ts';
import { labelledStage } from '../stage-label.ts';
import type { Step } from './answer.ts';
import { refusalOf } from './excuse.ts';
import type { EffectOf, Question } from './question.ts';
import { strongest } from './same-finding.ts';

/** What would be refused if every namespace took what is left of its rollouts today. */
export function askEnforceNow(
  plans: readonly RolloutPlan[],
  labelsOf: (namespace: string) => Labels,
  cluster: number | null,
  excuser: Excuser | null,
): Question {
  return {
    title: 'What would be refused if every namespace were enforced now?',
    nothing: 'nothing would be refused',
    effects: (resource, _, after) =>
      plans.flatMap((plan) =>
        effectsOf(plan, resource, after, labelsOf(resource.namespace), cluster, excuser),
      ),
    steps: (namespace) => plans.flatMap((plan) => stepOf(plan, labelsOf(namespace), cluster)),
  };
}

function effectsOf(
  plan: RolloutPlan,
  resource: Resource,
  verdicts: readonly Verdict[],
  labels: Labels,
  cluster: number | null,
  excuser: Excuser | null,
): EffectOf[] {
  const [step] = stepOf(plan, labels, cluster);
  if (step === undefined || step.to === '' || resource.namespace === '') return [];
  return verdicts
    .filter((verdict) => speaksOf(plan, verdict))
    .flatMap((verdict) => refusalOf(verdict, excuser) ?? [])
    .map((effect) => ({ ...effect, rollout: plan.name }));
}

function speaksOf({ policies }: RolloutPlan, { engine, policy, rule }: Verdict): boolean {
  return policies.some(
    (one) => one.engine === engine && one.name === policy && (one.rules?.includes(rule) ?? true),
  );
}

function stepOf(plan: RolloutPlan, labels: Labels, cluster: number | null): Omit<Step, 'refused'>[] {
  if (!plan.selector.matches(labels)) return [];
  const from =
    plan.pin === null ? (labelledStage(labels, plan.name) ?? 'Audit') : stageOf(labels, plan.pin, cluster);
  return [{ rollout: plan.name, from, to: stageAfter(from) ?? '' }];
}

/** The same where there are no rollouts: what is audited or warned of today would be refused. */
export function askLabelsEnforced(excuser: Excuser | null): Question {
  return {
    title: 'What would be refused if what is audited and warned of were enforced now?',
    nothing: 'nothing would be refused',
    effects: (_, __, after) =>
      strongest(after.filter(({ stage }) => stage === 'audit' || stage === 'warn')).flatMap(
        (one) => refusalOf(one, excuser) ?? [],
      ),
  };
}
