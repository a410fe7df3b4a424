import { expect, it } from "vitest";
import { amount, cents, formatMoney } from "./money";

it.each([
  ["0.00", 0],
  ["12.50", 1250],
  ["-0.05", -5],
  ["90071992547409.91", 9_007_199_254_740_991],
])("reads %s exactly and writes it back", (text, value) => {
  expect(cents(text)).toBe(value);
  expect(amount(value)).toBe(text);
});

it.each(["", "12", "12.5", "1e3", "12,50", "NaN"])("refuses %j", (text) => {
  expect(() => cents(text)).toThrow(RangeError);
});

it("shows an amount with its currency", () => {
  expect(formatMoney("1234.50")).toBe("€1,234.50");
  expect(formatMoney("7.00", "USD")).toBe("$7.00");
});
