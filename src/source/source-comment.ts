/** The template that helm says a document was rendered from, in a comment above it. */
export function sourceComment(text: string): string | undefined {
  const head = /^(?:(?:---[^\n]*|[ \t]*(?:#[^\n]*)?)\r?\n)*/.exec(text)?.[0] ?? '';
  return /^# Source: (\S[^\r\n]*)/m.exec(head)?.[1]?.trimEnd();
}
