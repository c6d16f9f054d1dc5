import { parseQuantity, type Quantity } from '../../../kube/quantity.ts';

/** The quantity, or null when `text` is none. Most texts of a manifest are told apart by their first character. */
export function quantityOf(text: string): Quantity | null {
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39) && first !== 0x2b && first !== 0x2d && first !== 0x2e) return null;
  const quantity = parseQuantity(text);
  return typeof quantity === 'string' ? null : quantity;
}
