import { describe, expect, it } from "vitest";
import { placeProblem, precheck } from "./checkoutProblem";
import { ShopError } from "./shop";

describe("a refused checkout", () => {
  it("puts an out-of-stock product at its line, by its name", () => {
    const error = new ShopError("out_of_stock", "House Espresso, 1 kg (HOUSE-ESPRESSO-1000): only 2 left");
    expect(placeProblem(error, ["HOUSE-ESPRESSO-1000", "HOUSE-ESPRESSO-100"])).toEqual({
      place: "line",
      sku: "HOUSE-ESPRESSO-1000",
      message: "House Espresso, 1 kg: only 2 left.",
    });
  });

  it("says sold out rather than 'only 0 left'", () => {
    const error = new ShopError("out_of_stock", "Huila, 250 g (COL): only 0 left");
    expect(placeProblem(error, ["COL"]).message).toBe("Huila, 250 g: sold out.");
  });

  it("puts a refused field at the field, anything else at the form", () => {
    const at = (code: string, message: string) => placeProblem(new ShopError(code, message), ["A"]).place;
    expect(at("invalid", "customer.name is missing")).toBe("name");
    expect(at("invalid", "customer.email is no e-mail address")).toBe("email");
    expect(at("database_unavailable", "the shop's database does not answer")).toBe("form");
    expect(placeProblem(new TypeError("boom"), []).place).toBe("form");
  });

  it("is noticed before the shop is asked where the page can tell", () => {
    expect(precheck(" ", "ada@example.org")?.place).toBe("name");
    expect(precheck("Ada", "ada")?.place).toBe("email");
    expect(precheck("Ada", " ada@example.org ")).toBeNull();
  });
});
