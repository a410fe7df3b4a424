import { expect, it } from "vitest";
import { formatAgo, formatMeasure } from "./measure";
import type { Measure } from "./ops";

it.each<[number, Measure["unit"], string]>([
  [79_816, "count", "79,816"],
  [196_608, "bytes", "192 KiB"],
  [7.64, "ms", "7.6 ms"],
  [42, "seconds", "42 s"],
  [0.4, "perSecond", "0.4/s"],
  [118, "perMinute", "118/min"],
])("shows %d %s as %s", (value, unit, text) => expect(formatMeasure({ value, unit })).toBe(text));

it.each([
  [0.9, "just now"],
  [12, "12 s ago"],
  [119, "1 min 59 s ago"],
  [2_651, "44 min ago"],
  [20_000, "5 h ago"],
])("shows %d seconds ago as %s", (seconds, text) => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  expect(formatAgo(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});
