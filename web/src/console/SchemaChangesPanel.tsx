import { useQuery } from "@tanstack/react-query";
import { ops } from "./ops";
import { Panel } from "./Panel";
import { shortName } from "./TablesPanel";

const REFRESH_MS = 15_000;

/** `tables`: how many there are; a new one is a schema change, so the list is asked for again. */
export function SchemaChangesPanel({ tables }: { tables: number | undefined }) {
  const changes = useQuery({
    queryKey: ["schema-changes", tables],
    queryFn: ops.schemaChanges,
    enabled: tables !== undefined,
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  });
  return (
    <Panel title="Schema changes" area="schema" note="as the warehouse followed the source">
      {changes.isError && !changes.data && <p className="problem">{changes.error.message}</p>}
      {changes.data?.length === 0 && <p className="nothing">None yet.</p>}
      <ul className="schema-changes">
        {changes.data?.map((change) => (
          <li key={`${change.table} ${change.position} ${change.kind} ${change.column}`}>
            <details>
              <summary>
                <span className="nowrap">{time(change.at)}</span>
                <b>{change.kind.replaceAll("_", " ")}</b>
                <span>
                  {shortName(change.table)}
                  {change.column && `.${change.column}`}
                </span>
                <span className="muted">{[change.before, change.after].filter(Boolean).join(" → ")}</span>
              </summary>
              <pre className="payload">{change.applied || "Nothing had to be run."}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function time(instant: string): string {
  return new Date(instant).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}
