import { useId } from "react";
import { alertSum, countsInWords, lasted, measured, messageInWords } from "./alerts";
import { time } from "./Drawer";
import { formatAgo } from "./measure";
import type { Alert } from "./ops";
import { SeverityMark } from "./SeverityMark";
import { StateMark } from "./StateMark";

/** What fires, with its reason and what to do; below, what was over lately. */
export function AlertsPanel({ alerts, at }: { alerts: readonly Alert[] | undefined; at: string | undefined }) {
  const id = useId();
  const now = at ? Date.parse(at) : Date.now();
  const { firing, resolved, worst } = alertSum(alerts);
  return (
    <section className="panel panel-alerts" id="alerts" aria-labelledby={id} data-worst={worst} data-testid="alerts">
      <header>
        <h2 id={id}>Alerts</h2>
        <div className="panel-note">
          {worst ? (
            <b data-bad={worst === "critical"}>{countsInWords(firing)}</b>
          ) : (
            alerts && (
              <span className="alerts-none">
                <StateMark state="up" word={false} /> Nothing fires.
              </span>
            )
          )}
        </div>
      </header>
      {firing.length > 0 && (
        <ul className="alerts">
          {firing.map((alert) => (
            <li key={keyOf(alert)} className="alert" data-severity={alert.severity} data-testid={`alert-${alert.rule}`}>
              <div className="alert-head">
                <SeverityMark severity={alert.severity} />
                <h3>
                  {alert.title}
                  {alert.subject && <span className="alert-subject"> {alert.subject}</span>}
                </h3>
                <span className="alert-since">
                  since <time dateTime={alert.since}>{time(alert.since)}</time>, {formatAgo(alert.since, now)}
                </span>
              </div>
              <p className="alert-reason">{alert.reason}</p>
              <p className="alert-advice">
                <b>What to do:</b> {alert.advice}
              </p>
              <AlertFoot alert={alert} />
            </li>
          ))}
        </ul>
      )}
      {resolved.length > 0 && (
        <details className="alerts-over">
          <summary>
            {resolved.length} over within a day, the last one {formatAgo(resolved[0]?.resolvedAt ?? "", now)}
          </summary>
          <ul>
            {resolved.map((alert) => (
              <li key={keyOf(alert)}>
                <SeverityMark severity={alert.severity} word={false} />
                <div>
                  <b>{alert.title}</b> {alert.subject && <span className="alert-subject">{alert.subject}</span>}
                  <p className="muted">{alert.reason}</p>
                  <AlertFoot alert={alert} />
                </div>
                <span className="muted nowrap">
                  {formatAgo(alert.resolvedAt ?? alert.since, now)}, lasted {lasted(alert)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function AlertFoot({ alert }: { alert: Alert }) {
  const parts = [<code key="rule">{alert.rule}</code>];
  const number = measured(alert);
  if (number) parts.push(<span key="number">{number}</span>);
  for (const message of alert.messages) {
    parts.push(
      <span key={`${message.event} ${message.webhook}`} data-outcome={message.outcome}>
        {messageInWords(message)}
      </span>,
    );
  }
  return <p className="alert-foot">{parts}</p>;
}

function keyOf({ rule, subject, since }: Alert): string {
  return `${rule} ${subject} ${since}`;
}
