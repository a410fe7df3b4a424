import { useQuery } from "@tanstack/react-query";
import { Drawer } from "./Drawer";
import { ops } from "./ops";
import { ScrollBox } from "./Panel";

/** The exact text of values that their columns cannot hold, where the view shows NULL */
export function RescuedDrawer({ table, onClose }: { table: string | undefined; onClose: () => void }) {
  return (
    <Drawer
      open={table !== undefined}
      title={`Rescued values of ${table ?? ""}`}
      testId="rescued-drawer"
      onClose={onClose}
    >
      {table && <RescuedContent table={table} />}
    </Drawer>
  );
}

function RescuedContent({ table }: { table: string }) {
  const rescued = useQuery({ queryKey: ["rescued", table], queryFn: () => ops.rescued(table) });
  if (rescued.isError) {
    return (
      <p className="problem" role="alert">
        {rescued.error.message}
      </p>
    );
  }
  if (!rescued.data) return null;
  const { query, values, more } = rescued.data;
  return (
    <>
      <p>
        These values of current rows lie outside of what their column's type holds: the view shows NULL, or what is left
        of them. Their exact text is kept.
      </p>
      <h3>Query</h3>
      <pre className="payload" data-testid="rescued-query">
        {query}
      </pre>
      <h3>Values</h3>
      {values.length === 0 && (
        <p className="nothing">No current row has one: such rows were changed or deleted since.</p>
      )}
      {values.length > 0 && (
        <ScrollBox label="Rescued values">
          <table>
            <thead>
              <tr>
                <th scope="col">Row</th>
                <th scope="col">Column</th>
                <th scope="col">Value in Postgres</th>
              </tr>
            </thead>
            <tbody>
              {values.map((it) => (
                <tr key={`${JSON.stringify(it.key)} ${it.column} ${it.value}`}>
                  <td>
                    {Object.entries(it.key)
                      .map(([column, text]) => `${column} = ${text}`)
                      .join(", ")}
                  </td>
                  <td>{it.column}</td>
                  <td>
                    <code>{it.value}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {more && <p className="muted">There are more: the query gives all of them.</p>}
    </>
  );
}
