import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { amount, cents, formatMoney } from "../format/money";
import { JourneyStrip } from "./JourneyStrip";
import { OrderState } from "./OrderState";
import { catalogHref } from "./route";
import { type Order, ShopError, shop } from "./shop";
import { useJourney } from "./useJourney";

const REFRESH_MS = 2_000;

export function OrderPage({ id, opsUrl }: { id: string; opsUrl: string | undefined }) {
  const order = useQuery({
    queryKey: ["order", id],
    queryFn: () => shop.order(id),
    refetchInterval: ({ state }) => (isOver(state.data) || isGone(state.error) ? false : REFRESH_MS),
    retry: (failures, error) => !isGone(error) && failures < 1,
  });
  const view = useJourney(opsUrl, order.data);
  if (isGone(order.error)) {
    return (
      <section className="empty">
        <h1>There is no order {id}</h1>
        <p>It may have been deleted for data protection.</p>
        <a className="button button-large" href={catalogHref}>
          To the coffees
        </a>
      </section>
    );
  }
  if (!order.data) {
    return (
      <section className="empty" aria-busy={order.isPending}>
        <h1>{order.isError ? "The shop does not answer" : "One moment…"}</h1>
        {order.isError && (
          <p role="alert">{order.error.message} Your order is safe; this page tries again by itself.</p>
        )}
      </section>
    );
  }
  const { customer, currency, items, status, placedAt, total } = order.data;
  return (
    <div className="order">
      <header className="order-header">
        <p className="eyebrow">
          Order <span data-testid="order-id">{id}</span> ·{" "}
          <span data-testid="order-status" data-status={status} role="status">
            {status}
          </span>{" "}
          · {new Date(placedAt).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}
        </p>
        <h1>{status === "cancelled" ? "Your order is cancelled" : `Thank you, ${customer.name.split(" ")[0]}.`}</h1>
      </header>
      <OrderState status={status} />
      <JourneyStrip view={view} opsUrl={opsUrl} />
      <section className="panel" aria-labelledby="items-title">
        <h2 id="items-title">What you ordered</h2>
        <table className="items">
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Quantity</th>
              <th scope="col">Product</th>
              <th scope="col">Price</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.sku}>
                <td>{item.quantity} ×</td>
                <th scope="row">{item.name}</th>
                <td>{formatMoney(amount(cents(item.unitPrice) * item.quantity), currency)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              <th scope="row">Total</th>
              <td>{formatMoney(total, currency)}</td>
            </tr>
          </tfoot>
        </table>
        {(status === "placed" || status === "paid") && <Cancel id={id} />}
      </section>
    </div>
  );
}

function Cancel({ id }: { id: string }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const cancel = useMutation({
    mutationFn: () => shop.cancel(id),
    onSuccess: (order) => queries.setQueryData(["order", id], order),
    onError: () => queries.invalidateQueries({ queryKey: ["order", id] }),
    onSettled: () => setAsked(false),
  });
  return (
    <div className="cancel">
      {asked ? (
        <>
          <span>Cancel this order?</span>
          <button
            type="button"
            className="button button-danger"
            data-testid="cancel-confirm"
            onClick={() => cancel.mutate()}
          >
            {cancel.isPending ? "Cancelling…" : "Yes, cancel it"}
          </button>
          <button type="button" className="button button-plain" onClick={() => setAsked(false)}>
            Keep it
          </button>
        </>
      ) : (
        <button type="button" className="button button-plain" data-testid="cancel-order" onClick={() => setAsked(true)}>
          Cancel order
        </button>
      )}
      {cancel.isError && (
        <p className="problem" role="alert">
          {cancel.error.message}
        </p>
      )}
    </div>
  );
}

function isGone(error: unknown): boolean {
  return error instanceof ShopError && (error.code === "unknown_order" || error.code === "not_found");
}

function isOver(order: Order | undefined): boolean {
  return order?.status === "delivered" || order?.status === "cancelled";
}
