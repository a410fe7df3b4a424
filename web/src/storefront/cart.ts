import { amount, cents } from "../format/money";

/** What the shop accepts at most (openapi/shop.yaml). */
export const MAX_QUANTITY = 100;
const MAX_LINES = 50;

export interface CartLine {
  readonly sku: string;
  readonly quantity: number;
}

/** Only SKUs and quantities: names and prices always come from the catalog, so that an old cart never shows an old price. */
export type Cart = readonly CartLine[];

export function add(cart: Cart, sku: string): Cart {
  const line = cart.find((it) => it.sku === sku);
  if (line) return setQuantity(cart, sku, line.quantity + 1);
  return cart.length < MAX_LINES ? [...cart, { sku, quantity: 1 }] : cart;
}

/** Sets a line's quantity, kept within what the shop accepts; 0 takes the line out. */
export function setQuantity(cart: Cart, sku: string, quantity: number): Cart {
  if (!(quantity >= 1)) return cart.filter((line) => line.sku !== sku);
  const allowed = Math.min(Math.floor(quantity), MAX_QUANTITY);
  return cart.map((line) => (line.sku === sku ? { sku, quantity: allowed } : line));
}

export function count(cart: Cart): number {
  return cart.reduce((sum, line) => sum + line.quantity, 0);
}

/** The sum at the catalog's prices; products that left the catalog count nothing. */
export function total(cart: Cart, products: readonly { sku: string; price: string }[]): string {
  const prices = new Map(products.map((product) => [product.sku, cents(product.price)]));
  return amount(cart.reduce((sum, line) => sum + (prices.get(line.sku) ?? 0) * line.quantity, 0));
}

/** Reads a stored cart; whatever is not a line of a cart is dropped. */
export function parseCart(stored: string | null): Cart {
  if (!stored) return [];
  try {
    const lines: unknown = JSON.parse(stored);
    if (!Array.isArray(lines)) return [];
    const valid = new Map<string, CartLine>();
    for (const line of lines as unknown[]) {
      const { sku, quantity } = (line ?? {}) as Partial<CartLine>;
      if (typeof sku === "string" && sku && Number.isInteger(quantity) && Number(quantity) >= 1) {
        valid.set(sku, { sku, quantity: Math.min(Number(quantity), MAX_QUANTITY) });
      }
    }
    return [...valid.values()].slice(0, MAX_LINES);
  } catch {
    return [];
  }
}
