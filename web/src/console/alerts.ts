import { formatBytes, formatCount, formatSeconds } from "../format/numbers";
import type { Alert, AlertMessage, Severity } from "./ops";

/** The most severe first. */
export const SEVERITIES: readonly Severity[] = ["critical", "warning", "info"];

export interface AlertSum {
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
  /** Of those that fire; undefined where none does. */
  readonly worst: Severity | undefined;
}

/** Those that fire, the most severe and then the latest first; and those that are over, the latest first. */
export function alertSum(alerts: readonly Alert[] | undefined): AlertSum {
  const all = alerts ?? [];
  const firing = all
    .filter((alert) => !alert.resolvedAt)
    .sort(
      (one, other) =>
        SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) || other.since.localeCompare(one.since),
    );
  return { firing, resolved: all.filter((alert) => alert.resolvedAt), worst: firing[0]?.severity };
}

/** "1 critical, 2 warnings" */
export function countsInWords(firing: readonly Alert[]): string {
  return SEVERITIES.map((severity) => [severity, firing.filter((alert) => alert.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${severity === "warning" && count > 1 ? "s" : ""}`)
    .join(", ");
}

/** "45 s, limit 30 s"; empty where the rule has no number. */
export function measured({ value, threshold, unit }: Alert): string {
  if (value === undefined || threshold === undefined || unit === undefined) return "";
  const text = (number: number) => {
    if (unit === "bytes") return formatBytes(number);
    if (unit === "seconds") return formatSeconds(number);
    return unit === "percent" ? `${number.toFixed(1)} %` : formatCount(number);
  };
  return `${text(value)}, limit ${text(threshold)}`;
}

/** How long an alert that is over has lasted. */
export function lasted({ since, resolvedAt }: Alert): string {
  return formatSeconds((Date.parse(resolvedAt ?? since) - Date.parse(since)) / 1000);
}

const OUTCOMES: Record<AlertMessage["outcome"], string> = {
  delivered: "delivered",
  waiting: "pending",
  given_up: "failed",
};

/** "slack hooks.slack.com delivered", without the fingerprint of the address. */
export function messageInWords(message: AlertMessage): string {
  const name = message.webhook.split(" ").slice(0, 2).join(" ");
  const tries = message.attempts > 1 ? ` at attempt ${message.attempts}` : "";
  const detail = message.outcome === "delivered" || !message.detail ? "" : ` (it ${message.detail})`;
  return `${name} ${OUTCOMES[message.outcome]}${message.event === "resolved" ? " (resolved)" : ""}${tries}${detail}`;
}
