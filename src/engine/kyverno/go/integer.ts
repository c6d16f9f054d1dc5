/** strconv.ParseInt(text, 10, 64), or null where it gives an error. */
export function parseInt64(text: string): bigint | null {
  const match = /^([+-]?)0*([0-9]{1,19})$/.exec(text);
  if (match === null) return null;
  const value = BigInt(match[1] === '-' ? `-${match[2]}` : (match[2] as string));
  return BigInt.asIntN(64, value) === value ? value : null;
}
