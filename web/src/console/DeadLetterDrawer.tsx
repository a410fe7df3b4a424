import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { formatBytes } from "../format/numbers";
import { type DeadLetter, download, ops, type Payload, token } from "./ops";
import { readable } from "./payload";

/** What is wrong with one record, what to do, and the record itself. The browser's own dialog keeps the focus and closes on Escape. */
export function DeadLetterDrawer({ letter, onClose }: { letter: DeadLetter | undefined; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const detail = useQuery({
    queryKey: ["dead-letter", letter?.topic, letter?.partition, letter?.offset],
    queryFn: () => ops.deadLetter(letter as DeadLetter),
    enabled: letter !== undefined,
  });
  useEffect(() => {
    if (letter && !dialog.current?.open) dialog.current?.showModal();
    if (!letter && dialog.current?.open) dialog.current.close();
  }, [letter]);
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-labelledby="letter-title"
      data-testid="dead-letter-drawer"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      onKeyDown={(event) => event.key === "Escape" && dialog.current?.close()}
    >
      {letter && (
        <div className="drawer-inner">
          <header>
            <h2 id="letter-title">{letter.code}</h2>
            <button type="button" className="button button-plain" onClick={() => dialog.current?.close()}>
              Close
            </button>
          </header>
          <h3>What happened</h3>
          <p>{letter.reason}</p>
          <h3>What to do</h3>
          <p>{letter.advice}</p>
          <h3>Where</h3>
          <dl className="facts">
            <Fact name="Table" value={letter.table ?? "could not be told"} />
            <Fact name="Topic" value={letter.topic} />
            <Fact name="Position" value={`partition ${letter.partition}, offset ${letter.offset}`} />
            <Fact name="In the log" value={time(letter.loggedAt)} />
            <Fact name="Set aside" value={time(letter.recordedAt)} />
            {letter.version && <Fact name="Version" value={letter.version} />}
            <Fact name="Status" value={letter.status} />
          </dl>
          {detail.isError && (
            <p className="problem" role="alert">
              {detail.error.message}
            </p>
          )}
          <PayloadView title="Key" name="key" payload={detail.data?.key} />
          <PayloadView title="Value" name="value" payload={detail.data?.value} />
        </div>
      )}
    </dialog>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

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

function time(instant: string): string {
  return new Date(instant).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}
