import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { overview } from "../../test/overview";
import { Console } from "./Console";
import { LiveStream } from "./liveStream";
import type { DeadLetter, Overview } from "./ops";

// The charts draw on a canvas, which the simulated browser has not.
vi.mock("./Chart", () => ({ Chart: ({ label }: { label: string }) => <div role="img" aria-label={label} /> }));

const DEAD_LETTER: DeadLetter = {
  topic: "millrace.shop.changes",
  partition: 3,
  offset: 88123,
  index: 4,
  loggedAt: "2026-01-01T11:58:00Z",
  recordedAt: "2026-01-01T11:58:01Z",
  code: "NOT_JSON",
  reason: "The value is not JSON",
  advice: "Find out who writes to the change stream.",
  status: "open",
  attempts: 0,
  keyBytes: 0,
  valueBytes: 7,
};

const sent: { pathname: string; body: unknown }[] = [];
let feed: ReadableStreamDefaultController<Uint8Array>;
let live: LiveStream;

beforeEach(() => {
  const answers: Record<string, unknown> = {
    "/api/site": { source: "shop", database: "shop", topic: DEAD_LETTER.topic, shopUrl: "http://shop.test" },
    "/api/tables/stock.lots/rescued": {
      table: "stock.lots",
      query: "SELECT key, column, value FROM millrace.rescued WHERE source_table = 'stock.lots'",
      values: [{ key: { id: "7" }, column: "amount", value: "1e50" }],
      more: true,
    },
    "/api/dead-letters": { total: 1, deadLetters: [DEAD_LETTER] },
    "/api/dead-letters/groups": [
      {
        code: "NOT_JSON",
        advice: DEAD_LETTER.advice,
        reason: DEAD_LETTER.reason,
        open: 2,
        replayed: 0,
        resolved: 0,
        discarded: 0,
        firstAt: DEAD_LETTER.recordedAt,
        lastAt: DEAD_LETTER.recordedAt,
      },
    ],
    "/api/dead-letters/dry-run": {
      total: 1,
      verdicts: [{ deadLetter: "millrace.shop.changes/3/88123.4", outcome: "rejected", detail: "NOT_JSON: still" }],
    },
    "/api/dead-letters/replay": { request: "r-1", done: 1, refused: [] },
    "/api/dead-letters/requests/r-1": { request: "r-1", asked: 1, landed: 1, failed: 0, waiting: 0 },
    "/api/dead-letters/millrace.shop.changes/3/88123.4": {
      deadLetter: DEAD_LETTER,
      key: { encoding: "text", content: "", bytes: 0, truncated: false, download: "/k" },
      value: { encoding: "text", content: "garbage", bytes: 7, truncated: false, download: "/v" },
      headers: {},
      actions: [],
    },
    "/api/schema-changes": [],
  };
  sent.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "POST") sent.push({ pathname, body: await request.json() });
    return Response.json(answers[pathname] ?? {});
  });
});

afterEach(() => {
  live.stop();
  vi.unstubAllGlobals();
});

async function open(...events: [string, unknown][]) {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      feed = controller;
    },
  });
  live = new LiveStream(async () => new Response(body));
  live.start();
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Console live={live} />
    </QueryClientProvider>,
  );
  for (const [event, data] of events) await send(event, data);
}

async function send(event: string, data: unknown) {
  await act(async () => {
    feed.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    await new Promise((resolve) => setTimeout(resolve));
  });
}

const text = (id: string) => screen.getByTestId(id).textContent;

