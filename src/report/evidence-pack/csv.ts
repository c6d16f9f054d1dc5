export type Cell = string | number | boolean | null;

/**
 * One record as RFC 4180 has it. A text that a spreadsheet would take for a formula gets an apostrophe before it, which
 * spreadsheets read as: this is text. Numbers are ours and stay numbers.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = cell.toWellFormed().replaceAll('\0', '\ufffd');
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What spreadsheets begin a formula by, also behind spaces and in its wide forms. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** A time as people and spreadsheets read it; empty for none. */
export function csvTime(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString();
}
