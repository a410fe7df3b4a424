import { ShopError } from "./shop";

/** Where on the checkout page a refusal belongs. */
export interface CheckoutProblem {
  readonly place: "name" | "email" | "line" | "form";
  readonly sku?: string;
  readonly message: string;
}

/** What this page can check before it calls the shop. */
export function precheck(name: string, email: string): CheckoutProblem | null {
  if (!name.trim()) return { place: "name", message: "Please tell us your name." };
  if (!/^[^@\s]+@[^@\s]+$/.test(email.trim())) {
    return { place: "email", message: "Please give an e-mail address, such as ada@example.org." };
  }
  return null;
}

/** Puts the shop's refusal where its cause is; `skus` are those in the cart. */
export function placeProblem(error: unknown, skus: readonly string[]): CheckoutProblem {
  if (!(error instanceof ShopError)) return { place: "form", message: "Something went wrong. Nothing was ordered." };
  const { code, message } = error;
  if (code === "out_of_stock" || code === "unknown_product") {
    // The longest match, since one SKU can be the beginning of another.
    const sku = skus.filter((it) => message.includes(it)).sort((a, b) => b.length - a.length)[0];
    if (sku) return { place: "line", sku, message: readable(message, sku) };
  }
  if (message.startsWith("customer.name")) return { place: "name", message: "Please check your name." };
  if (message.startsWith("customer.email")) return { place: "email", message: "This is not an e-mail address." };
  return { place: "form", message: sentence(message) };
}

function readable(message: string, sku: string): string {
  return sentence(message.replace(` (${sku})`, "").replace("only 0 left", "sold out"));
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