describe("the console", () => {
  it("shows the numbers of the picture where they belong", async () => {
    await open(["overview", overview()]);
    expect(text("latency-p50")).toBe("23 ms");
    expect(text("latency-p99")).toBe("1.25 s");
    expect(text("changes-per-second")).toBe("40");
    expect(text("lag-records")).toBe("1,234");
    expect(text("lag-seconds")).toBe("0.4 s");
    expect(text("slot-retained")).toBe("192 KiB");
    expect(text("orders-per-minute")).toBe("118");
    expect(text("revenue-per-minute")).toBe("€3,741.60");
    expect(text("top-skus")).toContain("Huila, 250 g");
    expect(text("dead-letter-count")).toBe("2");
    expect(text("table-row-orders")).toContain("+1");
    expect(text("table-row-orders")).toMatch(/ago|just now/);
    expect(text("table-row-stock.lots")).toContain("≈ 7");
    expect(text("table-row-stock.lots")).toContain("20 rows differ");
    expect(text("table-row-stock.lots")).toContain("could not be loaded");
    expect(text("table-row-stock.lots")).toContain("1,200 rescued values");
    expect(text("table-row-fresh")).toContain("–");
    expect(text("table-row-fresh")).toContain("loading: 12,500 of 50,000 rows, 2,500/s, 15 s left");
    expect(text("table-row-orders")).not.toMatch(/load|rescued/);
    expect(text("node-postgres")).toContain("up");
    expect(text("topology")).toContain("Every part is running");
  });

  it("lists the values that a column cannot hold", async () => {
    await open(["overview", overview()]);
    await userEvent.click(screen.getByText("1,200 rescued values"));
    await waitFor(() => expect(text("rescued-query")).toContain("millrace.rescued"));
    expect(text("rescued-drawer")).toContain("id = 7");
    expect(text("rescued-drawer")).toContain("1e50");
    expect(text("rescued-drawer")).toContain("There are more");
  });

  it("shows no shop where the source is none", async () => {
    const { shop: _, ...picture } = overview();
    await open(["overview", picture]);
    expect(screen.queryByTestId("orders-per-minute")).toBeNull();
    expect(screen.getByTestId("latency-p50")).toBeTruthy();
  });

  it("makes a service that is down unmistakable and says what to do", async () => {
    const picture: Overview = overview();
    picture.state = "down";
    Object.assign(picture.topology.nodes.find((node) => node.id === "kafka") ?? {}, { state: "down" });
    Object.assign(picture.services.find((service) => service.name === "kafka") ?? {}, {
      state: "down",
      detail: "connection refused at 127.0.0.1:9092",
    });
    await open(["overview", picture]);
    expect(screen.getByTestId("node-kafka").dataset.state).toBe("down");
    expect(text("topology")).toContain("Connection refused at 127.0.0.1:9092.");
    expect(text("topology")).toContain("millrace logs kafka");
  });

  it("warns while the warehouse is lost and stops warning with the next picture", async () => {
    await open(["overview", overview()]);
    await send("problem", {
      code: "warehouse_unavailable",
      detail: "ClickHouse is gone.",
      at: "2026-01-01T12:00:01Z",
    });
    expect(text("loss-banner")).toContain("ClickHouse is gone.");
    expect(screen.getByTestId("node-clickhouse").dataset.state).toBe("down");
    expect(text("latency-p50")).toBe("23 ms");
    await send("overview", overview());
    expect(screen.getByTestId("loss-banner").dataset.shown).toBe("false");
  });

  it("shows what fires with its reason and advice, and what is over", async () => {
    await open(["overview", overview()]);
    const alert = text("alert-deadLetters");
    expect(alert).toContain("Records could not land public.orders");
    expect(alert).toMatch(/since .*, 5 min ago/);
    expect(alert).toContain("2 records of public.orders could not land");
    expect(alert).toContain("What to do: ./millrace dead-letters list");
    expect(alert).toContain("2, limit 0");
    expect(alert).toContain("slack hooks.slack.com delivered at attempt 2");
    expect(alert).not.toContain("1f0c4a9b2e77");
    expect(text("alerts")).toContain("1 over within a day, the last one 1 h 57 min ago");
    expect(text("alerts")).toContain("lasted 2 min 5 s");
    expect(text("alert-summary")).toContain("1 warning");
    expect(screen.getByTestId("alert-summary").getAttribute("role")).toBe("status");
  });

  it("says at once that something critical fires, and that nothing does", async () => {
    const picture = overview();
    const [deadLetters, kafka] = picture.alerts;
    if (!deadLetters || !kafka) throw new Error("the picture has two alerts");
    const { resolvedAt: _, ...firing } = kafka;
    await open(["overview", { ...picture, alerts: [deadLetters, firing] }]);
    expect(screen.getByTestId("alert-summary").getAttribute("role")).toBe("alert");
    expect(text("alert-summary")).toContain("A service is down · 1 critical, 1 warning");
    expect(screen.getByTestId("alerts").dataset.worst).toBe("critical");
    expect(screen.getByTestId("alerts").querySelector("li")?.dataset.testid).toBe("alert-serviceDown");
    await send("overview", { ...picture, alerts: [] });
    expect(text("alerts")).toContain("Nothing fires.");
    expect(text("alert-summary")).toBe("");
  });

  it("opens a dead letter with its reason, advice and payload, and closes it again", async () => {
    await open(["overview", overview()]);
    const user = userEvent.setup();
    await user.click(await screen.findByText("The value is not JSON"));
    const drawer = screen.getByTestId("dead-letter-drawer");
    await waitFor(() => expect(drawer.textContent).toContain("garbage"));
    expect(drawer.textContent).toContain("Find out who writes");
    expect(drawer.textContent).toContain("partition 3, offset 88123");
    await user.click(screen.getByText("Close"));
    await waitFor(() => expect(drawer.textContent).toBe(""));
  });

  it("tries an edited dead letter, sends it again, and says what became of it", async () => {
    await open(["overview", overview()]);
    const user = userEvent.setup();
    await user.click(await screen.findByText("The value is not JSON"));
    await user.click(await screen.findByText("Edit"));
    await user.type(screen.getByTestId("dead-letter-editor"), "!");
    await user.type(screen.getByLabelText("Your name"), "Ann");
    await user.click(screen.getByText("Dry run"));
    await waitFor(() => expect(text("dead-letter-outcome")).toContain("rejected NOT_JSON: still"));
    await user.click(screen.getByText("Replay"));
    await waitFor(() => expect(text("dead-letter-outcome")).toContain("1 landed"));
    const command = {
      deadLetters: ["millrace.shop.changes/3/88123.4"],
      edit: { value: "garbage!" },
      by: "Ann",
      note: "",
      client: "console",
    };
    expect(sent).toEqual([
      { pathname: "/api/dead-letters/dry-run", body: command },
      { pathname: "/api/dead-letters/replay", body: command },
    ]);
  });

  it("discards a group only with a note", async () => {
    await open(["overview", overview()]);
    const user = userEvent.setup();
    await user.click(await screen.findByText("2 open"));
    const discard = screen.getByText("Discard all 2") as HTMLButtonElement;
    expect(discard.disabled).toBe(true);
    await user.type(screen.getByLabelText("Note for the record"), "noise");
    await user.click(discard);
    await waitFor(() => expect(sent[0]?.body).toMatchObject({ code: "NOT_JSON", table: "", note: "noise" }));
  });
});
