/**
 * The names a name may mean inside `container`, most specific first: in `a.b`, `c` is `a.b.c`, `a.c` or `c`
 * (cel-go common/containers). A leading dot means the outermost.
 */
export function candidateNames(container: string, name: string): readonly string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  if (container === '') return [name];
  const candidates: string[] = [];
  for (
    let prefix = container;
    prefix !== '';
    prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0))
  ) {
    candidates.push(`${prefix}.${name}`);
  }
  return [...candidates, name];
}
