import { expect, test } from 'vitest';
import type { Resource } from '../kube/resource.ts';
import { findWorkload } from './find-workload.ts';

function resource(kind: string, name: string): Resource {
  return {
    apiVersion: 'batch/v1',
    kind,
    namespace: 'catalog',
    name,
    object: {},
    origin: { file: 'k8s/a.yaml', start: { line: 1, column: 1 } },
  };
}

const generated = resource('Job', 'import-feed-');
const all = [generated, resource('Job', 'import'), resource('CronJob', 'import-feed-nightly')];

test.each([
  ['Job', 'import-feed-x2k9d', generated],
  ['Pod', 'import-feed-x2k9d-abcde', generated],
  ['Job', 'import', all[1]],
  ['Job', 'export-x2k9d', undefined],
])('%s %s is found by the name it was made from', (kind, name, found) =>
  expect(findWorkload({ kind, name, namespace: 'catalog' }, all)).toBe(found),
);
