import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { formatMs } from "../format/numbers";
import { Chart, type Line } from "./Chart";
import { type FlowPoint, ops } from "./ops";
import { Panel } from "./Panel";
import { type Columns, latencyHistory, liveLatency } from "./series";

const LINES: readonly Line[] = [
  { label: "p50", colour: "--p50", format: formatMs, filled: true },
  { label: "p95", colour: "--p95", format: formatMs },
  { label: "p99", colour: "--p99", format: formatMs },
];

/** 0: the last two minutes, from the live picture itself. */
const RANGES = [
  { minutes: 0, label: "2 min" },
  { minutes: 15, label: "15 min" },
  { minutes: 60, label: "1 h" },
  { minutes: 1440, label: "24 h" },
] as const;

const REFRESH_MS = 10_000;

export function LatencyChart({ series, at }: { series: readonly FlowPoint[] | undefined; at: string | undefined }) {
  const [minutes, setMinutes] = useState(0);
  const history = useQuery({
    queryKey: ["latency", minutes],
    queryFn: () => ops.latency(minutes),
    enabled: minutes > 0,
    refetchInterval: REFRESH_MS,
  });
  const columns = useMemo<Columns>(() => {
    const now = Math.floor((at ? Date.parse(at) : Date.now()) / 1000);
    if (minutes === 0) return liveLatency(series ?? [], now);
    return history.data ? latencyHistory(history.data, now) : [[], [], [], []];
  }, [minutes, series, at, history.data]);
  const empty = columns[1]?.every((value) => value === null) ?? true;
  return (
    <Panel
      title="Latency over time"
      area="latency-chart"
      note={
        <fieldset className="ranges">
          <legend className="visually-hidden">How far back</legend>
          {RANGES.map((range) => (
            <label key={range.minutes}>
              <input
                type="radio"
                name="range"
                checked={minutes === range.minutes}
                onChange={() => setMinutes(range.minutes)}
              />
              <span>{range.label}</span>
            </label>
          ))}
        </fieldset>
      }
    >
      <div className="chart-box">
        <Chart columns={columns} lines={LINES} height={230} label="Latency from commit to warehouse over time" />
        {empty && <p className="chart-empty">{history.isError ? history.error.message : "No change in this time."}</p>}
      </div>
    </Panel>
  );
}
