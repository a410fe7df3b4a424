import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Mark } from "../brand/Mark";
import { CartPage } from "./CartPage";
import { Catalog } from "./Catalog";
import { count } from "./cart";
import { myCart, myOrders } from "./myCart";
import { OrderPage } from "./OrderPage";
import { cartHref, catalogHref, orderHref, useRoute } from "./route";
import { shop } from "./shop";
import { useStored } from "./stored";

export function Storefront() {
  const route = useRoute();
  const site = useQuery({ queryKey: ["site"], queryFn: shop.site, staleTime: Number.POSITIVE_INFINITY });
  const opsUrl = site.data?.opsUrl;
  const main = useRef<HTMLElement>(null);
  const place = route.page === "order" ? route.id : route.page;
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `place` is the trigger: a new page starts at its top, for eyes and screen readers
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Header opsUrl={opsUrl} />
      <main id="main" ref={main} tabIndex={-1}>
        {route.page === "catalog" && <Catalog opsUrl={opsUrl} />}
        {route.page === "cart" && <CartPage />}
        {route.page === "order" && <OrderPage key={route.id} id={route.id} opsUrl={opsUrl} />}
      </main>
      <footer className="site-footer">
        <p>
          <Mark size={22} /> Millrace Coffee Roasters. A demonstration: no coffee is shipped, no money is taken.
        </p>
      </footer>
    </>
  );
}

function Header({ opsUrl }: { opsUrl: string | undefined }) {
  const inCart = count(useStored(myCart));
  const [lastOrder] = useStored(myOrders);
  return (
    <header className="site-header">
      <a className="brand" href={catalogHref}>
        <Mark size={38} />
        <span>
          Millrace <small>Coffee Roasters</small>
        </span>
      </a>
      <nav aria-label="Shop">
        {opsUrl && (
          <a className="quiet" href={opsUrl}>
            Console
          </a>
        )}
        {lastOrder && (
          <a className="quiet" href={orderHref(lastOrder)}>
            My order
          </a>
        )}
        <a className="cart-link" data-testid="cart" href={cartHref}>
          <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
            <path
              d="M6 8h12l-1 12H7zM9 8a3 3 0 0 1 6 0"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.8"
              strokeLinejoin="round"
            />
          </svg>
          Cart
          <span className="badge" data-testid="cart-count" data-empty={inCart === 0} key={inCart}>
            {inCart}
          </span>
          <span className="visually-hidden">{inCart === 1 ? "item" : "items"}</span>
        </a>
      </nav>
    </header>
  );
}
