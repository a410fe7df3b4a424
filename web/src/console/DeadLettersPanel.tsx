import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { formatBytes, formatCount } from "../format/numbers";
import { DeadLetterDrawer } from "./DeadLetterDrawer";
import { GroupDrawer } from "./GroupDrawer";
import { formatAgo } from "./measure";
import { type DeadLetter, type DeadLetterGroup, type DeadLetters, deadLetterName, deadLetterPlace, ops } from "./ops";
import { Panel } from "./Panel";
import { shortName } from "./TablesPanel";

export function DeadLettersPanel({ summary, at }: { summary: DeadLetters | undefined; at: string | undefined }) {
  const [opened, setOpened] = useState<DeadLetter>();
  const [group, setGroup] = useState<DeadLetterGroup>();
  const queries = useQueryClient();
  const groups = useQuery({
    queryKey: ["dead-letter-groups"],
    queryFn: ops.deadLetterGroups,
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
  // The live overview shows when the list has changed, so no polling is needed.
  const version = `${summary?.total} ${summary?.open} ${summary?.lastAt}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` is the trigger
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ["dead-letters"] });
    void queries.invalidateQueries({ queryKey: ["dead-letter-groups"] });
  }, [version, queries]);
  const deadLetters = list.data?.pages.flatMap((page) => page.deadLetters) ?? summary?.latest ?? [];
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
        <ul className="dead-letter-groups" aria-label="By error code and table" data-testid="dead-letter-groups">
          {groups.data.map((each) => (
            <li key={`${each.code} ${each.table}`}>
              <button type="button" onClick={() => setGroup(each)} aria-haspopup="dialog">
                <span className="dead-letter-code">{each.code}</span> {each.table ? shortName(each.table) : "no table"}{" "}
                <b data-bad={each.open > 0}>{formatCount(each.open)} open</b>
              </button>
            </li>
          ))}
        </ul>
      )}
      <ul className="dead-letters">
        {deadLetters.map((deadLetter) => (
          <li key={deadLetterName(deadLetter)}>
            <button type="button" onClick={() => setOpened(deadLetter)} aria-haspopup="dialog">
              <span className="dead-letter-code">{deadLetter.code}</span>
              <span className="dead-letter-reason">{deadLetter.reason}</span>
              <span className="dead-letter-meta">
                {deadLetter.table ? shortName(deadLetter.table) : "no table"} · partition {deadLetter.partition}, offset{" "}
                {deadLetterPlace(deadLetter)} · {formatBytes(deadLetter.valueBytes)} ·{" "}
                {formatAgo(deadLetter.recordedAt, now)}
                {deadLetter.status !== "open" && ` · ${deadLetter.status}`}
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
      <DeadLetterDrawer deadLetter={opened} onClose={() => setOpened(undefined)} />
    </Panel>
  );
}
