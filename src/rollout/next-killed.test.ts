import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EvidenceStore, openStore } from '../evidence/open-store.ts';
import { filesActuator } from './actuate/files.ts';
import { NamespaceTree } from './actuate/namespace-tree.ts';
import { Bed, plainPod, rollout } from './bed.fixture.ts';
import { next } from './next.ts';
import { rolloutPlan } from './rollout-plan.ts';
import { verify } from './verify.ts';

const names = ['a', 'b', 'c'];
const child = join(import.meta.dirname, 'next-child.fixture.ts');
let bed: Bed;
let copies = '';
let moves = 0;

beforeAll(async () => {
  bed = await Bed.open([rollout('baseline')]);
  for (const name of names) {
    bed.namespace(name);
    bed.workload(name, 'web', plainPod);
  }
  await bed.scan();
  await bed.days(1);
  // Everything is in the file before it is copied.
  await bed.store.close();
  copies = mkdtempSync(join(tmpdir(), 'portcullis-killed-'));
  moves = Number(run(copyOf('whole'), 0).stdout);
}, 60_000);
afterAll(() => {
  for (const folder of [bed.folder, copies]) rmSync(folder, { recursive: true, force: true });
});

interface World {
  readonly folder: string;
  readonly store: string;
}

function copyOf(name: string): World {
  const folder = join(copies, name);
  cpSync(bed.folder, folder, { recursive: true });
  return { folder, store: join(folder, '.store', 'evidence.db') };
}

function args({ store, folder }: World, move: number, what: string): string[] {
  return [child, store, folder, String(bed.now), String(move), what];
}

function run(world: World, move: number): { stdout: string; signal: string | null; status: number | null } {
  return spawnSync(process.execPath, args(world, move, 'kill'), { encoding: 'utf8' });
}

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

async function outcome({ store: location, folder }: World): Promise<unknown> {
  const store = await openStore(location);
  try {
    const steps = await store.db.selectFrom('step').select(['state', 'to_stage']).execute();
    return {
      labels: names.map(
        (name) => NamespaceTree.read(folder).labels(name)?.['pod-security.kubernetes.io/audit'],
      ),
      steps: steps.map((step) => `${step.to_stage} ${step.state}`),
      done: await doneIn(store),
      verified: (await verify(store)).ok,
    };
  } finally {
    await store.close();
  }
}

/** The steps that the journal calls done. */
async function doneIn({ db }: EvidenceStore): Promise<number> {
  const rows = await db.selectFrom('journal').select('payload').where('kind', '=', 'step').execute();
  return rows.filter(({ payload }) => payload.includes('"state":"done"')).length;
}

describe('a process killed for good, again and again', () => {
  test('there is something to kill', () => expect(moves).toBeGreaterThan(40));

  const seeds = Array.from({ length: 8 }, (_, index) => 20_261_122 + index);
  test.each(seeds)(
    'seed %i: it neither repeats nor skips a step',
    async (seed) => {
      const world = copyOf(`seed-${seed}`);
      let killed = 0;
      for (const number of numbers(seed)) {
        // The third time it is left alone.
        const { signal, status } = run(world, killed < 2 ? 1 + Math.floor(number * moves) : 0);
        if (signal === 'SIGKILL') killed++;
        else expect(status).toBe(0);
        if (signal === null) break;
      }
      // One more finds nothing to do.
      expect(run(world, 0).status).toBe(0);
      expect(killed).toBeGreaterThan(0);
      expect(await outcome(world)).toEqual({
        labels: names.map(() => 'baseline'),
        steps: names.map(() => 'Audit done'),
        done: 3,
        verified: true,
      });
    },
    60_000,
  );
});

test('two processes at once: one wins, the other says so and does nothing', async () => {
  const world = copyOf('two');
  const first = spawn(process.execPath, args(world, Math.floor(moves / 2), 'wait'));
  await once(first.stdout, 'data');
  const store = await openStore(world.store);
  const second = next({
    store,
    context: { scope: 'bed', plans: [rolloutPlan(rollout('baseline'))], contracts: [] },
    actuatorOf: () => filesActuator(world.folder),
    actor: 'test',
    now: () => bed.now,
  });
  await expect(second).rejects.toMatchObject({ code: 'NEXT_RUNNING' });
  await store.close();
  first.stdin.end();
  const [status] = (await once(first, 'exit')) as [number];
  expect(status).toBe(0);
  expect(await outcome(world)).toMatchObject({ steps: names.map(() => 'Audit done'), done: 3 });
}, 60_000);
