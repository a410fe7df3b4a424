import { formatMs } from "../format/numbers";
import type { Stage, StageLatency } from "./ops";
import { Panel, Tile } from "./Panel";

const PARTS: readonly { stage: Stage; label: string; way: string }[] = [
  { stage: "capture", label: "Capture", way: "commit → connector" },
  { stage: "log", label: "Log", way: "connector → Kafka" },
  { stage: "land", label: "Land", way: "Kafka → warehouse" },
];

export function LatencyPanel({ latency }: { latency: readonly StageLatency[] | undefined }) {
  const of = (stage: Stage) => latency?.find((it) => it.stage === stage);
  const total = of("total");
  const sum = PARTS.reduce((all, { stage }) => all + (of(stage)?.p50 ?? 0), 0);
  return (
    <Panel title="Commit to queryable" area="latency" note="last minute">
      <dl className="tiles tiles-big">
        <Tile label="p50" value={total && formatMs(total.p50)} testId="latency-p50" />
        <Tile label="p95" value={total && formatMs(total.p95)} testId="latency-p95" />
        <Tile label="p99" value={total && formatMs(total.p99)} testId="latency-p99" />
      </dl>
      <div className="stages-bar" aria-hidden="true">
        {PARTS.map(({ stage }) => (
          <span key={stage} data-stage={stage} style={{ flexGrow: sum > 0 ? (of(stage)?.p50 ?? 0) / sum : 0 }} />
        ))}
      </div>
      <table className="stages">
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">p99</th>
          </tr>
        </thead>
        <tbody>
          {PARTS.map(({ stage, label, way }) => {
            const part = of(stage);
            return (
              <tr key={stage}>
                <th scope="row">
                  <span className="swatch" data-stage={stage} aria-hidden="true" />
                  {label} <span className="muted">{way}</span>
                </th>
                <td>{part ? formatMs(part.p50) : "–"}</td>
                <td>{part ? formatMs(part.p95) : "–"}</td>
                <td>{part ? formatMs(part.p99) : "–"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
