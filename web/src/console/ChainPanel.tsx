import { Fragment } from "react";
import { EdgeView, NodeView } from "./ChainParts";
import { type Chain, chain, type Finding } from "./chain";
import type { Freshness } from "./freshness";
import { formatAgo } from "./measure";
import type { Overview, Problem } from "./ops";
import { StateMark } from "./StateMark";

interface ChainPanelProps {
  overview: Overview | undefined;
  freshness: Freshness;
  problem: Problem | undefined;
}

export function ChainPanel({ overview, freshness, problem }: ChainPanelProps) {
  const { nodes, beside, edges, findings }: Chain = chain(overview, freshness, problem);
  const at = overview ? Date.parse(overview.at) : Date.now();
  return (
    <section className="chain-panel" aria-label="The chain, from source to warehouse" data-testid="topology">
      <ol className="chain" style={{ "--nodes": nodes.length } as React.CSSProperties}>
        {nodes.map((node, index) => {
          const edge = edges[index - 1];
          return (
            <Fragment key={node.id}>
              {edge && <EdgeView edge={edge} />}
              <NodeView node={node} />
            </Fragment>
          );
        })}
      </ol>
      {beside.map((node) => (
        <p className="chain-beside" key={node.id} data-testid={`node-${node.id}`} data-state={node.state}>
          <StateMark state={node.state} word={false} />
          {node.title} <span className="chain-beside-role">{node.role}</span>
        </p>
      ))}
      <div className="findings" role="status">
        {findings.map((finding) => (
          <FindingView key={finding.id} finding={finding} at={at} />
        ))}
        {findings.length === 0 && (
          <p className="all-well">
            {overview ? (
              <>
                <StateMark state="up" word={false} />
                <span>
                  Every part is running.{" "}
                  {overview.flow.lastChangeAt
                    ? `The last change landed ${formatAgo(overview.flow.lastChangeAt, at)}.`
                    : "No change has travelled yet."}
                </span>
              </>
            ) : (
              "Waiting for the first picture…"
            )}
          </p>
        )}
      </div>
    </section>
  );
}

function FindingView({ finding, at }: { finding: Finding; at: number }) {
  return (
    <div className="finding" data-state={finding.state}>
      <p className="finding-title">
        <StateMark state={finding.state} word={false} />
        {finding.title} is {finding.state === "unknown" ? "silent" : finding.state}
        {finding.since && (
          <span className="finding-since">, since {formatAgo(finding.since, at).replace(" ago", "")}</span>
        )}
      </p>
      <p>{[sentence(finding.detail), finding.consequence].filter(Boolean).join(" ")}</p>
      <p className="finding-do">
        Read its log (<code>{finding.command}</code> where the launcher runs it
        {finding.state === "down" && ", which also restarts it"}).
      </p>
    </div>
  );
}

/** The detail of a service as a sentence: ops gives the bare words of the error. */
function sentence(words: string): string {
  const text = words.trim();
  if (!text) return "";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
