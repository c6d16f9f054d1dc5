/**
 * Whether a query mentions a name: as a word that does not follow a dot (kyverno v1.19 pkg/engine/context/deferred.go).
 * `x` is mentioned by `x.y` and not by `y.x`.
 */
export function mentions(query: string, name: string): boolean {
  for (let at = query.indexOf(name); at >= 0; at = query.indexOf(name, at + 1)) {
    if (opens(query, at) && closes(query, at + name.length)) return true;
  }
  return false;
}

function opens(query: string, at: number): boolean {
  return at === 0 || !/[.0-9A-Za-z]/.test(query[at - 1] as string);
}

/** A word boundary. */
function closes(query: string, end: number): boolean {
  return isWord(query[end - 1]) !== isWord(query[end]);
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[0-9A-Za-z_]/.test(char);
}
