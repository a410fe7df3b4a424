import createClient from "openapi-fetch";
import type { components, paths } from "../generated/shop";

export type Product = components["schemas"]["Product"];
export type Order = components["schemas"]["Order"];
export type OrderStatus = components["schemas"]["OrderStatus"];
export type Checkout = components["schemas"]["Checkout"];

/** What the shop refused, in its own words. */
export class ShopError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "ShopError";
    this.code = code;
  }
}

const UNREACHABLE = new ShopError("unreachable", "The shop cannot be reached right now.");

const client = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request),
});

type Answer<T> = { data?: T; error?: { error?: string; message?: string } | undefined; response: Response };

async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw UNREACHABLE;
  }
  if (answer.data !== undefined) return answer.data;
  const { error, message } = answer.error ?? {};
  throw new ShopError(error ?? "failed", message ?? `The shop answered with status ${answer.response.status}.`);
}

export const shop = {
  products: () => unwrap(client.GET("/api/products")),
  place: (checkout: Checkout) => unwrap(client.POST("/api/orders", { body: checkout })),
  order: (id: string) => unwrap(client.GET("/api/orders/{id}", { params: { path: { id } } })),
  cancel: (id: string) => unwrap(client.DELETE("/api/orders/{id}", { params: { path: { id } } })),
  traffic: () => unwrap(client.GET("/api/traffic")),
  setTraffic: (ordersPerSecond: number) => unwrap(client.PUT("/api/traffic", { body: { ordersPerSecond } })),
  site: () => unwrap(client.GET("/api/site")),
};
