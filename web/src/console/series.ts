import type { FlowPoint, LatencyHistory } from "./ops";

/** Columns for a chart: seconds since 1970, then one column per line; null for gaps. */
export type Columns = [number[], ...(number | null)[][]];

/** The last two minutes as p50, p95, p99. A second without changes is a gap, not a zero: there was no latency. */
export function liveLatency(points: readonly FlowPoint[], until: number, seconds = 120): Columns {
  const at = new Map(points.map((point) => [second(point.at), point]));
  return columns(range(until - seconds + 1, until, 1), [
    (time) => at.get(time)?.p50,
    (time) => at.get(time)?.p95,
    (time) => at.get(time)?.p99,
  ]);
}

/** The last two minutes of changes a second. Here a second without a point *is* a zero, but for the running one. */
export function liveChanges(points: readonly FlowPoint[], until: number, seconds = 120): Columns {
  const at = new Map(points.map((point) => [second(point.at), point.changes]));
  return columns(range(until - seconds + 2, until - 1, 1), [(time) => at.get(time) ?? 0]);
}

/** p50, p95 and p99 of the whole way, from the history. */
export function latencyHistory({ minutes, stepSeconds, points }: LatencyHistory, now: number): Columns {
  const at = new Map(points.map((point) => [second(point.at), point.stages.find((it) => it.stage === "total")]));
  const last = Math.floor(now / stepSeconds) * stepSeconds;
  const first = last - minutes * 60;
  const aligned = [...at.keys()].every((time) => (time - last) % stepSeconds === 0);
  const times = aligned ? range(first, last, stepSeconds) : [...at.keys()].sort((a, b) => a - b);
  return columns(times, [(time) => at.get(time)?.p50, (time) => at.get(time)?.p95, (time) => at.get(time)?.p99]);
}

function second(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, index) => from + index * step);
}

function columns(times: number[], values: ((time: number) => number | undefined)[]): Columns {
  return [times, ...values.map((value) => times.map((time) => value(time) ?? null))];
}
