import { useQuery } from "@tanstack/react-query";
import { AlertsPanel } from "./AlertsPanel";
import { ChainPanel } from "./ChainPanel";
import { ChangesPanel } from "./ChangesPanel";
import { DeadLettersPanel } from "./DeadLettersPanel";
import { freshness, useLive, useNow } from "./freshness";
import { Header } from "./Header";
import { LagPanel } from "./LagPanel";
import { LatencyChart } from "./LatencyChart";
import { LatencyPanel } from "./LatencyPanel";
import { LossBanner } from "./LossBanner";
import type { LiveStream } from "./liveStream";
import { ops } from "./ops";
import { SchemaChangesPanel } from "./SchemaChangesPanel";
import { ServicesPanel } from "./ServicesPanel";
import { ShopPanel } from "./ShopPanel";
import { TablesPanel } from "./TablesPanel";
import { TokenPrompt } from "./TokenPrompt";

export function Console({ live: stream }: { live: LiveStream }) {
  const live = useLive(stream);
  const now = useNow(500);
  const fresh = freshness(live, now);
  const allowed = fresh !== "forbidden";
  const site = useQuery({
    queryKey: ["site"],
    queryFn: ops.site,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: allowed,
    refetchInterval: ({ state }) => (state.data ? false : 5_000),
  });
  const overview = live.overview;
  if (!allowed) return <TokenPrompt onToken={stream.start} />;
  return (
    <>
      <Header live={live} freshness={fresh} now={now} site={site.data} />
      <main data-stale={fresh !== "live" && fresh !== "late" && fresh !== "starting"}>
        <ChainPanel overview={overview} freshness={fresh} problem={live.problem} />
        <div className="board">
          <AlertsPanel alerts={overview?.alerts} at={overview?.at} />
          <LatencyPanel latency={overview?.flow.latency} />
          <ChangesPanel flow={overview?.flow} at={overview?.at} />
          <LatencyChart series={overview?.flow.series} at={overview?.at} />
          {(overview?.shop || !overview) && <ShopPanel shop={overview?.shop} />}
          <TablesPanel tables={overview?.tables} now={now} />
          <LagPanel lag={overview?.lag} slot={overview?.slot} />
          <DeadLettersPanel summary={overview?.deadLetters} at={overview?.at} />
          <ServicesPanel services={overview?.services} at={overview?.at} />
          <SchemaChangesPanel tables={overview?.tables.length} />
        </div>
      </main>
      <LossBanner live={live} freshness={fresh} now={now} onRetry={stream.start} />
    </>
  );
}
