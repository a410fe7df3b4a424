import { useEffect, useState, useSyncExternalStore } from "react";
import type { LiveState, LiveStream } from "./liveStream";

/** What can be believed of the picture on the screen. */
export type Freshness = "starting" | "live" | "late" | "warehouse-lost" | "stream-lost" | "forbidden";

/** A picture comes each second; older than this it no longer is "now". */
export const LATE_MS = 3_000;

export function freshness(live: LiveState, now: number): Freshness {
  if (live.link === "forbidden") return "forbidden";
  const age = live.receivedAt === undefined ? Number.POSITIVE_INFINITY : now - live.receivedAt;
  if (live.problem) return live.link === "lost" && age > LATE_MS ? "stream-lost" : "warehouse-lost";
  if (live.link === "connecting" && live.receivedAt === undefined) return "starting";
  // A short interruption is not shown.
  if (age <= LATE_MS) return "live";
  return live.link === "lost" || live.receivedAt === undefined ? "stream-lost" : "late";
}

/** How old the picture is in seconds: since it arrived, plus how old it was then. */
export function ageSeconds(live: LiveState, now: number): number | undefined {
  if (live.receivedAt === undefined || !live.overview) return undefined;
  // Clocks of two machines may differ by more than any real delay: then only the time since the arrival is known.
  const before = live.receivedAt - Date.parse(live.overview.at);
  return (now - live.receivedAt + (before > 0 && before < 60_000 ? before : 0)) / 1000;
}

export function useLive(stream: LiveStream): LiveState {
  return useSyncExternalStore(stream.subscribe, stream.snapshot);
}

/** The time, ticking. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
