import { useState } from "react";
import type { DeadLetterEdit, Payload } from "./ops";
import { memberRange, readable } from "./payload";

/** Edits the record's payload as text, so that no number changes on its way; the schema around it stays as it is. */
export function DeadLetterEditor({
  payload,
  onEdit,
}: {
  payload: Payload;
  onEdit: (edit: DeadLetterEdit | undefined, valid: boolean) => void;
}) {
  const [parts] = useState(() => split(payload));
  const [text, setText] = useState(parts.shown);
  const [broken, setBroken] = useState(false);
  function change(value: string) {
    setText(value);
    const bad = parts.json && !isJson(value);
    setBroken(bad);
    onEdit(value === parts.shown ? undefined : { value: parts.before + value + parts.after }, !bad);
  }
  return (
    <>
      <textarea
        className="payload"
        aria-label={parts.json ? "The record's payload" : "The record"}
        data-testid="dead-letter-editor"
        rows={18}
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      {broken && (
        <p className="problem" role="alert">
          This is no JSON yet.
        </p>
      )}
      <p className="muted">
        {parts.json
          ? "The payload alone; the schema stays. Position and table (source) must stay, too."
          : "The whole record."}
      </p>
    </>
  );
}

function split(payload: Payload): { before: string; shown: string; after: string; json: boolean } {
  const content = payload.encoding === "text" ? payload.content : "";
  const range = memberRange(content, "payload");
  if (!range) return { before: "", shown: content, after: "", json: false };
  const [start, end] = range;
  return {
    before: content.slice(0, start),
    shown: readable({ ...payload, content: content.slice(start, end) }),
    after: content.slice(end),
    json: true,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
