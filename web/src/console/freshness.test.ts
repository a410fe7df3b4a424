import { describe, expect, it } from "vitest";
import { ageSeconds, freshness } from "./freshness";
import type { LiveState } from "./liveStream";
import type { Overview, Problem } from "./ops";

const NOW = Date.parse("2026-01-01T12:00:10Z");
const overview = { at: "2026-01-01T12:00:09.500Z" } as Overview;
const problem = { code: "warehouse_unavailable", detail: "gone", at: overview.at } as Problem;
const state = (change: Partial<LiveState>): LiveState => ({
  overview,
  receivedAt: NOW - 300,
  problem: undefined,
  link: "open",
  ...change,
});

describe("the picture on the screen", () => {
  it.each([
    ["live", state({})],
    ["live", state({ link: "lost" })],
    ["late", state({ receivedAt: NOW - 3_500 })],
    ["stream-lost", state({ receivedAt: NOW - 3_500, link: "lost" })],
    ["stream-lost", state({ receivedAt: NOW - 60_000, link: "lost", problem })],
    ["warehouse-lost", state({ problem })],
    ["starting", state({ overview: undefined, receivedAt: undefined, link: "connecting" })],
    ["stream-lost", state({ overview: undefined, receivedAt: undefined, link: "lost" })],
    ["forbidden", state({ link: "forbidden" })],
  ])("is %s", (expected, live) => expect(freshness(live, NOW)).toBe(expected));

  it("is as old as it was when it arrived, and the time since", () => {
    expect(ageSeconds(state({}), NOW)).toBeCloseTo(0.5);
    expect(ageSeconds(state({ overview: undefined }), NOW)).toBeUndefined();
  });

  it("does not believe a clock that is far off", () => {
    const skewed = { at: "2026-01-01T11:00:00Z" } as Overview;
    expect(ageSeconds(state({ overview: skewed }), NOW)).toBeCloseTo(0.3);
  });
});
