/**
 * `next` in a process of its own, for tests that kill it: `node next-child.fixture.ts STORE FOLDER NOW MOVE WHAT`. At
 * the MOVEth thing it does (a query, a file) it kills itself for good, or waits until its standard input ends. It prints
 * how many things it did.
 */
import { readSync } from 'node:fs';
import type { KyselyPlugin } from 'kysely';
import { openStore } from '../evidence/open-store.ts';
import type { Actuator } from './actuate/actuator.ts';
import { filesActuator } from './actuate/files.ts';
import { rollout } from './bed.fixture.ts';
import { next } from './next.ts';
import { rolloutPlan } from './rollout-plan.ts';

const [location = '', folder = '', time = '', move = '', what = ''] = process.argv.slice(2);
let moves = 0;

function moved(): void {
  moves++;
  if (moves !== Number(move)) return;
  // Nothing is flushed, closed or rolled back, and no handler runs.
  if (what === 'kill') process.kill(process.pid, 'SIGKILL');
  process.stdout.write('waiting\n');
  while (readSync(0, Buffer.alloc(1)) > 0);
}

const counting: KyselyPlugin = {
  transformQuery: ({ node }) => {
    moved();
    return node;
  },
  transformResult: ({ result }) => {
    moved();
    return Promise.resolve(result);
  },
};

function countingIn(inner: Actuator): Actuator {
  return {
    ...inner,
    take: async (...args) => {
      moved();
      const taken = await inner.take(...args);
      moved();
      return taken;
    },
  };
}

const store = await openStore(location, { mustExist: true });
const actuator = countingIn(filesActuator(folder));
try {
  await next({
    store: { ...store, db: store.db.withPlugin(counting) },
    context: { scope: 'bed', plans: [rolloutPlan(rollout('baseline'))], contracts: [] },
    actuatorOf: () => actuator,
    actor: 'test',
    now: () => Number(time),
  });
} finally {
  await store.close();
}
process.stdout.write(`${moves}\n`);
