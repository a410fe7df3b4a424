import { useState } from "react";
import { formatCount, formatRate, formatSeconds, formatSigned } from "../format/numbers";
import { formatAgo } from "./measure";
import type { TableRows } from "./ops";
import { Panel, ScrollBox } from "./Panel";
import { RescuedDrawer } from "./RescuedDrawer";

/** "orders" of the usual schema, "s.orders" of another one */
export function shortName(table: string): string {
  return table.replace(/^public\./, "");
}

/** When the table was last compared with its source by content, row for row, and found equal */
function Proof({ table, verified, now }: { table: string; verified: TableRows["verified"]; now: number }) {
  if (!verified) return <span title="It is compared in the background: see verify in millrace.yaml">–</span>;
  if (!verified.equal) {
    const finding = verified.different > 0 ? `${formatCount(verified.different)} rows differ` : "could not be compared";
    return (
      <span
        className="difference"
        data-equal={false}
        title={verified.detail || `millrace verify --table ${table} --repair, or POST /api/verifications`}
      >
        {finding}
      </span>
    );
  }
  return (
    <span title={`by content, all up to ${verified.provedLsn}`}>
      {verified.provedAt ? formatAgo(verified.provedAt, now) : "–"}
    </span>
  );
}

/** Whether the table is being loaded: how far, how fast, and how long it will take */
function LoadNote({ load, of }: { load: NonNullable<TableRows["load"]>; of: number | undefined }) {
  if (load.stage === "failed") {
    return (
      <span className="note difference" data-equal={false} title={load.detail}>
        could not be loaded
      </span>
    );
  }
  if (load.stage === "waiting") {
    return (
      <span className="note" title={load.detail || load.reason}>
        waits to be loaded
      </span>
    );
  }
  const counted = load.rows !== undefined;
  const facts = [
    counted && of !== undefined && of >= (load.rows ?? 0)
      ? `${formatCount(load.rows ?? 0)} of ${formatCount(of)} rows`
      : counted && `${formatCount(load.rows ?? 0)} rows`,
    load.rowsPerSecond !== undefined && load.rowsPerSecond > 0 && `${formatRate(load.rowsPerSecond)}/s`,
    load.secondsLeft !== undefined && `${formatSeconds(Math.ceil(load.secondsLeft))} left`,
  ].filter(Boolean);
  return (
    <span className="note" title={load.reason}>
      {counted && of !== undefined && of > 0 && (
        <progress aria-label="Loaded" value={Math.min(load.rows ?? 0, of)} max={of} />
      )}
      loading{facts.length > 0 && `: ${facts.join(", ")}`}
    </span>
  );
}

/** Values that their columns cannot hold; opens the list of them */
function RescuedCount({ rescued, onOpen }: { rescued: NonNullable<TableRows["rescued"]>; onOpen: () => void }) {
  return (
    <button
      type="button"
      className="note note-button"
      title={`of the last 30 days, in ${rescued.columns.join(", ")}: shows their exact text`}
      onClick={onOpen}
    >
      {formatCount(rescued.values)} rescued {rescued.values === 1 ? "value" : "values"}
    </button>
  );
}

export function TablesPanel({ tables, now }: { tables: readonly TableRows[] | undefined; now: number }) {
  const [rescued, setRescued] = useState<string>();
  return (
    <Panel title="Tables" area="tables" note="rows, counted a moment apart">
      <ScrollBox label="Rows by table">
        <table>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" className="number">
                Postgres
              </th>
              <th scope="col" className="number">
                ClickHouse
              </th>
              <th scope="col" className="number">
                Difference
              </th>
              <th scope="col">Proved equal</th>
            </tr>
          </thead>
          <tbody>
            {tables?.map((it) => (
              <tr key={it.table} data-testid={`table-row-${shortName(it.table)}`}>
                <th scope="row">
                  {shortName(it.table)} <span className="muted">{it.view}</span>
                  {it.load && <LoadNote load={it.load} of={it.sourceRows} />}
                  {it.rescued && <RescuedCount rescued={it.rescued} onOpen={() => setRescued(it.table)} />}
                </th>
                <td className="number">
                  {it.sourceRows !== undefined && (
                    <span title={it.sourceExact === false ? "Postgres' own estimate" : undefined}>
                      {it.sourceExact === false && "≈ "}
                      {formatCount(it.sourceRows)}
                    </span>
                  )}
                  {it.sourceRows === undefined && "–"}
                </td>
                <td className="number">{it.warehouseRows === undefined ? "–" : formatCount(it.warehouseRows)}</td>
                <td className="number difference" data-equal={it.difference === 0}>
                  {it.difference === undefined ? "–" : it.difference === 0 ? "equal" : formatSigned(it.difference)}
                </td>
                <td className="nowrap">
                  <Proof table={it.table} verified={it.verified} now={now} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {tables?.length === 0 && <p className="nothing">No table is mirrored yet.</p>}
      <RescuedDrawer table={rescued} onClose={() => setRescued(undefined)} />
    </Panel>
  );
}
