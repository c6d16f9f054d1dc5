/**
 * Makes everything that follows from the schemas: types and validators under src/, CustomResourceDefinitions, and the
 * reference pages. `node tools/generate.ts` writes them; with `--check` it only says which are not up to date.
 * `schema/*.schema.json` themselves are what editors use.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crd } from './schema/crd.ts';
import { page } from './schema/page.ts';
import type { Schema } from './schema/source.ts';
import { validatorModule } from './schema/validator.ts';

const root: string = join(import.meta.dirname, '..');

interface Kind {
  readonly schema: string;
  /** The name of the TypeScript type; its validator is `validate` + this. */
  readonly type: string;
  readonly module: string;
  readonly page: string;
  /** Only for a kind that a cluster stores. */
  readonly crd?: string;
}

const kinds: readonly Kind[] = [
  {
    schema: 'schema/exceptioncontract.schema.json',
    type: 'ExceptionContract',
    module: 'src/exception/contract.generated.ts',
    page: 'docs/contracts/reference.md',
    crd: 'schema/crd/exceptioncontracts.yaml',
  },
  {
    schema: 'schema/hardeningrollout.schema.json',
    type: 'HardeningRollout',
    module: 'src/rollout/plan.generated.ts',
    page: 'docs/rollout/reference.md',
    crd: 'schema/crd/hardeningrollouts.yaml',
  },
  {
    schema: 'schema/config.schema.json',
    type: 'Config',
    module: 'src/config/config.generated.ts',
    page: 'docs/config.md',
  },
];

/** Every generated file with the text it should have. */
export function generated(): Map<string, string> {
  const files = new Map<string, string>();
  for (const kind of kinds) {
    if (!existsSync(join(root, kind.schema))) continue;
    const schema = JSON.parse(readFileSync(join(root, kind.schema), 'utf8')) as Schema;
    files.set(kind.module, validatorModule(schema, kind.type, kind.module));
    files.set(kind.page, page(schema, kind.schema));
    if (kind.crd !== undefined)
      files.set(
        kind.crd,
        `# Made from ${kind.schema} by tools/generate.ts; change that and run it again.\n${crd(schema)}`,
      );
  }
  return files;
}

/** The generated files whose text on disk is another one. */
export function stale(): string[] {
  return [...generated()].filter(([file, text]) => !upToDate(file, text)).map(([file]) => file);
}

function upToDate(file: string, text: string): boolean {
  const full = join(root, file);
  return existsSync(full) && readFileSync(full, 'utf8') === text;
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const files = stale();
    for (const file of files) console.error(`${file} is not up to date; run: node tools/generate.ts`);
    process.exitCode = files.length === 0 ? 0 : 1;
  } else {
    for (const [file, text] of generated()) {
      if (upToDate(file, text)) continue;
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
      console.log(`wrote ${file}`);
    }
  }
}
