import { useQuery } from "@tanstack/react-query";
import { fetchJourney, isCurrent, type Journey } from "./journey";
import type { Order } from "./shop";

export type JourneyView =
  | { phase: "travelling" }
  | { phase: "arrived"; journey: Journey }
  | { phase: "unreachable" }
  | { phase: "absent" };

const WAIT_MS = 10_000;
const AGAIN_MS = 400;
const RECONNECT_MS = 8_000;
/** After so many answers about an earlier state the answer is shown as it is: a skewed clock must not hide it. */
const PATIENCE = 12;

/** The journey of the order's present state; asked again whenever that changes. */
export function useJourney(opsUrl: string | undefined, order: Order | undefined): JourneyView {
  const changed = order?.status;
  const query = useQuery({
    queryKey: ["journey", opsUrl, order?.id, changed],
    enabled: Boolean(opsUrl && order),
    queryFn: ({ signal }) => fetchJourney(opsUrl ?? "", order?.id ?? "", WAIT_MS, signal),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => {
      if (state.status === "error") return RECONNECT_MS;
      return settled(state.data, order, state.dataUpdateCount) ? false : AGAIN_MS;
    },
    placeholderData: (previous, previousQuery) => (previousQuery?.queryKey[2] === order?.id ? previous : undefined),
  });
  if (!opsUrl) return { phase: "absent" };
  if (query.data?.found && query.data.ms) return { phase: "arrived", journey: query.data };
  return { phase: query.isError ? "unreachable" : "travelling" };
}

function settled(journey: Journey | undefined, order: Order | undefined, answers: number): boolean {
  if (!journey?.found || !order) return false;
  return isCurrent(journey, order.committedAt) || answers > PATIENCE;
}
