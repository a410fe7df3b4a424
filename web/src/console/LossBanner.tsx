import { formatSeconds } from "../format/numbers";
import { ageSeconds, type Freshness } from "./freshness";
import type { LiveState } from "./liveStream";

interface LossBannerProps {
  live: LiveState;
  freshness: Freshness;
  now: number;
  onRetry: () => void;
}

/** Lies over the page's lower edge, so that nothing moves when it comes or goes. */
export function LossBanner({ live, freshness, now, onRetry }: LossBannerProps) {
  const lost = freshness === "stream-lost" || freshness === "warehouse-lost";
  const age = ageSeconds(live, now);
  const shown = age === undefined ? "" : ` What you see is ${formatSeconds(age)} old.`;
  return (
    <div className="banner" role="alert" data-shown={lost} data-testid="loss-banner">
      {lost && (
        <>
          <p>
            <strong>
              {freshness === "stream-lost"
                ? "The connection to the console's server is lost."
                : "The warehouse does not answer."}
            </strong>{" "}
            {freshness === "warehouse-lost" && live.problem?.detail}
            {freshness === "stream-lost" && "It reconnects by itself; if it does not, check that ops runs."}
            {shown}
          </p>
          <button type="button" className="button" onClick={onRetry}>
            Try now
          </button>
        </>
      )}
    </div>
  );
}
