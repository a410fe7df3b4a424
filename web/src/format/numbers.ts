/** How numbers read on both pages: one place, so that the same number never looks like two. */

const wholes = new Intl.NumberFormat("en");

/** "1,284" */
export function formatCount(value: number): string {
  return wholes.format(Math.round(value));
}

/** Milliseconds: "0 ms", "0.4 ms", "8.3 ms", "41 ms", "1.25 s", "2 min 5 s". */
export function formatMs(ms: number): string {
  if (ms === 0) return "0 ms";
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  return formatSeconds(ms / 1000);
}

/** Seconds: "0 s", "0.4 s", "12 s", "2 min 5 s", "3 h 4 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.05) return "0 s";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return join(Math.floor(whole / 60), "min", whole % 60, "s");
  if (whole < 172_800) return join(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
  return join(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

/** Bytes in binary units: "512 B", "1.4 KiB", "64 MiB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || Math.abs(value) >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A rate: "0", "0.4", "7.3", "52", "1,284". */
export function formatRate(perUnit: number): string {
  if (perUnit === 0) return "0";
  return perUnit < 9.95 ? perUnit.toFixed(1) : formatCount(perUnit);
}

/** "+3", "−2", "0" */
export function formatSigned(value: number): string {
  if (value === 0) return "0";
  return `${value > 0 ? "+" : "−"}${formatCount(Math.abs(value))}`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
