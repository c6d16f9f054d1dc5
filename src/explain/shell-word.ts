/** A word for a shell, quoted where it has to be: names in messages are whatever somebody wrote there. */
export function shellWord(text: string): string {
  return /^[\w./@:=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
