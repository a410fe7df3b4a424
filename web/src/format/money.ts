/** Money travels as decimal strings and is added up in whole cents: never as a floating-point number. */

/** "12.50" → 1250. @throws RangeError where the text is no amount */
export function cents(amount: string): number {
  const parts = /^(-?)(\d+)\.(\d{2})$/.exec(amount);
  if (!parts) throw new RangeError(`no amount of money: ${amount}`);
  const value = Number(parts[2]) * 100 + Number(parts[3]);
  return parts[1] === "-" ? -value : value;
}

/** 1250 → "12.50" */
export function amount(value: number): string {
  const whole = Math.abs(value);
  return `${value < 0 ? "-" : ""}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, "0")}`;
}

/** "1234.50", "EUR" → "€1,234.50" */
export function formatMoney(decimal: string, currency = "EUR"): string {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(cents(decimal) / 100);
}
