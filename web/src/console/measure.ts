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

/** "12 s ago", of an instant and the time of the picture it belongs to. */
export function formatAgo(instant: string, now: number): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  return seconds < 1.5 ? "just now" : `${formatSeconds(seconds)} ago`;
}
