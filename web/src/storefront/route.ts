import { useSyncExternalStore } from "react";

/** The pages live behind the hash, so that the shop serves one file and needs no rewrite rules. */
export type Route = { page: "catalog" } | { page: "cart" } | { page: "order"; id: string };

export function parseRoute(hash: string): Route {
  if (hash === "#/cart") return { page: "cart" };
  const order = /^#\/orders\/(\d{1,18})$/.exec(hash);
  return order?.[1] ? { page: "order", id: order[1] } : { page: "catalog" };
}

export const catalogHref = "#/";
export const cartHref = "#/cart";
export const orderHref = (id: string) => `#/orders/${id}`;

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parseRoute(hash);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}
