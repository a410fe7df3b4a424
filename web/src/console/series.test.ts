import { describe, expect, it } from "vitest";
import type { StageLatency } from "./ops";
import { latencyHistory, liveChanges, liveLatency } from "./series";

const T = Date.parse("2026-01-01T12:00:00Z") / 1000;
const iso = (second: number) => new Date(second * 1000).toISOString();
const point = (second: number, changes: number) => ({ at: iso(second), changes, p50: 1, p95: 2, p99: 3 });
const total: StageLatency = { stage: "total", p50: 10, p95: 20, p99: 30, max: 40, count: 5 };

describe("chart columns", () => {
  it("leave a gap in the latency where a second had no change", () => {
    expect(liveLatency([point(T - 2, 5), point(T, 1)], T, 3)).toEqual([
      [T - 2, T - 1, T],
      [1, null, 1],
      [2, null, 2],
      [3, null, 3],
    ]);
  });

  it("show no change as zero, and leave out the second that still runs", () => {
    expect(liveChanges([point(T - 2, 5), point(T, 1)], T, 4)).toEqual([
      [T - 2, T - 1],
      [5, 0],
    ]);
  });

  it("lay the history on its steps", () => {
    const history = { minutes: 1, stepSeconds: 20, points: [{ at: iso(T - 20), stages: [total] }] };
    expect(latencyHistory(history, T + 7)).toEqual([
      [T - 60, T - 40, T - 20, T],
      [null, null, 10, null],
      [null, null, 20, null],
      [null, null, 30, null],
    ]);
  });

  it("take the history as it is where its steps are others", () => {
    const history = { minutes: 1, stepSeconds: 20, points: [{ at: iso(T - 13), stages: [total] }] };
    expect(latencyHistory(history, T)[0]).toEqual([T - 13]);
  });
});
