import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { formatMoney } from "../format/money";
import { CartLines } from "./CartLines";
import { total } from "./cart";
import { type CheckoutProblem, placeProblem, precheck } from "./checkoutProblem";
import { Field } from "./Field";
import { myCart, rememberOrder } from "./myCart";
import { catalogHref, orderHref } from "./route";
import { shop } from "./shop";
import { useStored } from "./stored";

export function CartPage() {
  const cart = useStored(myCart);
  const products = useQuery({ queryKey: ["products"], queryFn: shop.products });
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [problem, setProblem] = useState<CheckoutProblem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const place = useMutation({
    mutationFn: shop.place,
    onSuccess: (order) => {
      queries.setQueryData(["order", order.id], order);
      rememberOrder(order.id);
      myCart.write([]);
      window.location.hash = orderHref(order.id);
      void queries.invalidateQueries({ queryKey: ["products"] });
    },
    onError: (error) => {
      show(
        placeProblem(
          error,
          cart.map((line) => line.sku),
        ),
      );
      void queries.invalidateQueries({ queryKey: ["products"] });
    },
  });

  function show(found: CheckoutProblem | null) {
    setProblem(found);
    if (found?.place === "name" || found?.place === "email") {
      form.current?.querySelector<HTMLInputElement>(`#${found.place}`)?.focus();
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (place.isPending) return;
    const found = precheck(name, email);
    show(found);
    if (found) return;
    place.mutate({
      customer: { name: name.trim(), email: email.trim() },
      items: cart.map(({ sku, quantity }) => ({ sku, quantity })),
    });
  }

  if (cart.length === 0 && !place.isPending) {
    return (
      <section className="empty">
        <h1>Your cart is empty</h1>
        <p>There is something good on the shelf.</p>
        <a className="button button-large" href={catalogHref}>
          To the coffees
        </a>
      </section>
    );
  }
  return (
    <div className="checkout">
      <section aria-labelledby="cart-title">
        <h1 id="cart-title">Your cart</h1>
        <CartLines cart={cart} products={products.data} problem={problem?.place === "line" ? problem : null} />
      </section>
      <form ref={form} onSubmit={submit} noValidate aria-labelledby="checkout-title" className="panel">
        <h2 id="checkout-title">Checkout</h2>
        <Field
          id="name"
          label="Name"
          autoComplete="name"
          value={name}
          onChange={setName}
          maxLength={200}
          testId="checkout-name"
          problem={problem?.place === "name" ? problem.message : undefined}
        />
        <Field
          id="email"
          label="E-mail"
          type="email"
          autoComplete="email"
          value={email}
          onChange={setEmail}
          maxLength={254}
          testId="checkout-email"
          problem={problem?.place === "email" ? problem.message : undefined}
        />
        <p className="sum">
          <span>Total</span>
          <strong data-testid="cart-total">{products.data ? formatMoney(total(cart, products.data)) : "…"}</strong>
        </p>
        {problem?.place === "form" && (
          <p className="problem" role="alert" data-testid="checkout-problem">
            {problem.message}
          </p>
        )}
        {problem?.place === "line" && (
          <p className="problem">Please change the marked line of your cart, then order again.</p>
        )}
        <button
          type="submit"
          className="button button-large button-wide"
          data-testid="place-order"
          aria-disabled={place.isPending}
        >
          {place.isPending ? "Placing your order…" : "Place order"}
        </button>
        <p className="fine">A demonstration: nothing is charged. Any name and address will do.</p>
      </form>
    </div>
  );
}
