import { useState } from "react";
import { DeadLetterActions } from "./DeadLetterActions";
import { Drawer, Fact, time } from "./Drawer";
import type { DeadLetterCommand, DeadLetterEdit, DeadLetterGroup } from "./ops";

/** Actions on all open dead letters of one error code and table. */
export function GroupDrawer({ group, onClose }: { group: DeadLetterGroup | undefined; onClose: () => void }) {
  return (
    <Drawer open={group !== undefined} title={group?.code ?? ""} testId="group-drawer" onClose={onClose}>
      {group && <GroupContent key={`${group.code} ${group.table}`} group={group} />}
    </Drawer>
  );
}

function GroupContent({ group }: { group: DeadLetterGroup }) {
  const [pointer, setPointer] = useState("");
  const [value, setValue] = useState("");
  const [find, setFind] = useState("");
  const [substitute, setSubstitute] = useState("");
  const edit: DeadLetterEdit = {};
  if (pointer.trim()) edit.set = { [pointer.trim()]: json(value) };
  if (find) edit.replace = [{ find, with: substitute }];
  const command: DeadLetterCommand = { code: group.code, table: group.table ?? "" };
  if (edit.set || edit.replace) command.edit = edit;
  return (
    <>
      <h3>What happened to one of them</h3>
      <p>{group.reason}</p>
      <h3>What to do</h3>
      <p>{group.advice}</p>
      <dl className="facts">
        <Fact name="Table" value={group.table ?? "unknown"} />
        <Fact name="Open" value={String(group.open)} />
        <Fact name="On their way" value={String(group.replayed)} />
        <Fact name="Resolved" value={String(group.resolved)} />
        <Fact name="Discarded" value={String(group.discarded)} />
        <Fact name="First" value={time(group.firstAt)} />
        <Fact name="Last" value={time(group.lastAt)} />
      </dl>
      <details className="group-edit">
        <summary>Edit all of them</summary>
        <label>
          Set in the payload
          <input placeholder="/after/amount" value={pointer} onChange={(event) => setPointer(event.target.value)} />
        </label>
        <label>
          to this JSON
          <input placeholder={'"12.50"'} value={value} onChange={(event) => setValue(event.target.value)} />
        </label>
        <label>
          Replace the text
          <input value={find} onChange={(event) => setFind(event.target.value)} />
        </label>
        <label>
          with
          <input value={substitute} onChange={(event) => setSubstitute(event.target.value)} />
        </label>
      </details>
      <DeadLetterActions command={command} count={group.open} />
    </>
  );
}

/** Anything else than JSON is text. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
