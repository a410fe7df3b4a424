import { formatBytes, formatCount, formatMs, formatRate, formatSeconds } from "../format/numbers";
import type { Measure } from "./ops";

export function formatMeasure({ value, unit }: Pick<Measure, "value" | "unit">): string {
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "ms":
      return formatMs(value);
    case "seconds":
      return formatSeconds(value);
    case "perSecond":
      return `${formatRate(value)}/s`;
    case "perMinute":
      return `${formatRate(value)}/min`;
    default:
      return formatCount(value);
  }
}

/** "12 s ago", "44 min ago", "5 h ago": of an instant, seen from another; no finer than anybody wants to know. */
export function formatAgo(instant: string, now: number): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  if (seconds < 1.5) return "just now";
  const step = seconds < 120 ? 1 : seconds < 7_200 ? 60 : 3_600;
  return `${formatSeconds(Math.floor(seconds / step) * step)} ago`;
}
