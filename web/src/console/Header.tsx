import { Mark } from "../brand/Mark";
import { formatSeconds } from "../format/numbers";
import type { components } from "../generated/ops";
import { AlertSummary } from "./AlertSummary";
import { ageSeconds, type Freshness } from "./freshness";
import type { LiveState } from "./liveStream";
import type { State } from "./ops";
import { StateMark } from "./StateMark";

interface HeaderProps {
  live: LiveState;
  freshness: Freshness;
  now: number;
  site: components["schemas"]["Site"] | undefined;
}

export function Header({ live, freshness, now, site }: HeaderProps) {
  const age = ageSeconds(live, now);
  const { state, words } = summary(live, freshness);
  return (
    <header className="top">
      <div className="top-inner">
        <div className="brand">
          <Mark size={30} />
          <h1>
            Millrace <span>console</span>
          </h1>
          {site && (
            <p className="route">
              {site.source} <span aria-hidden="true">→</span> <span className="visually-hidden">into</span>{" "}
              {site.database}
            </p>
          )}
        </div>
        <div className="top-state" role="status">
          <StateMark state={state} word={false} /> {words}
        </div>
        <AlertSummary alerts={live.overview?.alerts} />
        <p className="age" data-freshness={freshness}>
          <span className="pulse" aria-hidden="true" key={live.receivedAt} />
          <span>
            data{" "}
            <b data-testid="stream-age">
              {age === undefined ? "–" : age < 1 ? `${age.toFixed(1)} s` : formatSeconds(age)}
            </b>{" "}
            old
          </span>
        </p>
        {site?.shopUrl && (
          <a className="top-link" href={site.shopUrl}>
            Open the shop
          </a>
        )}
      </div>
    </header>
  );
}

function summary({ overview }: LiveState, freshness: Freshness): { state: State; words: string } {
  if (freshness === "stream-lost") return { state: "down", words: "Connection lost" };
  if (freshness === "warehouse-lost") return { state: "down", words: "Warehouse lost" };
  if (!overview) return { state: "unknown", words: "Connecting…" };
  if (overview.state === "up") return { state: "up", words: "Everything is running" };
  const named = (state: State) =>
    overview.topology.nodes.filter((node) => node.state === state && node.id !== "shop").map((node) => node.title);
  const words = (["down", "degraded", "unknown"] as const)
    .map((state) => [state, named(state).join(", ")] as const)
    .filter(([, titles]) => titles)
    .map(([state, titles]) => `${titles} ${state}`)
    .join(" · ");
  return { state: overview.state, words: words || overview.state };
}
