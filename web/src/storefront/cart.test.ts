import { describe, expect, it } from "vitest";
import { add, type Cart, count, parseCart, setQuantity, total } from "./cart";

const cart: Cart = [
  { sku: "A", quantity: 2 },
  { sku: "B", quantity: 1 },
];

describe("the cart", () => {
  it("adds a product, or one more of it", () => {
    expect(add([], "A")).toEqual([{ sku: "A", quantity: 1 }]);
    expect(add(cart, "A")[0]).toEqual({ sku: "A", quantity: 3 });
    expect(add(cart, "C")).toHaveLength(3);
  });

  it("keeps quantities within what the shop accepts", () => {
    expect(setQuantity(cart, "A", 101)[0]?.quantity).toBe(100);
    expect(setQuantity(cart, "A", 2.9)[0]?.quantity).toBe(2);
    expect(setQuantity(cart, "A", 0)).toEqual([{ sku: "B", quantity: 1 }]);
    expect(setQuantity(cart, "A", Number.NaN)).toEqual([{ sku: "B", quantity: 1 }]);
  });

  it("takes no more lines than the shop accepts", () => {
    const full = Array.from({ length: 50 }, (_, index) => ({ sku: `S${index}`, quantity: 1 }));
    expect(add(full, "ONE-TOO-MANY")).toBe(full);
  });

  it("counts pieces and adds up cents without rounding errors", () => {
    expect(count(cart)).toBe(3);
    const products = [
      { sku: "A", price: "0.10" },
      { sku: "B", price: "0.10" },
    ];
    expect(total(cart, products)).toBe("0.30");
    expect(total(cart, [])).toBe("0.00");
  });

  it.each([null, "", "{", "7", '{"A":1}', '[null,{"sku":""},{"sku":"A","quantity":0},{"sku":"A","quantity":"2"}]'])(
    "starts empty where the storage holds %j",
    (text) => expect(parseCart(text)).toEqual([]),
  );

  it("reads what it stored", () => {
    expect(parseCart(JSON.stringify(cart))).toEqual(cart);
  });
});
