import { describe, expect, it } from "vitest";
import { overview } from "../../test/overview";
import { chain, flowSpeed } from "./chain";
import type { Overview, ServiceName, State } from "./ops";

function withState(id: ServiceName, state: State, detail = ""): Overview {
  const picture = overview();
  for (const node of picture.topology.nodes) if (node.id === id) node.state = state;
  for (const service of picture.services) {
    if (service.name === id) Object.assign(service, { state, detail, since: "2026-01-01T11:59:18Z" });
  }
  return picture;
}

const flows = (picture: Overview | undefined, freshness: Parameters<typeof chain>[1] = "live") =>
  chain(picture, freshness, undefined).edges.map((edge) => edge.flow);

describe("the chain", () => {
  it("has a node for each service and an edge between neighbours, with what ops measured", () => {
    const { nodes, beside, edges, findings } = chain(overview(), "live", undefined);
    expect(nodes.map((node) => node.id)).toEqual([
      "shop",
      "postgres",
      "connect",
      "kafka",
      "pipeline",
      "clickhouse",
      "ops",
    ]);
    expect(beside.map((node) => node.id)).toEqual(["controller"]);
    expect(edges).toHaveLength(6);
    expect(edges[0]).toMatchObject({ from: "shop", to: "postgres", perSecond: 40, p50Ms: 7, flow: "running" });
    expect(findings).toEqual([]);
  });

  it("is broken on both sides of a service that is down, and says what that means and what to do", () => {
    const picture = withState("connect", "down", "connection refused at 127.0.0.1:8083");
    expect(flows(picture)).toEqual(["running", "broken", "broken", "running", "running", "running"]);
    const [finding] = chain(picture, "live", undefined).findings;
    expect(finding).toMatchObject({
      id: "connect",
      state: "down",
      since: "2026-01-01T11:59:18Z",
      detail: "connection refused at 127.0.0.1:8083",
      command: "millrace logs connect",
    });
    expect(finding?.consequence).toContain("write-ahead log");
  });

  it("flows on without the controller, which stands beside it", () => {
    const picture = withState("controller", "down", "does not answer");
    expect(flows(picture)).not.toContain("broken");
    expect(chain(picture, "live", undefined).findings[0]).toMatchObject({ id: "controller", state: "down" });
  });

  it("stays whole where a service is only degraded", () => {
    const picture = withState("pipeline", "degraded", "nothing landed for 42 s");
    expect(flows(picture)).not.toContain("broken");
    expect(chain(picture, "live", undefined).findings[0]).toMatchObject({ state: "degraded", consequence: "" });
  });

  it("stands still where nothing flows", () => {
    const picture = overview();
    for (const edge of picture.topology.edges) edge.perSecond = 0;
    expect(new Set(flows(picture))).toEqual(new Set(["idle"]));
  });

  it("blames the warehouse, and claims nothing of the rest, while the warehouse does not answer", () => {
    const problem = {
      type: "urn:millrace:problem:warehouse_unavailable",
      title: "The warehouse does not answer",
      status: 503,
      code: "warehouse_unavailable",
      detail: "ClickHouse does not answer",
      at: "2026-01-01T12:00:00Z",
    };
    const { nodes, findings } = chain(overview(), "warehouse-lost", problem);
    expect(nodes.map((node) => node.state)).toEqual([...Array(5).fill("unknown"), "down", "up"]);
    expect(findings).toEqual([expect.objectContaining({ id: "clickhouse", detail: "ClickHouse does not answer" })]);
  });

  it("blames only ops while the stream is lost", () => {
    const { nodes, findings } = chain(overview(), "stream-lost", undefined);
    expect(nodes.filter((node) => node.state === "down").map((node) => node.id)).toEqual(["ops"]);
    expect(findings.map((finding) => finding.id)).toEqual(["ops"]);
  });

  it("is drawn in outline before the first picture, without a claim", () => {
    const { nodes, findings } = chain(undefined, "starting", undefined);
    expect(nodes).toHaveLength(7);
    expect(new Set(nodes.map((node) => node.state))).toEqual(new Set(["unknown"]));
    expect(findings).toEqual([]);
  });

  it("takes a source that is no shop", () => {
    const picture = overview();
    picture.topology.nodes.shift();
    picture.topology.edges.shift();
    expect(chain(picture, "live", undefined).edges[0]).toMatchObject({ from: "postgres", to: "connect" });
  });

  it("flows faster with the rate, within what the eye can follow", () => {
    const speeds = [undefined, 0, 1, 50, 1_000, 1e9].map(flowSpeed);
    expect(speeds.slice(0, 2)).toEqual([1, 1]);
    expect([...speeds].sort((a, b) => a - b)).toEqual(speeds);
    expect(speeds.at(-1)).toBe(5);
  });
});
