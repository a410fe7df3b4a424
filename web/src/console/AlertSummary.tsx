import { alertSum, countsInWords } from "./alerts";
import type { Alert } from "./ops";
import { SeverityMark } from "./SeverityMark";

/** In the page's head, always in sight; what is critical is read out at once. */
export function AlertSummary({ alerts }: { alerts: readonly Alert[] | undefined }) {
  const { firing, worst } = alertSum(alerts);
  const first = firing[0];
  return (
    <div className="alert-summary" role={worst === "critical" ? "alert" : "status"} data-testid="alert-summary">
      {worst && first && (
        <a href="#alerts" data-severity={worst}>
          <SeverityMark severity={worst} word={false} />
          <span>
            {worst === "critical" && <b className="alert-summary-title">{first.title} · </b>}
            {countsInWords(firing)}
          </span>
        </a>
      )}
    </div>
  );
}
