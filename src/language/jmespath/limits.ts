/**
 * What an expression may cost. Upstream has no limits but its own memory; these lie far above what policies in the
 * wild need, and an expression that passes one ends in a LimitError.
 */

/** Nesting of an expression, and of JSON or YAML text that `parse_json` and `parse_yaml` read. */
export const MAX_DEPTH = 1000;

/** UTF-16 units of an expression. */
export const MAX_EXPRESSION: number = 256 * 1024;

/** Elements projected, values compared, functions called and values handed back, together, in one search. */
export const MAX_STEPS = 5_000_000;

/** UTF-16 units of one string a function makes. */
export const MAX_TEXT: number = 8 * 1024 * 1024;
