import type { CSSProperties } from "react";
import { formatMs } from "../format/numbers";
import { describe, position, type Station, stations } from "./journey";
import type { JourneyView } from "./useJourney";
import { usePlayback } from "./usePlayback";

/** The way of an order from the shop's database into the warehouse. */
export function JourneyStrip({ view, opsUrl }: { view: JourneyView; opsUrl?: string | undefined }) {
  const journey = view.phase === "arrived" ? view.journey : undefined;
  const total = journey?.ms?.total ?? 0;
  const elapsed = usePlayback(journey ? `${journey.key} ${journey.committedAt}` : undefined, total);
  if (view.phase === "absent") return null;
  const stops = stations(journey);
  const done = journey !== undefined && elapsed >= total;
  // The response arrives at once; it is shown only as fast as the eye can follow.
  const phase = journey && !done ? "replaying" : view.phase;
  const progress = journey ? position(stops, elapsed) : 0;
  return (
    <section className="journey" data-testid="journey" data-phase={phase} aria-labelledby="journey-title">
      <header>
        <h2 id="journey-title">Your {journey ? describe(journey) : "order"}, on its way to the books</h2>
        <p className="journey-total" data-testid={done ? "journey-total" : "journey-counting"}>
          {journey ? (
            <>
              <strong>{formatMs(done ? total : elapsed)}</strong> from commit to warehouse
            </>
          ) : (
            <span className="muted">{view.phase === "travelling" ? "travelling…" : "not to be seen just now"}</span>
          )}
        </p>
      </header>
      <div className="race" style={{ "--progress": progress } as CSSProperties}>
        <div className="race-bed" aria-hidden="true">
          <div className="race-water" />
        </div>
        <ol>
          {stops.map((stop, index) => {
            const reached = journey !== undefined && (done || elapsed >= stop.after);
            return (
              <li key={stop.id} data-reached={reached}>
                <span className="stop-dot" aria-hidden="true">
                  {index + 1}
                </span>
                <span className="stop-title">{stop.title}</span>
                <span className="stop-place">{stop.place}</span>
                <span className="stop-time" data-testid={`journey-${stop.id}`}>
                  {reached ? time(stop, journey?.committedAt) : "–"}
                </span>
              </li>
            );
          })}
        </ol>
        <div className="race-over" aria-hidden="true">
          <div className="race-drop" />
        </div>
      </div>
      <footer>
        <Note phase={phase} total={total} />
        {opsUrl && <a href={opsUrl}>Watch the whole chain on the console</a>}
      </footer>
    </section>
  );
}

function Note({ phase, total }: { phase: JourneyView["phase"] | "replaying"; total: number }) {
  return (
    <p className="journey-note" role="status">
      {phase === "arrived" && `Landed after ${formatMs(total)}: an analyst could already query it.`}
      {(phase === "travelling" || phase === "replaying") && "Your order is placed; we watch for it at the other end."}
      {phase === "unreachable" && "The console does not answer, so the way cannot be shown. Your order is safe."}
    </p>
  );
}

function time(stop: Station, committedAt?: string): string {
  if (stop.id !== "committed") return `+${formatMs(stop.hop)}`;
  return committedAt ? clock(committedAt) : "0 ms";
}

/** "22:31:04.123", in the reader's time zone */
function clock(instant: string): string {
  const date = new Date(instant);
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits);
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
