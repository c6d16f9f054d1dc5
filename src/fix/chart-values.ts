/** A field of a template that a value of the chart decides. */
export interface DecidedByValue {
  readonly line: number;
  /** `podSecurityContext`, `web.securityContext`: what stands behind `.Values.`. */
  readonly value: string;
  /** The field: `securityContext`, `hostNetwork`. */
  readonly field: string;
  /** Whose field it is, as far as the indentation tells. */
  readonly of: 'pod' | 'container';
}

/** Fields that Pod Security looks at and charts leave to their values. */
const fields =
  /^(\s*)(?:- )?(securityContext|hostNetwork|hostPID|hostIPC|runAsNonRoot|runAsUser|privileged|allowPrivilegeEscalation|seccompProfile|capabilities):(.*)$/;

/** What of a template's security is said by values, read off its lines: what more than names them is not followed. */
export function decidedByValues(template: string): readonly DecidedByValue[] {
  const lines = template.split('\n').map((line) => line.trimEnd());
  return lines.flatMap((line, index): DecidedByValue[] => {
    const match = fields.exec(line);
    if (match === null) return [];
    const [, indent = '', field = '', rest = ''] = match;
    const value = valueIn(rest) ?? (rest.trim() === '' ? below(lines, index, indent.length) : undefined);
    if (value === undefined) return [];
    return [{ line: index + 1, value, field, of: holderOf(lines, index, indent.length) }];
  });
}

function valueIn(text: string): string | undefined {
  return /\.Values\.([A-Za-z_][\w.]*)/.exec(text)?.[1];
}

/** `{{- toYaml .Values.x | nindent 8 }}` below the key, or `toYaml .` inside of a `with .Values.x` above it. */
function below(lines: readonly string[], key: number, indent: number): string | undefined {
  const next = lines.slice(key + 1).find((line) => line.trim() !== '');
  if (next === undefined || !/\{\{-?\s*toYaml\b/.test(next)) return undefined;
  const named = valueIn(next);
  if (named !== undefined) return named;
  for (let at = key - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    const opened = /\{\{-?\s*with\s+\.Values\.([A-Za-z_][\w.]*)\s*-?\}\}/.exec(line);
    if (opened !== null) return opened[1];
    if (/\{\{-?\s*end\b/.test(line) || (line.trim() !== '' && depth(line) < indent && !line.includes('{{')))
      return undefined;
  }
  return undefined;
}

/** An item of a list of containers, or the pod around it: by the nearest line above that is less indented. */
function holderOf(lines: readonly string[], from: number, indent: number): 'pod' | 'container' {
  for (let at = from - 1; at >= 0; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || line.trimStart().startsWith('{{') || line.trimStart().startsWith('#')) continue;
    if (depth(line) >= indent) continue;
    if (/^\s*- /.test(line)) return 'container';
    return /^\s*(?:securityContext|containers|initContainers):/.test(line)
      ? holderOf(lines, at, depth(line))
      : 'pod';
  }
  return 'pod';
}

function depth(line: string): number {
  return line.length - line.trimStart().length;
}
