import { type Cart, parseCart } from "./cart";
import { type Stored, stored } from "./stored";

export const myCart: Stored<Cart> = stored("millrace.cart", parseCart);

/** The orders placed from this browser, latest first. */
export const myOrders: Stored<readonly string[]> = stored("millrace.orders", parseOrders);

const REMEMBERED_ORDERS = 5;

export function rememberOrder(id: string): void {
  myOrders.write([id, ...myOrders.read().filter((known) => known !== id)].slice(0, REMEMBERED_ORDERS));
}

function parseOrders(text: string | null): readonly string[] {
  try {
    const ids: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}
