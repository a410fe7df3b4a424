import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { formatBytes, formatCount } from "../format/numbers";
import { DeadLetterDrawer } from "./DeadLetterDrawer";
import { formatAgo } from "./measure";
import { type DeadLetter, type DeadLetters, ops } from "./ops";
import { Panel } from "./Panel";
import { shortName } from "./TablesPanel";

export function DeadLettersPanel({ summary, at }: { summary: DeadLetters | undefined; at: string | undefined }) {
  const [opened, setOpened] = useState<DeadLetter>();
  const queries = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: ["dead-letters"],
    queryFn: ({ pageParam }) => ops.deadLetters(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: summary !== undefined,
  });
  // The live picture tells when the list has changed; asking on a timer would be late or in vain.
  const version = `${summary?.total} ${summary?.open} ${summary?.lastAt}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` is the trigger
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ["dead-letters"] });
  }, [version, queries]);
  const letters = list.data?.pages.flatMap((page) => page.letters) ?? summary?.latest ?? [];
  const now = at ? Date.parse(at) : Date.now();
  return (
    <Panel
      title="Dead letters"
      area="dead-letters"
      testId="dead-letters"
      note={
        <>
          <b data-testid="dead-letter-count" data-bad={(summary?.open ?? 0) > 0}>
            {summary ? formatCount(summary.open) : "–"}
          </b>{" "}
          open{summary && summary.total !== summary.open && `, ${formatCount(summary.total)} in all`}
        </>
      }
    >
      {summary?.total === 0 && <p className="nothing">None. Every record could be read and landed.</p>}
      <ul className="letters">
        {letters.map((letter) => (
          <li key={`${letter.topic}/${letter.partition}/${letter.offset}`}>
            <button type="button" onClick={() => setOpened(letter)} aria-haspopup="dialog">
              <span className="letter-code">{letter.code}</span>
              <span className="letter-reason">{letter.reason}</span>
              <span className="letter-meta">
                {letter.table ? shortName(letter.table) : "no table"} · partition {letter.partition}, offset{" "}
                {letter.offset} · {formatBytes(letter.valueBytes)} · {formatAgo(letter.recordedAt, now)}
                {letter.status !== "open" && ` · ${letter.status}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <button type="button" className="button button-plain" onClick={() => list.fetchNextPage()}>
          {list.isFetchingNextPage ? "Loading…" : "Older ones"}
        </button>
      )}
      <DeadLetterDrawer letter={opened} onClose={() => setOpened(undefined)} />
    </Panel>
  );
}
