import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Storefront } from "./Storefront";
import type { Order, Product } from "./shop";

const PRODUCTS: Product[] = [
  { sku: "HUILA", name: "Huila, 250 g", price: "11.80", stock: 40, origin: "Colombia" },
  { sku: "NYERI", name: "Nyeri AA", price: "15.20", stock: 0 },
];

const ORDER: Order = {
  id: "42",
  status: "placed",
  total: "23.60",
  currency: "EUR",
  placedAt: "2026-01-01T12:00:00Z",
  committedAt: "2026-01-01T12:00:00Z",
  customer: { name: "Ada Lovelace", email: "ada@example.org" },
  items: [{ sku: "HUILA", name: "Huila, 250 g", quantity: 2, unitPrice: "11.80" }],
};

const JOURNEY = {
  table: "public.orders",
  key: "42",
  found: true,
  op: "c",
  committedAt: "2026-01-01T12:00:00.001Z",
  ms: { capture: 9.4, log: 3.9, land: 17.8, total: 31.1 },
};

type Route = (request: Request) => Response | Promise<Response>;
let routes: Record<string, Route>;

beforeEach(() => {
  window.location.hash = "";
  routes = {
    "GET /api/products": () => Response.json(PRODUCTS),
    "GET /api/site": () => Response.json({ opsUrl: "http://ops.test" }),
    "GET /api/traffic": () => Response.json({ ordersPerSecond: 2 }),
    "POST /api/orders": () => Response.json(ORDER, { status: 201 }),
    "GET /api/orders/42": () => Response.json(ORDER),
    "GET /api/journeys/orders/42": () => Response.json(JOURNEY),
  };
  vi.stubGlobal("fetch", async (request: Request) => {
    const route = routes[`${request.method} ${new URL(request.url).pathname}`];
    if (!route) throw new TypeError("network down");
    return route(request);
  });
  vi.stubGlobal("scrollTo", () => {});
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
});

afterEach(() => vi.unstubAllGlobals());

function open() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <Storefront />
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

async function buyTwo(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByTestId("add-HUILA"));
  await user.click(screen.getByTestId("add-HUILA"));
  expect(screen.getByTestId("cart-count").textContent).toBe("2");
  window.location.hash = "#/cart";
  await user.type(await screen.findByTestId("checkout-name"), "Ada Lovelace");
  await user.type(screen.getByTestId("checkout-email"), "ada@example.org");
  await user.click(screen.getByTestId("place-order"));
}

it("sells a coffee and shows how the order travelled", async () => {
  const body = vi.fn();
  routes["POST /api/orders"] = async (request) => {
    body(await request.json());
    return Response.json(ORDER, { status: 201 });
  };
  await buyTwo(open());
  expect((await screen.findByTestId("order-id")).textContent).toBe("42");
  expect(body).toHaveBeenCalledWith({
    customer: { name: "Ada Lovelace", email: "ada@example.org" },
    items: [{ sku: "HUILA", quantity: 2 }],
  });
  await waitFor(() => expect(screen.getByTestId("journey-total").textContent).toContain("31 ms"));
  expect(screen.getByTestId("journey-captured").textContent).toBe("+9.4 ms");
  expect(screen.getByTestId("journey-logged").textContent).toBe("+3.9 ms");
  expect(screen.getByTestId("journey-landed").textContent).toBe("+18 ms");
  expect(screen.getByTestId("order-status").textContent).toBe("placed");
  expect(screen.getByTestId("cart-count").textContent).toBe("0");
});

it("names the product that is out of stock at its line and keeps the cart", async () => {
  routes["POST /api/orders"] = () =>
    Response.json({ error: "out_of_stock", message: "Huila, 250 g (HUILA): only 1 left" }, { status: 409 });
  await buyTwo(open());
  expect((await screen.findByTestId("line-problem")).textContent).toBe("Huila, 250 g: only 1 left.");
  expect(screen.getByTestId("cart-count").textContent).toBe("2");
});

it("goes on selling while the console is gone, and says so quietly", async () => {
  routes["GET /api/journeys/orders/42"] = () => Promise.reject(new TypeError("network down"));
  await buyTwo(open());
  const strip = await screen.findByTestId("journey");
  await waitFor(() => expect(strip.dataset.phase).toBe("unreachable"));
  expect(strip.textContent).toContain("Your order is safe");
  expect(screen.getByTestId("order-id").textContent).toBe("42");
});

it("shows no strip where the shop knows no console", async () => {
  routes["GET /api/site"] = () => Response.json({});
  await buyTwo(open());
  await screen.findByTestId("order-id");
  expect(screen.queryByTestId("journey")).toBeNull();
});

it("does not offer what is sold out", async () => {
  open();
  expect(((await screen.findByTestId("add-NYERI")) as HTMLButtonElement).disabled).toBe(true);
});

it("cancels an order after asking once more", async () => {
  window.location.hash = "#/orders/42";
  let status: Order["status"] = "placed";
  routes["GET /api/orders/42"] = () => Response.json({ ...ORDER, status });
  routes["DELETE /api/orders/42"] = () => {
    status = "cancelled";
    return Response.json({ ...ORDER, status });
  };
  const user = open();
  await user.click(await screen.findByTestId("cancel-order"));
  await user.click(screen.getByTestId("cancel-confirm"));
  await waitFor(() => expect(screen.getByTestId("order-status").textContent).toBe("cancelled"));
});

it("says so where an order was deleted", async () => {
  window.location.hash = "#/orders/42";
  routes["GET /api/orders/42"] = () =>
    Response.json({ error: "unknown_order", message: "there is no order 42" }, { status: 404 });
  open();
  expect(await screen.findByText("There is no order 42")).toBeTruthy();
});
