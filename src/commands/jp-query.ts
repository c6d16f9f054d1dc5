import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Json } from '../kube/json.ts';
import { JMESPathError } from '../language/jmespath/error.ts';
import { explainError } from '../language/jmespath/explain-error.ts';
import { encodeJson } from '../language/jmespath/go-json.ts';
import { parse } from '../language/jmespath/parser.ts';
import { printAst } from '../language/jmespath/print-ast.ts';
import { compile } from '../language/jmespath/program.ts';
import { readYaml } from '../yaml/document.ts';
import { YamlError } from '../yaml/yaml-error.ts';
import type { ExitCode, Io } from './command.ts';

export interface QueryOptions {
  readonly input?: string;
  readonly query?: readonly string[];
  readonly compact?: boolean;
  readonly unquoted?: boolean;
}

/** Evaluates each expression over one document. 3 for what cannot be read or parsed, 2 for what cannot be evaluated. */
export async function query(
  expressions: readonly string[],
  options: QueryOptions,
  io: Io,
): Promise<ExitCode> {
  return guarded(io, async () => {
    const all = [...expressions, ...(await readFiles(options.query ?? [], io))];
    // With a document given but no expression, upstream reads the expression from standard input.
    if (all.length === 0 && options.input !== undefined) all.push(await readStdin(io));
    if (all.length === 0) throw new UsageError('Nothing to ask: name an expression, such as metadata.name.');
    const programs = all.map((text) => compile(text.trim()));
    const text = options.input === undefined ? await readStdin(io) : await readText(options.input, io);
    const document = readDocument(text, options.input ?? '-');
    for (const program of programs) {
      const result = program.search(document, { now: io.now() });
      io.stdout.write(`# ${program.expression}\n${printed(result, options)}\n`);
    }
    return 0;
  });
}

/** Prints the syntax tree of each expression. */
export async function parseExpressions(
  expressions: readonly string[],
  files: readonly string[],
  io: Io,
): Promise<ExitCode> {
  return guarded(io, async () => {
    const all = [...expressions, ...(await readFiles(files, io))];
    if (all.length === 0) all.push(await readStdin(io));
    for (const text of all) io.stdout.write(`# ${text}\n${printAst(parse(text))}\n`);
    return 0;
  });
}

class UsageError extends Error {}

async function guarded(io: Io, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JMESPathError) {
      io.stderr.write(`${error.expression}: ${explainError(error)}\n`);
      return error.offset === null ? 2 : 3;
    }
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 3;
  }
}

function printed(result: Json, { compact, unquoted }: QueryOptions): string {
  if (unquoted === true && typeof result === 'string') return result;
  try {
    return encodeJson(result, compact === true ? '' : '  ');
  } catch (error) {
    throw error instanceof TypeError ? new JMESPathError(error.message) : error;
  }
}

function readDocument(text: string, name: string): Json {
  try {
    return readYaml(text).value;
  } catch (error) {
    throw error instanceof YamlError ? new UsageError(`${name}: ${error.message}`) : error;
  }
}

async function readFiles(files: readonly string[], io: Io): Promise<string[]> {
  return Promise.all(files.map((file) => readText(file, io)));
}

async function readText(file: string, io: Io): Promise<string> {
  if (file === '-') return readStdin(io);
  try {
    return await readFile(resolve(io.cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

async function readStdin(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
