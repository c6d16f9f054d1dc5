import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json } from '../kube/json.ts';
import { dynType, type KubernetesVersion, kubernetesEnvironment, toJson } from '../language/cel/index.ts';
import { KUBERNETES_VERSIONS } from '../language/cel/kubernetes.ts';
import { readYaml } from '../yaml/document.ts';
import { YamlError } from '../yaml/yaml-error.ts';
import type { CelFlags } from './cel.ts';
import type { ExitCode, Io } from './command.ts';

const variables = { object: dynType, oldObject: dynType, params: dynType, namespaceObject: dynType };

/** Checks an expression, and unless only that was asked evaluates it over the documents that were named. */
export async function runCel(expression: string, flags: CelFlags, io: Io): Promise<ExitCode> {
  const version = versionOf(flags.kubernetes);
  if (version === undefined) {
    io.stderr.write(
      `--kubernetes: expected one of ${KUBERNETES_VERSIONS.join(', ')}, found ${flags.kubernetes}\n`,
    );
    return 3;
  }
  const compiled = kubernetesEnvironment({ version, variables }).compile(expression);
  if (!compiled.ok) {
    io.stderr.write(`${compiled.text}\n`);
    return 3;
  }
  if (flags.check) {
    io.stdout.write(`type  ${compiled.type.toString()}\n`);
    return 0;
  }
  const activation: Record<string, Json> = {};
  for (const name of ['object', 'oldObject', 'params', 'namespaceObject'] as const) {
    const file = flags[name];
    try {
      activation[name] = file === undefined ? null : readYaml(await read(file, io)).value;
    } catch (error) {
      if (!(error instanceof YamlError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
      io.stderr.write(`${file}: ${(error as Error).message}\n`);
      return 3;
    }
  }
  const result = compiled.program.evaluate(activation);
  if (result.ok) io.stdout.write(`${JSON.stringify(toJson(result.value), bigints, 2)}\n`);
  else io.stderr.write(`${result.error}\n`);
  io.stderr.write(`type  ${compiled.type.toString()}\ncost  ${result.cost}\n`);
  return result.ok ? 0 : 2;
}

function versionOf(text: string | undefined): KubernetesVersion | undefined {
  const wanted = text?.replace(/^v/, '') ?? KUBERNETES_VERSIONS.at(-1);
  return KUBERNETES_VERSIONS.find((version) => version === wanted);
}

async function read(file: string, io: Io): Promise<string> {
  if (file !== '-') return readFileSync(resolve(io.cwd, file), 'utf8');
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON has no integers beyond a double's; they are written out as text. */
function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
