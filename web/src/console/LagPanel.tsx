import { formatBytes, formatCount, formatSeconds } from "../format/numbers";
import type { Lag, Slot } from "./ops";
import { Panel, ScrollBox, Tile } from "./Panel";

export function LagPanel({ lag, slot }: { lag: Lag | undefined; slot: Slot | undefined }) {
  return (
    <Panel title="Lag and slot" area="lag">
      <dl className="tiles">
        <Tile label="records behind" value={lag && formatCount(lag.records)} testId="lag-records" />
        <Tile label="seconds behind" value={lag && formatSeconds(lag.seconds)} testId="lag-seconds" />
        <Tile label="retained WAL" value={slot && formatBytes(slot.retainedBytes)} testId="slot-retained" />
        <Tile label="unconfirmed WAL" value={slot && formatBytes(slot.lagBytes)} />
      </dl>
      <p className="slot-line">
        {slot ? (
          <>
            Slot <code>{slot.name}</code> is <b data-bad={!slot.active}>{slot.active ? "active" : "not active"}</b>, WAL
            status <b data-bad={slot.walStatus !== "reserved" && slot.walStatus !== "extended"}>{slot.walStatus}</b>.
          </>
        ) : (
          "No sample of the slot yet."
        )}
      </p>
      <ScrollBox label="Lag by partition">
        <table>
          <thead>
            <tr>
              <th scope="col">Partition</th>
              <th scope="col" className="number">
                In the log
              </th>
              <th scope="col" className="number">
                In the warehouse
              </th>
              <th scope="col" className="number">
                Behind
              </th>
            </tr>
          </thead>
          <tbody>
            {lag?.partitions.map((it) => (
              <tr key={it.partition}>
                <th scope="row">{it.partition}</th>
                <td className="number">{formatCount(it.endOffset)}</td>
                <td className="number">{formatCount(it.nextOffset)}</td>
                <td className="number">{formatCount(it.records)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </Panel>
  );
}
