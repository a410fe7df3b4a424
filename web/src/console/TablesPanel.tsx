import { formatCount, formatSigned } from "../format/numbers";
import type { TableRows } from "./ops";
import { Panel, ScrollBox } from "./Panel";

/** "orders" of the usual schema, "s.orders" of another one */
export function shortName(table: string): string {
  return table.replace(/^public\./, "");
}

export function TablesPanel({ tables }: { tables: readonly TableRows[] | undefined }) {
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
            </tr>
          </thead>
          <tbody>
            {tables?.map((it) => (
              <tr key={it.table} data-testid={`table-row-${shortName(it.table)}`}>
                <th scope="row">
                  {shortName(it.table)} <span className="muted">{it.view}</span>
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
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      {tables?.length === 0 && <p className="nothing">No table is mirrored yet.</p>}
    </Panel>
  );
}
