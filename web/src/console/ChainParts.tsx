import { useEffect, useRef } from "react";
import { formatMs, formatRate } from "../format/numbers";
import { type ChainEdge, type ChainNode, flowSpeed } from "./chain";
import { formatMeasure } from "./measure";
import type { ServiceName } from "./ops";
import { StateMark } from "./StateMark";

/** How many numbers a node shows; each node keeps room for as many. */
const NUMBERS = 2;

export function NodeView({ node }: { node: ChainNode }) {
  return (
    <li className="node" data-state={node.state} data-testid={`node-${node.id}`}>
      <div className="node-head">
        <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false" className="node-icon">
          <path
            d={ICONS[node.id]}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.7"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        <StateMark state={node.state} />
      </div>
      <h2>{node.title}</h2>
      <p className="node-role">{node.role}</p>
      <dl>
        {node.numbers.slice(0, NUMBERS).map((measure) => (
          <div key={`${measure.label} ${measure.unit}`}>
            <dt>{measure.label}</dt>
            <dd>{formatMeasure(measure)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

export function EdgeView({ edge }: { edge: ChainEdge }) {
  const stream = useRef<HTMLSpanElement>(null);
  const speed = flowSpeed(edge.perSecond);
  // The speed of a running animation: a new duration would make the drops jump.
  useEffect(() => {
    for (const animation of stream.current?.getAnimations?.() ?? []) animation.updatePlaybackRate(speed);
  }, [speed]);
  const rate = edge.perSecond === undefined ? "" : `${formatRate(edge.perSecond)}/s`;
  const time = edge.p50Ms === undefined ? "" : formatMs(edge.p50Ms);
  return (
    <li className="edge" data-flow={edge.flow}>
      <span className="visually-hidden">
        {edge.label || "then"}
        {rate && `, ${rate}`}
        {time && `, median ${time}`}
        {edge.flow === "broken" && ", interrupted"}
      </span>
      <span className="edge-above" aria-hidden="true">
        {rate}
      </span>
      <span className="edge-line" aria-hidden="true" title={edge.label}>
        <span className="edge-drops" ref={stream} />
        {edge.flow === "broken" && <span className="edge-cut">✕</span>}
      </span>
      <span className="edge-below" aria-hidden="true">
        {time || edge.label}
      </span>
    </li>
  );
}

const ICONS: Record<ServiceName, string> = {
  shop: "M5 9h14l-1.2 11H6.2zM9 9a3 3 0 0 1 6 0",
  postgres:
    "M5 6.5C5 4.6 8.1 3 12 3s7 1.6 7 3.5S15.9 10 12 10 5 8.4 5 6.5zM5 6.5v11C5 19.4 8.1 21 12 21s7-1.6 7-3.5v-11M5 12c0 1.9 3.1 3.5 7 3.5s7-1.6 7-3.5",
  connect: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  kafka: "M4 6h16M4 6l0 0M4 10h10M4 14h16M4 18h7M18 10h2M15 18h5",
  pipeline: "M13 3 5 14h6l-1 7 8-11h-6z",
  clickhouse: "M5 20V4M9.7 20V4M14.3 20V4M19 20v-5M19 11V4",
  controller: "M12 3v4M12 17v4M3 12h4M17 12h4M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  ops: "M4 17a8 8 0 1 1 16 0M12 17l4-5M4 20h16",
};
