import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { shop } from "./shop";

/** The slider's stops: a finger's width between "one" and "two" matters more than between 99 and 100. */
const RATES = [0, 0.5, 1, 2, 5, 10, 20, 50, 100];
const SETTLE_MS = 250;

export function TrafficControl({ opsUrl }: { opsUrl: string | undefined }) {
  const queries = useQueryClient();
  const traffic = useQuery({ queryKey: ["traffic"], queryFn: shop.traffic, refetchInterval: 10_000 });
  const set = useMutation({
    mutationFn: shop.setTraffic,
    onSuccess: (answer) => queries.setQueryData(["traffic"], answer),
    onSettled: () => setWanted(undefined),
  });
  const [wanted, setWanted] = useState<number>();
  const { mutate } = set;
  useEffect(() => {
    if (wanted === undefined) return;
    const timer = setTimeout(() => mutate(wanted), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wanted, mutate]);
  const rate = wanted ?? traffic.data?.ordersPerSecond;
  return (
    <section className="counter" aria-labelledby="counter-title">
      <div>
        <h2 id="counter-title">Behind the counter</h2>
        <p>
          Other customers shop here too: they are simulated, but their orders are real rows in a real database, and each
          of them travels to the warehouse like yours. Make it a busy day.
        </p>
        {opsUrl && (
          <a className="link" href={opsUrl}>
            Watch it on the console →
          </a>
        )}
      </div>
      <div className="traffic">
        <label htmlFor="traffic">Simulated shoppers</label>
        <output htmlFor="traffic" data-testid="traffic-rate">
          {rate === undefined
            ? "–"
            : rate === 0
              ? "The shop is quiet"
              : `${rate} ${rate === 1 ? "order" : "orders"} a second`}
        </output>
        <input
          id="traffic"
          data-testid="traffic"
          type="range"
          min={0}
          max={RATES.length - 1}
          step={1}
          value={nearest(rate ?? 0)}
          disabled={rate === undefined}
          aria-valuetext={`${rate ?? 0} orders a second`}
          onChange={(event) => setWanted(RATES[Number(event.target.value)] ?? 0)}
        />
        <div className="traffic-ends" aria-hidden="true">
          <span>quiet</span>
          <span>rush hour</span>
        </div>
        {set.isError && (
          <p className="problem" role="alert">
            {set.error.message}
          </p>
        )}
      </div>
    </section>
  );
}

/** The slider's stop next to a rate; a rate set by other means can lie between two. */
export function nearest(rate: number): number {
  let best = 0;
  RATES.forEach((it, index) => {
    if (Math.abs(it - rate) < Math.abs((RATES[best] ?? 0) - rate)) best = index;
  });
  return best;
}
