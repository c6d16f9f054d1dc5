import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { podKindOf } from '../../src/kube/pod-template.ts';
import { builtInKind } from '../../src/kube/structure/kinds.ts';
import { scan } from '../../src/scan/scan.ts';
import { setUp } from '../../src/scan/setup.ts';
import type { SourceEvent } from '../../src/source/event.ts';
import { type Inputs, openInputs } from '../../src/source/inputs.ts';
import { findBinary } from '../../src/source/run-binary.ts';
import type { Suite, Tally } from './harness.ts';

/** The manifests, charts and kustomize trees of public projects: nothing crashes, nothing is dropped without a word. */
export const suite: Suite = {
  name: 'realworld',
  share: 1,
  skips: [],
  async run(corpora, tally) {
    const root = join(corpora, 'realworld');
    const folders = readdirSync(root).filter((name) => name.includes('+'));
    tally.count('folders', promised(root), folders.length);
    const sums: Sums = { resources: 0, workloads: 0, verdicts: 0, files: 0, rendered: 0 };
    for (const folder of folders) await check(root, folder, sums, tally);
    for (const binary of ['helm', 'kubectl', 'kustomize']) {
      tally.note(`${binary}: ${findBinary(binary, process.env) ?? 'not here'}`);
    }
    tally.note(
      Object.entries(sums)
        .map(([what, count]) => `${count} ${what}`)
        .join(', '),
    );
  },
};

interface Sums {
  resources: number;
  workloads: number;
  verdicts: number;
  files: number;
  rendered: number;
}

/**
 * What cannot be read, and kubectl, kustomize or helm cannot read either. The corpus leaves some files of its projects out,
 * mostly definitions of custom resources, and the trees that name them cannot be built.
 */
const refused: readonly { readonly file: string; readonly code: string; readonly because: string }[] = [
  { file: 'argoproj+argo-cd/manifests/**', code: 'RENDER_FAILED', because: 'names crds, which are left out' },
  {
    file: 'argoproj+argo-cd/manifests/ha/base/redis-ha/chart',
    code: 'RENDER_FAILED',
    because: 'the archive of the chart redis-ha is left out',
  },
  {
    file: 'argoproj+argo-workflows/manifests/**',
    code: 'RENDER_FAILED',
    because: 'names crds, which are left out',
  },
  {
    file: 'kubeflow+manifests/**',
    code: 'RENDER_FAILED',
    because: 'names crds and parameter files that are left out',
  },
  {
    file: 'hashicorp+vault-helm',
    code: 'MISSING_BINARY',
    because: 'the folder asked for is a chart, and helm is not here',
  },
  {
    file: 'kubernetes+dashboard/charts/kubernetes-dashboard',
    code: 'RENDER_FAILED',
    because: 'the archives of its dependencies are left out',
  },
  {
    file: 'kubernetes-sigs+external-dns/charts/external-dns',
    code: 'RENDER_FAILED',
    because: 'helm finds that its values.yaml does not fit its own schema',
  },
  {
    file: 'kubernetes-sigs+kustomize/examples/**',
    code: 'RENDER_FAILED',
    because: 'names files that are left out',
  },
  {
    file: 'microservices-demo+microservices-demo/deploy/kubernetes/helm-chart',
    code: 'RENDER_FAILED',
    because: 'the archive of the chart nginx-ingress is left out',
  },
  {
    file: 'prometheus-operator+kube-prometheus',
    code: 'RENDER_FAILED',
    because: 'names a dashboard that is left out',
  },
  {
    file: 'rook+rook/deploy/charts/rook-ceph-cluster',
    code: 'RENDER_FAILED',
    because: 'the chart library that it depends on is left out',
  },
  { file: 'rook+rook/deploy/examples', code: 'RENDER_FAILED', because: 'names crds.yaml, which is left out' },
  {
    file: 'stefanprodan+podinfo/deploy/overlays/**',
    code: 'RENDER_FAILED',
    because: 'names scripts that are left out',
  },
];

async function check(root: string, folder: string, sums: Sums, tally: Tally): Promise<void> {
  const setup = setUp({ level: 'restricted', all: true }, noConfig, {
    cwd: root,
    now,
    ci: false,
    kept: 0,
  });
  const events: SourceEvent[] = [];
  const inputs = openInputs([folder], {
    cwd: root,
    stdin: nothing(),
    env: process.env,
    helm: { kubeVersion: '1.34.0' },
    isClusterScoped: (apiVersion, kind) =>
      podKindOf(apiVersion, kind, setup.podKinds) === undefined &&
      builtInKind(apiVersion, kind)?.namespaced !== true,
  });
  let verdicts = 0;
  const result = await scan(remembering(inputs, events), setup.scan, () => {
    verdicts++;
  });
  await inputs.close();
  for (const { file, code, message } of result.problems) {
    const excuse = refused.find((entry) => entry.code === code && covers(entry.file, file));
    tally.check(
      'problems',
      `${file} ${code}`,
      excuse ? null : `expected none that kubectl has not, found ${message}`,
    );
  }
  const named = namesIn(events);
  for (const file of manifestsIn(root, folder)) {
    const speaksForIt = [...named].some((name) => file === name || file.startsWith(`${name}/`));
    tally.check('files', file, speaksForIt ? null : 'expected it to be judged or named, found neither');
    sums.files++;
  }
  sums.resources += result.counts.resources;
  sums.workloads += result.counts.workloads;
  sums.verdicts += verdicts;
  sums.rendered += events.filter(
    (event) => event.type === 'notice' && event.notice.code === 'RENDERED',
  ).length;
}

const now = new Date(0);
const noConfig = { settings: {}, file: null, folder: '/' };

async function* nothing(): AsyncGenerator<Uint8Array> {}

function remembering(inputs: Inputs, events: SourceEvent[]): Inputs {
  return {
    async *read(kinds) {
      for await (const batch of inputs.read(kinds)) {
        if (kinds === undefined) events.push(...batch);
        yield batch;
      }
    },
    close: () => inputs.close(),
  };
}

/** Every file or folder that something was said of. */
function namesIn(events: readonly SourceEvent[]): Set<string> {
  const names = new Set<string>();
  for (const event of events) {
    if (event.type === 'resource') names.add(event.resource.origin.file);
    if (event.type === 'error') names.add(event.error.file);
    if (event.type !== 'notice') continue;
    // A notice of a folder speaks for the files it lists; for all of them only when it says that nothing was rendered.
    const { code, file, files } = event.notice;
    if (files === undefined || code === 'NOT_RENDERED') names.add(file);
    for (const name of files ?? []) names.add(name);
  }
  return names;
}

function manifestsIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return manifestsIn(root, path);
    return /\.(?:ya?ml|json)$/.test(entry.name) ? [path] : [];
  });
}

function covers(pattern: string, file: string): boolean {
  return pattern.endsWith('/**') ? file.startsWith(pattern.slice(0, -2)) : pattern === file;
}

/** How many projects the README's table lists. */
function promised(root: string): number {
  return readFileSync(join(root, 'README.md'), 'utf8').match(/^\| `/gm)?.length ?? 0;
}
