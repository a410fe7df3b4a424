import { describe, expect, it } from "vitest";
import { describe as inWords, isCurrent, type Journey, playbackMs, position, stations } from "./journey";

const journey: Journey = {
  table: "public.orders",
  key: "7",
  found: true,
  op: "c",
  committedAt: "2026-01-01T12:00:00.100Z",
  ms: { capture: 10, log: 0, land: 20, total: 30 },
};

describe("a journey", () => {
  it("has four stops, each with its hop and the time since the commit", () => {
    expect(stations(journey).map(({ id, hop, after }) => [id, hop, after])).toEqual([
      ["committed", 0, 0],
      ["captured", 10, 10],
      ["logged", 0, 10],
      ["landed", 20, 30],
    ]);
  });

  it.each([
    [0, 0],
    [5, 1 / 6],
    [10, 2 / 3],
    [20, 5 / 6],
    [30, 1],
    [99, 1],
  ])("is after %d ms at %d of the strip", (elapsed, share) => {
    expect(position(stations(journey), elapsed)).toBeCloseTo(share);
  });

  it("is shown long enough to be seen and never tediously long", () => {
    expect([3, 150, 60_000].map(playbackMs)).toEqual([1_400, 1_800, 2_600]);
  });

  it("belongs to the order's present state only if it was committed no earlier", () => {
    expect(isCurrent(journey, "2026-01-01T12:00:00.120Z")).toBe(true);
    expect(isCurrent(journey, "2026-01-01T12:00:03.000Z")).toBe(false);
    expect(isCurrent({ ...journey, found: false }, "2026-01-01T12:00:00Z")).toBe(false);
  });

  it("names what travelled", () => {
    expect([journey, { ...journey, op: "u" as const }, { ...journey, deleted: true }].map(inWords)).toEqual([
      "order",
      "latest change",
      "deletion",
    ]);
  });
});
