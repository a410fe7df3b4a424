import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { formatBytes, formatCount } from "../format/numbers";
import { DeadLetterDrawer } from "./DeadLetterDrawer";
import { GroupDrawer } from "./GroupDrawer";
import { formatAgo } from "./measure";
import { type DeadLetter, type DeadLetters, type LetterGroup, letterName, letterPlace, ops } from "./ops";
import { Panel } from "./Panel";
import { shortName } from "./TablesPanel";

export function DeadLettersPanel({ summary, at }: { summary: DeadLetters | undefined; at: string | undefined }) {
  const [opened, setOpened] = useState<DeadLetter>();
  const [group, setGroup] = useState<LetterGroup>();
  const queries = useQueryClient();
  const groups = useQuery({
    queryKey: ["dead-letter-groups"],
    queryFn: ops.letterGroups,
    enabled: summary !== undefined && summary.total > 0,
    placeholderData: keepPreviousData,
  });
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
    void queries.invalidateQueries({ queryKey: ["dead-letter-groups"] });
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
      {groups.data && groups.data.length > 0 && (
        <ul className="letter-groups" aria-label="By error code and table" data-testid="letter-groups">
          {groups.data.map((each) => (
            <li key={`${each.code} ${each.table}`}>
              <button type="button" onClick={() => setGroup(each)} aria-haspopup="dialog">
                <span className="letter-code">{each.code}</span> {each.table ? shortName(each.table) : "no table"}{" "}
                <b data-bad={each.open > 0}>{formatCount(each.open)} open</b>
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul className="letters">
        {letters.map((letter) => (
          <li key={letterName(letter)}>
            <button type="button" onClick={() => setOpened(letter)} aria-haspopup="dialog">
              <span className="letter-code">{letter.code}</span>
              <span className="letter-reason">{letter.reason}</span>
              <span className="letter-meta">
                {letter.table ? shortName(letter.table) : "no table"} · partition {letter.partition}, offset{" "}
                {letterPlace(letter)} · {formatBytes(letter.valueBytes)} · {formatAgo(letter.recordedAt, now)}
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
      <GroupDrawer
        group={group && (groups.data?.find((each) => each.code === group.code && each.table === group.table) ?? group)}
        onClose={() => setGroup(undefined)}
      />
      <DeadLetterDrawer letter={opened} onClose={() => setOpened(undefined)} />
    </Panel>
  );
}
