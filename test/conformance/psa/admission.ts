import { PodSecurityAdmission } from '../../../src/engine/pod-security/admission/admission.ts';
import type { AdmissionContext } from '../../../src/engine/pod-security/admission/context.ts';
import type { Counter } from '../../../src/engine/pod-security/admission/metrics.ts';
import {
  defaultConfiguration,
  readConfiguration,
} from '../../../src/engine/pod-security/config/configuration.ts';
import { at, type JsonObject } from '../../../src/kube/json.ts';
import type { Tally } from '../harness.ts';
import { difference, rowsOf } from './rows.ts';

interface Row {
  readonly id: string;
  readonly config?: JsonObject;
  readonly namespaces: readonly JsonObject[];
  readonly pods?: readonly JsonObject[];
  readonly podGroups?: readonly {
    readonly count: number;
    readonly namePrefix: string;
    readonly pod: JsonObject;
  }[];
  readonly podListFails?: boolean;
  readonly deadlineExpired?: boolean;
  readonly request: JsonObject;
  readonly response: unknown;
  readonly metrics: readonly Counter[];
}

const files: Readonly<Record<string, number>> = {
  'admission-controllers.jsonl': 50,
  'admission-errors.jsonl': 10,
  'admission-exemptions.jsonl': 25,
  'admission-namespaces.jsonl': 55,
  'admission-pods.jsonl': 110,
};

/** Whole requests: the response without its uid, and the counters after it. */
export async function checkAdmission(folder: string, tally: Tally): Promise<void> {
  for (const [file, count] of Object.entries(files)) {
    for (const row of rowsOf(folder, file, count, tally) as readonly Row[]) {
      const configuration =
        row.config === undefined ? defaultConfiguration : readConfiguration(JSON.stringify(row.config));
      const admission = new PodSecurityAdmission({ configuration });
      const response = await admission.validate(row.request, contextOf(row));
      const found = { response, metrics: sorted(admission.metrics.counters) };
      const recorded = { response: row.response, metrics: sorted(row.metrics) };
      tally.check(file, row.id, difference(recorded, found));
    }
  }
}

function contextOf(row: Row): AdmissionContext {
  return {
    namespace: (name) => row.namespaces.find((each) => at(each, ['metadata', 'name']) === name),
    pods() {
      if (row.podListFails) throw new Error('listing failed');
      return [...(row.pods ?? []), ...(row.podGroups ?? []).flatMap(copies)];
    },
    now: () => 0,
    ...(row.deadlineExpired ? { deadline: -1 } : {}),
  };
}

function copies({
  count,
  namePrefix,
  pod,
}: {
  count: number;
  namePrefix: string;
  pod: JsonObject;
}): JsonObject[] {
  const metadata = at(pod, ['metadata']) as JsonObject | undefined;
  return Array.from({ length: count }, (_, index) => ({
    ...pod,
    metadata: { ...metadata, name: `${namePrefix}${String(index).padStart(5, '0')}` },
  }));
}

/** In one order, labels too, so that the same counters compare as the same. */
function sorted(metrics: readonly Counter[]): readonly Counter[] {
  const ordered = metrics.map((counter) => ({
    ...counter,
    labels: Object.fromEntries(Object.entries(counter.labels).sort(([a], [b]) => (a < b ? -1 : 1))),
  }));
  return ordered.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
