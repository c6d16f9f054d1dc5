import { existsSync, readFileSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { own } from '../kube/json.ts';
import { readYaml } from '../yaml/document.ts';
import type { ReadOptions } from './inputs.ts';
import { isRemote, reachable, readKustomization } from './kustomization.ts';
import { findBinary, runBinary } from './run-binary.ts';
import type { ChartUnit, KustomizeUnit } from './unit.ts';
import { Unreadable } from './unreadable.ts';

/** The manifests that a Helm chart renders to. Throws `Unreadable`. */
export async function renderChart({ path: folder }: ChartUnit, options: ReadOptions): Promise<Buffer> {
  const path = resolve(options.cwd, folder);
  const { name, type } = chartFacts(path);
  if (type === 'library') return Buffer.from('# a library chart renders to nothing\n');
  const helm = findBinary('helm', options.env);
  if (helm === undefined) {
    throw new Unreadable(
      'MISSING_BINARY',
      'expected the program helm to render this chart, found none on the PATH; install it',
    );
  }
  const args = ['template', name, path, '--include-crds'];
  if (options.helm?.kubeVersion !== undefined) args.push('--kube-version', options.helm.kubeVersion);
  if (options.namespace !== undefined) args.push('--namespace', options.namespace);
  for (const values of options.helm?.values ?? []) args.push('--values', localValues(values, options.cwd));
  for (const set of options.helm?.set ?? []) args.push('--set', set);
  return runBinary(helm, args, options.cwd, options.env);
}

/** The manifests that a kustomization builds. Throws `Unreadable`; never lets kustomize fetch anything. */
export async function renderKustomization(unit: KustomizeUnit, options: ReadOptions): Promise<Buffer> {
  if (unit.component && !unit.asked) {
    throw new Unreadable(
      'UNUSED_COMPONENT',
      'found a component, which is built only with what uses it, and nothing here does',
    );
  }
  const path = resolve(options.cwd, unit.path);
  for (const { absent, file, problem } of reachable(path, readKustomization)) {
    const by = relative(options.cwd, file);
    if (problem !== null) throw new Unreadable('RENDER_FAILED', `${by} cannot be read: ${problem}`);
    const [missing] = absent;
    if (missing === undefined) continue;
    if (isRemote(missing)) {
      throw new Unreadable(
        'REMOTE_RESOURCE',
        `expected files of this machine, found ${missing} in ${by}; download it, or build the tree yourself and pass the result by -`,
      );
    }
    throw new Unreadable(
      'RENDER_FAILED',
      `expected the file or folder ${missing} that ${by} names, found none`,
    );
  }
  const kustomize = findBinary('kustomize', options.env);
  if (kustomize !== undefined) return runBinary(kustomize, ['build', path], options.cwd, options.env);
  const kubectl = findBinary('kubectl', options.env);
  if (kubectl !== undefined) return runBinary(kubectl, ['kustomize', path], options.cwd, options.env);
  throw new Unreadable(
    'MISSING_BINARY',
    'expected the program kustomize or kubectl to build this kustomization, found neither on the PATH; install one',
  );
}

function chartFacts(path: string): { name: string; type: string } {
  let chart = null;
  try {
    chart = readYaml(readFileSync(resolve(path, 'Chart.yaml'), 'utf8')).value;
  } catch {
    // helm says better than we could what is wrong with it.
  }
  const name = own(chart, 'name');
  const type = own(chart, 'type');
  return {
    name: releaseName(typeof name === 'string' ? name : basename(path)),
    type: typeof type === 'string' ? type : 'application',
  };
}

/** The chart's name as helm allows it for a release. */
function releaseName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 53)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'release-name' : plain;
}

/** helm would fetch values from a URL. */
function localValues(values: string, cwd: string): string {
  const path = resolve(cwd, values);
  if (existsSync(path)) return path;
  throw new Unreadable('NOT_FOUND', `expected the values file ${values}, found none; check --values`);
}
