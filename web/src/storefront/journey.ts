import createClient from "openapi-fetch";
import type { components, paths } from "../generated/ops";

export type Journey = components["schemas"]["Journey"];
export type StationId = "committed" | "captured" | "logged" | "landed";

/** One stop on an order's way; times in milliseconds. */
export interface Station {
  readonly id: StationId;
  readonly title: string;
  readonly place: string;
  /** How long the way from the stop before took. */
  readonly hop: number;
  /** How long after the commit the order was here. */
  readonly after: number;
}

const STATIONS: readonly { id: StationId; title: string; place: string; stage?: "capture" | "log" | "land" }[] = [
  { id: "committed", title: "Committed", place: "Postgres" },
  { id: "captured", title: "Captured", place: "Debezium", stage: "capture" },
  { id: "logged", title: "In the log", place: "Kafka", stage: "log" },
  { id: "landed", title: "Landed", place: "ClickHouse", stage: "land" },
];

/** The four stops of a journey; without one (it is still on its way) all times are 0. */
export function stations(journey?: Journey): readonly Station[] {
  let after = 0;
  return STATIONS.map(({ id, title, place, stage }) => {
    const hop = stage ? (journey?.ms?.[stage] ?? 0) : 0;
    after += hop;
    return { id, title, place, hop, after };
  });
}

/** How far along the strip (0 to 1) an order is `elapsed` milliseconds after its commit; the stops are evenly spaced. */
export function position(stops: readonly Station[], elapsed: number): number {
  const last = stops.length - 1;
  for (let index = 1; index <= last; index++) {
    const stop = stops[index] as Station;
    if (elapsed < stop.after) {
      const gone = stop.hop === 0 ? 1 : 1 - (stop.after - elapsed) / stop.hop;
      return (index - 1 + Math.max(0, gone)) / last;
    }
  }
  return 1;
}

/** How long to show a journey of `total` milliseconds: slowed down so that the eye can follow, never tedious. */
export function playbackMs(total: number): number {
  return Math.min(2600, Math.max(1400, total * 12));
}

/** What the row looked like when it travelled, in the customer's words. */
export function describe(journey: Journey): string {
  if (journey.deleted || journey.op === "d") return "deletion";
  return journey.op === "u" ? "latest change" : "order";
}

/** Clocks of a machine agree this well; the order's own time is taken a little before or after its commit. */
const CLOCK_TOLERANCE_MS = 250;

/** Whether the journey is the one of the order's present state and not of an earlier one. */
export function isCurrent(journey: Journey, orderChangedAt: string): boolean {
  if (!journey.found || !journey.committedAt) return false;
  return Date.parse(journey.committedAt) >= Date.parse(orderChangedAt) - CLOCK_TOLERANCE_MS;
}

/** Asks ops, which waits up to `waitMs` for the order to arrive. @throws where ops does not answer properly */
export async function fetchJourney(opsUrl: string, id: string, waitMs: number, signal: AbortSignal): Promise<Journey> {
  const ops = createClient<paths>({
    baseUrl: opsUrl.replace(/\/$/, ""),
    fetch: (request) => globalThis.fetch(request),
  });
  const { data, response } = await ops.GET("/api/journeys/{table}/{key}", {
    params: { path: { table: "orders", key: id }, query: { wait: waitMs } },
    signal,
  });
  if (!data) throw new Error(`ops answered with status ${response.status}`);
  return data;
}
