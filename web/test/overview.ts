import type { Overview, ServiceName } from "../src/console/ops";

const AT = "2026-01-01T12:00:00Z";
const NAMES: ServiceName[] = ["shop", "postgres", "connect", "kafka", "pipeline", "clickhouse", "ops", "controller"];

/** A healthy chain at 40 changes a second. */
export function overview(): Overview {
  return {
    at: AT,
    state: "up",
    services: NAMES.map((name) => ({ name, state: "up", detail: "", responseMs: 1.5, sampledAt: AT })),
    topology: {
      nodes: NAMES.map((id) => ({
        id,
        title: id.toUpperCase(),
        role: `role of ${id}`,
        state: "up",
        detail: "",
        numbers: [],
      })),
      edges: NAMES.slice(1).map((to, index) => ({
        from: NAMES[index] as ServiceName,
        to,
        label: "changes",
        perSecond: 40,
        p50Ms: 7,
      })),
    },
    flow: {
      changesPerSecond: 40.4,
      lastChangeAt: AT,
      latency: [
        { stage: "capture", p50: 8, p95: 17, p99: 30, max: 40, count: 2400 },
        { stage: "log", p50: 4, p95: 9, p99: 15, max: 20, count: 2400 },
        { stage: "land", p50: 11, p95: 22, p99: 40, max: 60, count: 2400 },
        { stage: "total", p50: 23.4, p95: 48, p99: 1250, max: 1300, count: 2400 },
      ],
      series: [{ at: "2026-01-01T11:59:58Z", changes: 41, p50: 23, p95: 48, p99: 85 }],
    },
    lag: {
      records: 1234,
      seconds: 0.4,
      sampledAt: AT,
      partitions: [{ partition: 0, endOffset: 5000, nextOffset: 3766, records: 1234, seconds: 0.4 }],
    },
    slot: {
      name: "millrace_shop",
      active: true,
      walStatus: "reserved",
      retainedBytes: 196_608,
      lagBytes: 4096,
      sampledAt: AT,
    },
    tables: [
      {
        table: "public.orders",
        view: "shop.orders",
        sourceRows: 1001,
        sourceExact: true,
        warehouseRows: 1000,
        difference: 1,
        verified: { at: AT, equal: true, different: 0, detail: "", provedAt: AT, provedLsn: "0/1A2B3C8" },
      },
      {
        table: "stock.lots",
        view: "shop_stock.lots",
        sourceRows: 7,
        sourceExact: false,
        warehouseRows: 7,
        difference: 0,
        verified: { at: AT, equal: false, different: 20, detail: "" },
        load: { stage: "failed", since: AT, reason: "requested", detail: "it is not captured" },
        rescued: { values: 1200, columns: ["amount", "day"] },
      },
      {
        table: "public.fresh",
        view: "shop.fresh",
        sourceRows: 50_000,
        load: {
          stage: "reading",
          since: AT,
          reason: "the table is captured from now on",
          detail: "",
          rows: 12_500,
          rowsPerSecond: 2_500,
          secondsLeft: 15,
        },
      },
    ],
    deadLetters: { open: 2, total: 3, byCode: [{ code: "NOT_JSON", count: 2 }], latest: [] },
    alerts: [
      {
        rule: "deadLetters",
        title: "Records could not land",
        subject: "public.orders",
        severity: "warning",
        since: "2026-01-01T11:55:00Z",
        reason: "2 records of public.orders could not land and wait as dead letters: NOT_JSON. The limit is 0.",
        advice: "./millrace dead-letters list shows them.",
        value: 2,
        threshold: 0,
        unit: "count",
        messages: [
          {
            event: "firing",
            webhook: "slack hooks.slack.com 1f0c4a9b2e77",
            outcome: "delivered",
            at: "2026-01-01T11:55:03Z",
            attempts: 2,
            detail: "",
          },
        ],
      },
      {
        rule: "serviceDown",
        title: "A service is down",
        subject: "kafka",
        severity: "critical",
        since: "2026-01-01T10:00:00Z",
        resolvedAt: "2026-01-01T10:02:05Z",
        reason: "kafka is down: why",
        advice: "Read its log.",
        messages: [],
      },
    ],
    shop: {
      ordersPerMinute: 118,
      revenuePerMinute: "3741.60",
      currency: "EUR",
      minutes: [{ at: AT, orders: 118, revenue: "3741.60" }],
      topProducts: [{ sku: "HUILA", name: "Huila, 250 g", quantity: 256, revenue: "3020.80" }],
    },
  };
}
