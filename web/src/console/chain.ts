import type { Freshness } from "./freshness";
import type { Measure, Overview, Problem, ServiceName, State } from "./ops";

export interface ChainNode {
  readonly id: ServiceName;
  readonly title: string;
  readonly role: string;
  readonly state: State;
  readonly numbers: readonly Measure[];
}

export interface ChainEdge {
  readonly from: ServiceName;
  readonly to: ServiceName;
  readonly label: string;
  /** broken where one of its ends is down, unknown where the picture is no longer now. */
  readonly flow: "running" | "idle" | "broken" | "unknown";
  readonly perSecond: number | undefined;
  readonly p50Ms: number | undefined;
}

/** A problem and what to do. */
export interface Finding {
  readonly id: ServiceName;
  readonly title: string;
  readonly state: State;
  readonly since: string | undefined;
  readonly detail: string;
  readonly consequence: string;
  readonly command: string;
}

export interface Chain {
  readonly nodes: readonly ChainNode[];
  /** What keeps the chain going without being a part of it. */
  readonly beside: readonly ChainNode[];
  readonly edges: readonly ChainEdge[];
  readonly findings: readonly Finding[];
}

/** The chain before its first picture, so that nothing jumps when that arrives. */
const OUTLINE: readonly { id: ServiceName; title: string; role: string }[] = [
  { id: "shop", title: "Shop", role: "storefront" },
  { id: "postgres", title: "Postgres", role: "source" },
  { id: "connect", title: "Debezium", role: "capture" },
  { id: "kafka", title: "Kafka", role: "change stream" },
  { id: "pipeline", title: "Spark", role: "pipeline" },
  { id: "clickhouse", title: "ClickHouse", role: "warehouse" },
  { id: "ops", title: "Ops", role: "this console" },
  { id: "controller", title: "Controller", role: "connector, loads, verification" },
];

/** What the rest of the chain does while one part is down. */
const CONSEQUENCES: Record<ServiceName, string> = {
  shop: "Nobody can order; the chain itself is not affected.",
  postgres: "The source takes no writes and nothing can be captured.",
  connect: "New changes wait in the write-ahead log of Postgres; the slot keeps them, and its retained WAL grows.",
  kafka: "Capture and pipeline wait; changes stay in the write-ahead log of Postgres.",
  pipeline: "New changes wait in Kafka; the warehouse shows an older state until it is back.",
  clickhouse: "The pipeline waits and repeats its writes; changes stay in Kafka.",
  ops: "The chain goes on without this console.",
  controller:
    "Changes keep flowing; new tables, loads, comparisons and repairs of the connector wait until it is back.",
};

/** What to draw: the picture from ops, corrected by what this page knows of the connection to it. */
export function chain(overview: Overview | undefined, freshness: Freshness, problem: Problem | undefined): Chain {
  const current = freshness === "live" || freshness === "late";
  const corrected = (id: ServiceName, state: State): State => {
    if (freshness === "warehouse-lost") return id === "clickhouse" ? "down" : id === "ops" ? "up" : "unknown";
    if (freshness === "stream-lost") return id === "ops" ? "down" : "unknown";
    return current ? state : "unknown";
  };
  const known =
    overview?.topology.nodes ?? OUTLINE.map((node) => ({ ...node, state: "unknown" as const, numbers: [] }));
  const all = known.map(({ id, title, role, state, numbers }) => ({
    id,
    title,
    role,
    numbers,
    state: corrected(id, state),
  }));
  const nodes = all.filter((node) => node.id !== "controller");
  const stateOf = new Map(nodes.map((node) => [node.id, node.state]));
  return {
    nodes,
    beside: all.filter((node) => node.id === "controller"),
    edges: nodes.slice(1).map((node, index) => {
      const from = nodes[index] as ChainNode;
      const edge = overview?.topology.edges.find((it) => it.from === from.id && it.to === node.id);
      const ends = [stateOf.get(from.id), stateOf.get(node.id)];
      return {
        from: from.id,
        to: node.id,
        label: edge?.label ?? "",
        perSecond: edge?.perSecond,
        p50Ms: edge?.p50Ms,
        flow: ends.includes("down")
          ? "broken"
          : !current
            ? "unknown"
            : (edge?.perSecond ?? 0) > 0 || edge?.perSecond === undefined
              ? "running"
              : "idle",
      };
    }),
    findings: all
      .filter((node) => node.state === "down" || node.state === "degraded" || (node.state === "unknown" && current))
      .map((node) => finding(node, overview, freshness, problem)),
  };
}

function finding(node: ChainNode, overview: Overview | undefined, freshness: Freshness, problem?: Problem): Finding {
  const service = overview?.services.find((it) => it.name === node.id);
  const topology = overview?.topology.nodes.find((it) => it.id === node.id);
  const common = { id: node.id, title: node.title, state: node.state, command: `millrace logs ${node.id}` };
  const consequence = node.state === "down" ? CONSEQUENCES[node.id] : "";
  if (freshness === "warehouse-lost") {
    return {
      ...common,
      since: problem?.since,
      detail: problem?.detail ?? "The warehouse does not answer.",
      consequence,
    };
  }
  if (freshness === "stream-lost") {
    return { ...common, since: undefined, detail: "The console's own server does not answer.", consequence };
  }
  const detail =
    service?.detail || topology?.detail || (node.state === "unknown" ? "No sample of it for more than 10 s." : "");
  return { ...common, since: service?.since, detail, consequence };
}

/** How fast the drawn stream moves, as a multiple of its slowest: by the logarithm, so that 1/s and 1,000/s both look right. */
export function flowSpeed(perSecond: number | undefined): number {
  return 1 + Math.min(4, Math.log10(1 + Math.max(0, perSecond ?? 0)) * 1.5);
}
