import { readFileSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import { BaseOrigins } from './base-origins.ts';
import type { DocumentContext, OriginOf } from './read-document.ts';
import { sourceComment } from './source-comment.ts';
import { TemplateOrigin } from './template-origin.ts';
import type { KustomizeUnit } from './unit.ts';

/** Where documents come from that helm rendered: from the templates that its comments name. */
export function chartOrigins(cwd: string, fileOf: (template: string) => string): OriginOf {
  const templates = new Map<string, string | undefined>();
  function textOf(file: string): string | undefined {
    if (!templates.has(file)) templates.set(file, readText(resolve(cwd, file)));
    return templates.get(file);
  }
  return (document, { kind }) => {
    const template = sourceComment(document.text);
    if (template === undefined) return undefined;
    const file = fileOf(template);
    return new TemplateOrigin(file, kind, () => textOf(file));
  };
}

/** helm calls a template by the chart's name and its path in the chart. */
export function inChart(folder: string): (template: string) => string {
  return (template) => posix.join(folder, template.slice(template.indexOf('/') + 1));
}

/** Where objects come from that kustomize built: from the objects that it was given. */
export function baseOrigins(
  unit: KustomizeUnit,
  cwd: string,
  context: DocumentContext,
  maxSize: number,
): OriginOf {
  let bases: BaseOrigins | undefined;
  return (_document, { apiVersion, kind, name }) => {
    bases ??= new BaseOrigins(
      unit.resources.map((path) => [path, relative(cwd, path).split(sep).join('/')] as const),
      context,
      maxSize,
    );
    return bases.find(apiVersion, kind, name) ?? new TemplateOrigin(unit.path, kind, () => undefined);
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
