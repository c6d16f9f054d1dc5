import { evaluatePodSecurity } from '../../../src/engine/pod-security/index.ts';
import type { JsonObject } from '../../../src/kube/json.ts';
import type { Tally } from '../harness.ts';
import { policyOf } from './policy.ts';
import { difference, rowsOf } from './rows.ts';

interface Row {
  readonly id: string;
  readonly pod: JsonObject;
  readonly answers: readonly {
    readonly level: string;
    readonly version: string;
    readonly allowed: boolean;
    readonly message?: string;
  }[];
}

/** What a real kube-apiserver v1.36.3 answered, its defaults filled in. */
export function checkApiServer(folder: string, tally: Tally): void {
  for (const row of rowsOf(folder, 'apiserver.jsonl.gz', 836, tally) as readonly Row[]) {
    tally.count(`apiserver.jsonl.gz ${row.id} answers`, 4, row.answers.length);
    for (const { level, version, allowed, message } of row.answers) {
      const result = evaluatePodSecurity(row.pod, policyOf(level, version), {
        emulate: 'v1.36',
        serverDefaults: true,
      });
      const text = result.allowed
        ? undefined
        : `violates PodSecurity "${level}:${version}": ${result.message}`;
      const problem = difference({ allowed, message }, { allowed: result.allowed, message: text });
      tally.check('apiserver.jsonl.gz', `${row.id}/${level}/${version}`, problem);
    }
  }
}
