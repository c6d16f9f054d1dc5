import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import {
  dynType,
  type Environment,
  kubernetesEnvironment,
  stringType,
  structDecl,
  structType,
  type Type,
} from '../../../src/language/cel/index.ts';
import type { Tally } from '../harness.ts';
import { requireShare } from './kubernetes.ts';

const GROUP = 'gatekeeper: K8sNativeValidation sources compile';
const TEMPLATES = 48;

interface Source {
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly matchCondition?: readonly { readonly expression: string }[];
  readonly validations?: readonly { readonly expression: string; readonly messageExpression?: string }[];
}

interface Template {
  readonly spec?: {
    readonly targets?: readonly {
      readonly code?: readonly { readonly engine: string; readonly source: Source }[];
    }[];
  };
}

/** Each expression of the Gatekeeper library's CEL templates must compile where Gatekeeper compiles it. */
export function runGatekeeper(corpora: string, tally: Tally): void {
  const folder = join(corpora, 'gatekeeper');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  let templates = 0;
  for (const file of files.toSorted()) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (!text.includes('K8sNativeValidation')) continue;
    templates++;
    for (const document of parseAllDocuments(text))
      checkTemplate(document.toJS() as Template | null, file, tally);
  }
  tally.count('gatekeeper files with K8sNativeValidation', TEMPLATES, templates);
  requireShare(tally, GROUP, 1);
}

function checkTemplate(template: Template | null, file: string, tally: Tally): void {
  for (const target of template?.spec?.targets ?? []) {
    for (const { engine, source } of target.code ?? []) {
      if (engine === 'K8sNativeValidation') checkSource(source, file, tally);
    }
  }
}

const kindType = structDecl('kubernetes.GroupVersionKind', {
  group: stringType,
  version: stringType,
  kind: stringType,
});
const requestType = structDecl('kubernetes.AdmissionRequest', {
  kind: kindType.type,
  name: stringType,
  namespace: stringType,
  operation: stringType,
  userInfo: dynType,
});

/** The environment of one template. `variables` knows what has been compiled so far, with its type. */
function environmentFor(fields: Map<string, Type>): Environment {
  const type = structType('kubernetes.variables');
  return kubernetesEnvironment({
    version: '1.36',
    variables: {
      object: dynType,
      oldObject: dynType,
      namespaceObject: dynType,
      request: requestType.type,
      variables: type,
    },
    structs: [kindType, requestType, { name: type.name, type, fields }],
  });
}

function checkSource(source: Source, file: string, tally: Tally): void {
  const fields = new Map<string, Type>([
    ['params', dynType],
    ['anyObject', dynType],
  ]);
  const environment = environmentFor(fields);
  const check = (expression: string, what: string): Type => {
    const compiled = environment.compile(expression);
    tally.check(GROUP, `${file}: ${what}`, compiled.ok ? null : compiled.text);
    return compiled.ok ? compiled.type : dynType;
  };
  for (const { name, expression } of source.variables ?? [])
    fields.set(name, check(expression, `variable ${name}`));
  for (const { expression } of source.matchCondition ?? []) check(expression, 'matchCondition');
  for (const [i, { expression, messageExpression }] of (source.validations ?? []).entries()) {
    check(expression, `validation ${i}`);
    if (messageExpression !== undefined) check(messageExpression, `message ${i}`);
  }
}
