import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatBytes } from "../format/numbers";
import { DeadLetterActions } from "./DeadLetterActions";
import { DeadLetterEditor } from "./DeadLetterEditor";
import { Drawer, Fact, time } from "./Drawer";
import {
  type DeadLetter,
  type DeadLetterAction,
  type DeadLetterCommand,
  type DeadLetterEdit,
  deadLetterName,
  deadLetterPlace,
  download,
  ops,
  type Payload,
  token,
} from "./ops";
import { readable } from "./payload";

/** What is wrong with one record, what to do, the record itself, and what was done about it. */
export function DeadLetterDrawer({ deadLetter, onClose }: { deadLetter: DeadLetter | undefined; onClose: () => void }) {
  return (
    <Drawer
      open={deadLetter !== undefined}
      title={deadLetter?.code ?? ""}
      testId="dead-letter-drawer"
      onClose={onClose}
    >
      {deadLetter && <DeadLetterContent key={deadLetterName(deadLetter)} opened={deadLetter} />}
    </Drawer>
  );
}

function DeadLetterContent({ opened }: { opened: DeadLetter }) {
  const [editing, setEditing] = useState(false);
  const [edit, setEdit] = useState<DeadLetterEdit>();
  const [valid, setValid] = useState(true);
  const detail = useQuery({
    queryKey: ["dead-letter", deadLetterName(opened)],
    queryFn: () => ops.deadLetter(opened),
  });
  const deadLetter = detail.data?.deadLetter ?? opened;
  const value = detail.data?.value;
  const editable = value !== undefined && !value.truncated && value.encoding === "text";
  const command: DeadLetterCommand = { deadLetters: [deadLetterName(deadLetter)] };
  if (edit) command.edit = edit;
  return (
    <>
      <h3>What happened</h3>
      <p>{deadLetter.reason}</p>
      <h3>What to do</h3>
      <p>{deadLetter.advice}</p>
      <h3>Where</h3>
      <dl className="facts">
        <Fact name="Table" value={deadLetter.table ?? "unknown"} />
        <Fact name="Topic" value={deadLetter.topic} />
        <Fact name="Position" value={`partition ${deadLetter.partition}, offset ${deadLetterPlace(deadLetter)}`} />
        <Fact name="In the log" value={time(deadLetter.loggedAt)} />
        <Fact name="Set aside" value={time(deadLetter.recordedAt)} />
        {deadLetter.version && <Fact name="Version" value={deadLetter.version} />}
        <Fact name="Status" value={deadLetter.status} />
      </dl>
      {detail.isError && (
        <p className="problem" role="alert">
          {detail.error.message}
        </p>
      )}
      <PayloadView title="Key" name="key" payload={detail.data?.key} />
      {editing && value ? (
        <DeadLetterEditor
          payload={value}
          onEdit={(change, good) => {
            setEdit(change);
            setValid(good);
          }}
        />
      ) : (
        <>
          <PayloadView title="Value" name="value" payload={value} />
          {editable && (
            <button type="button" className="button button-plain" onClick={() => setEditing(true)}>
              Edit
            </button>
          )}
        </>
      )}
      <DeadLetterActions command={valid ? command : undefined} count={1} />
      <History actions={detail.data?.actions ?? []} />
    </>
  );
}

function History({ actions }: { actions: DeadLetterAction[] }) {
  if (actions.length === 0) return null;
  return (
    <section aria-label="What was done about it">
      <h3>What was done about it</h3>
      <ol className="history" data-testid="dead-letter-history">
        {actions.map((action) => (
          <li key={`${action.request} ${action.action}`}>
            <b>{WORDS[action.action]}</b>
            {action.edited && " (edited)"} · {action.who}
            {action.via && `, ${action.via}`} · {time(action.at)}
            {action.note && <div>{action.note}</div>}
            {action.reason && <div className="muted">{action.reason}</div>}
            {action.editedValue && (
              <details>
                <summary>The record as it was sent</summary>
                <pre className="payload">{action.editedValue}</pre>
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

const WORDS = { replay: "replayed", discard: "discarded", landed: "landed", failed: "rejected again" };

function PayloadView({ title, name, payload }: { title: string; name: string; payload: Payload | undefined }) {
  return (
    <section aria-label={title}>
      <div className="payload-head">
        <h3>
          {title} {payload && <span className="muted">{formatBytes(payload.bytes)}</span>}
        </h3>
        {payload && payload.bytes > 0 && (
          <a
            href={payload.download}
            download={`${name}.bin`}
            onClick={(event) => token.read() && save(event, payload, name)}
          >
            Download the original
          </a>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className="payload" tabIndex={0}>
        {payload ? payload.bytes === 0 ? <span className="muted">empty</span> : readable(payload) : "…"}
      </pre>
      {payload?.truncated && <p className="muted">Only the beginning is shown.</p>}
    </section>
  );
}

/** A link cannot send the token: then the bytes are fetched and handed over. */
async function save(event: { preventDefault(): void }, payload: Payload, name: string): Promise<void> {
  event.preventDefault();
  const response = await download(payload.download);
  if (!response.ok) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${name}.bin`;
  link.click();
  URL.revokeObjectURL(link.href);
}
