import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject, Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { openInputs } from '../source/inputs.ts';
import type { HardeningRollout } from './plan.generated.ts';
import { planProblems, plansProblems } from './plan-problems.ts';
import { RolloutError } from './rollout-error.ts';
import { type RolloutPlan, rolloutPlan } from './rollout-plan.ts';

/** A HardeningRollout with the file it was read from. */
export interface PlanFile {
  readonly plan: RolloutPlan;
  readonly rollout: HardeningRollout;
  readonly resource: Resource;
}

/** Where plans are looked for when nobody says where they are. */
const usual = ['rollouts', 'rollout.yaml'];

/** The files of the plans, when there are any. */
export function planPath(cwd: string, given?: string): string | undefined {
  if (given !== undefined) return given;
  return usual.find((name) => existsSync(join(cwd, name)));
}

/** Reads every HardeningRollout at `path`. Whatever is wrong with one of them is an error: plans decide. */
export async function readPlans(cwd: string, path: string): Promise<PlanFile[]> {
  if (!existsSync(resolve(cwd, path)))
    throw new RolloutError(
      'PLAN_MISSING',
      `expected rollouts at ${path}, found no such file; write them with: portcullis rollout init --kubernetes 1.34 > rollout.yaml`,
    );
  const inputs = openInputs([path], {
    cwd,
    stdin: noInput(),
    env: {},
    isClusterScoped: () => true,
  });
  const found: Resource[] = [];
  const problems: string[] = [];
  for await (const events of inputs.read())
    for (const event of events) {
      if (event.type === 'error') problems.push(place(event.error) + event.error.message);
      if (event.type === 'resource' && event.resource.kind === 'HardeningRollout') found.push(event.resource);
    }
  await inputs.close();
  for (const resource of found)
    for (const problem of planProblems(resource.object))
      problems.push(placeOf(resource, problem.path) + problem.message);
  if (problems.length === 0)
    problems.push(...plansProblems(found.map((resource) => asRollout(resource.object))));
  if (problems.length > 0) throw new RolloutError('PLAN_INVALID', problems.join('\n'));
  if (found.length === 0)
    throw new RolloutError(
      'PLAN_MISSING',
      `expected rollouts at ${path}, found none; write them with: portcullis rollout init --kubernetes 1.34 > rollout.yaml`,
    );
  return found.map((resource) => {
    const rollout = asRollout(resource.object);
    return { plan: rolloutPlan(rollout), rollout, resource };
  });
}

function asRollout(object: JsonObject): HardeningRollout {
  return object as unknown as HardeningRollout;
}

function placeOf({ origin }: Resource, path: Path): string {
  const { line, column } = origin.locate?.(path) ?? origin.start;
  return `${origin.file}:${line}:${column}: `;
}

function place({ file, line, column }: { file: string; line?: number; column?: number }): string {
  return [file, line, column].filter((part) => part !== undefined).join(':') + ': ';
}

async function* noInput(): AsyncGenerator<Uint8Array> {
  // Plans are files.
}
