import { describe, expect, it } from "vitest";
import { overview } from "../../test/overview";
import { alertSum, countsInWords, measured, messageInWords } from "./alerts";
import type { Alert, AlertMessage } from "./ops";

const ALERT = overview().alerts[0] as Alert;

describe("alerts", () => {
  it("has the most severe first, then the latest", () => {
    const alerts: Alert[] = [
      { ...ALERT, rule: "old", since: "2026-01-01T10:00:00Z" },
      { ...ALERT, rule: "over", resolvedAt: "2026-01-01T11:00:00Z" },
      { ...ALERT, rule: "new" },
      { ...ALERT, rule: "bad", severity: "critical", since: "2026-01-01T09:00:00Z" },
    ];
    const { firing, resolved, worst } = alertSum(alerts);
    expect(firing.map((alert) => alert.rule)).toEqual(["bad", "new", "old"]);
    expect(resolved.map((alert) => alert.rule)).toEqual(["over"]);
    expect(worst).toBe("critical");
    expect(countsInWords(firing)).toBe("1 critical, 2 warnings");
    expect(alertSum(undefined).worst).toBeUndefined();
  });

  it("shows numbers in their unit", () => {
    expect(measured({ ...ALERT, value: 75, threshold: 30, unit: "seconds" })).toBe("1 min 15 s, limit 30 s");
    expect(measured({ ...ALERT, value: 2 ** 31, threshold: 2 ** 30, unit: "bytes" })).toBe("2.0 GiB, limit 1.0 GiB");
    expect(measured({ ...ALERT, value: 4.25, threshold: 10, unit: "percent" })).toBe("4.3 %, limit 10.0 %");
    const { value: _, ...without } = ALERT;
    expect(measured(without)).toBe("");
  });

  it("says what became of a message", () => {
    const message: AlertMessage = {
      event: "resolved",
      webhook: "json hooks.test 0123456789ab",
      outcome: "given_up",
      at: ALERT.since,
      attempts: 5,
      detail: "answered with HTTP status 404",
    };
    expect(messageInWords(message)).toBe(
      "json hooks.test failed (resolved) at attempt 5 (it answered with HTTP status 404)",
    );
    expect(messageInWords({ ...message, event: "firing", outcome: "waiting", attempts: 0, detail: "" })).toBe(
      "json hooks.test pending",
    );
  });
});
