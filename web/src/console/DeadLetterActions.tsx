import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { formatCount } from "../format/numbers";
import { type DeadLetterCommand, type DeadLetterSum, type DeadLetterVerdict, ops } from "./ops";

const NAME = "millrace.name";
const POLL_MS = 400;
const VERDICTS = 100;

/** `command`: which dead letters, and with which edit; undefined while the edit is not valid. `count`: how many they are. */
export function DeadLetterActions({ command, count }: { command: DeadLetterCommand | undefined; count: number }) {
  const id = useId();
  const queries = useQueryClient();
  const [name, setName] = useState(() => localStorage.getItem(NAME) ?? "");
  const [note, setNote] = useState("");
  const full = (): DeadLetterCommand => ({ ...command, by: name.trim(), note: note.trim(), client: "console" });
  const refresh = () => {
    localStorage.setItem(NAME, name.trim());
    void queries.invalidateQueries({ queryKey: ["dead-letters"] });
    void queries.invalidateQueries({ queryKey: ["dead-letter"] });
    void queries.invalidateQueries({ queryKey: ["dead-letter-groups"] });
  };
  const dryRun = useMutation({ mutationFn: () => ops.dryRunDeadLetters(full()) });
  const replay = useMutation({ mutationFn: () => ops.replayDeadLetters(full()), onSuccess: refresh });
  const discard = useMutation({
    mutationFn: () => {
      const { edit, ...command } = full();
      return ops.discardDeadLetters(command);
    },
    onSuccess: refresh,
  });
  const all = [dryRun, replay, discard];
  const busy = all.some((step) => step.isPending);
  const failed = all.find((step) => step.isError);
  function start(step: { mutate(): void }) {
    for (const each of all) each.reset();
    step.mutate();
  }
  const many = count === 1 ? "" : ` all ${formatCount(count)}`;
  return (
    <section className="dead-letter-actions" aria-label="What to do with it" data-testid="dead-letter-actions">
      <div className="dead-letter-actions-fields">
        <label htmlFor={`${id}-name`}>
          Your name
          <input id={`${id}-name`} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        </label>
        <label htmlFor={`${id}-note`}>
          Note for the record
          <input
            id={`${id}-note`}
            value={note}
            maxLength={2000}
            placeholder="Why, or which setting of millrace.yaml was changed"
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
      </div>
      <div className="dead-letter-actions-buttons">
        <button
          type="button"
          className="button button-plain"
          disabled={busy || !command || count === 0}
          onClick={() => start(dryRun)}
        >
          Dry run
        </button>
        <button
          type="button"
          className="button"
          disabled={busy || !command || count === 0}
          onClick={() => start(replay)}
        >
          Replay{many}
        </button>
        <button
          type="button"
          className="button button-plain"
          disabled={busy || !note.trim() || count === 0}
          title={note.trim() ? undefined : "Say why in the note"}
          onClick={() => start(discard)}
        >
          Discard{many}
        </button>
      </div>
      <div role="status" data-testid="dead-letter-outcome">
        {busy && <p className="muted">…</p>}
        {failed && <p className="problem">{failed.error?.message}</p>}
        {dryRun.data && (
          <>
            <p>
              A dry run over {formatCount(dryRun.data.verdicts.length)} of {formatCount(dryRun.data.total)}: nothing was
              changed.
            </p>
            <Verdicts verdicts={dryRun.data.verdicts} />
          </>
        )}
        {replay.data && <Progress sent={replay.data} onEnd={refresh} />}
        {discard.data && <p>{formatCount(discard.data.done)} discarded. They are kept, and can still be replayed.</p>}
      </div>
    </section>
  );
}

/** The outcome of the records that were sent. */
function Progress({ sent, onEnd }: { sent: DeadLetterSum; onEnd: () => void }) {
  const state = useQuery({
    queryKey: ["dead-letter-request", ...sent.requests],
    queryFn: async () => {
      const all = await Promise.all(sent.requests.map(ops.deadLetterRequest));
      const counts = { landed: 0, failed: 0, waiting: 0 };
      for (const { landed, failed, waiting } of all) {
        counts.landed += landed;
        counts.failed += failed;
        counts.waiting += waiting;
      }
      if (counts.waiting === 0) onEnd();
      return counts;
    },
    enabled: sent.done > 0,
    refetchInterval: (query) => (query.state.data?.waiting === 0 ? false : POLL_MS),
  });
  return (
    <>
      {sent.done > 0 && (
        <p>
          {formatCount(sent.done)} sent again
          {state.data &&
            `: ${formatCount(state.data.landed)} landed, ${formatCount(state.data.failed)} rejected again, ${formatCount(state.data.waiting)} on their way`}
          .
        </p>
      )}
      <Verdicts verdicts={sent.refused} />
    </>
  );
}

function Verdicts({ verdicts }: { verdicts: DeadLetterVerdict[] }) {
  const same = new Map<string, { verdict: DeadLetterVerdict; count: number }>();
  for (const verdict of verdicts) {
    const key = `${verdict.outcome} ${verdict.detail}`;
    same.set(key, { verdict, count: (same.get(key)?.count ?? 0) + 1 });
  }
  return (
    <ul className="verdicts">
      {[...same].slice(0, VERDICTS).map(([key, { verdict, count }]) => (
        <li key={key} data-outcome={verdict.outcome}>
          <b>
            {count > 1 && `${formatCount(count)} × `}
            {verdict.outcome}
          </b>{" "}
          {verdict.detail}
        </li>
      ))}
    </ul>
  );
}
