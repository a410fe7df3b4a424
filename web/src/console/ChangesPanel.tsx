import { useMemo } from "react";
import { formatRate } from "../format/numbers";
import { Chart, type Line } from "./Chart";
import type { Overview } from "./ops";
import { Panel, Tile } from "./Panel";
import { liveChanges } from "./series";

const LINES: readonly Line[] = [{ label: "changes a second", colour: "--flow", format: formatRate, filled: true }];

export function ChangesPanel({ flow, at }: { flow: Overview["flow"] | undefined; at: string | undefined }) {
  const columns = useMemo(
    () => liveChanges(flow?.series ?? [], Math.floor((at ? Date.parse(at) : Date.now()) / 1000)),
    [flow, at],
  );
  return (
    <Panel title="Changes" area="changes" note="last 2 minutes">
      <dl className="tiles tiles-big">
        <Tile label="a second" value={flow && formatRate(flow.changesPerSecond)} testId="changes-per-second" />
      </dl>
      <Chart columns={columns} lines={LINES} height={150} label="Changes landed in the warehouse a second" />
    </Panel>
  );
}
