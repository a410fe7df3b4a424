import { useQuery } from "@tanstack/react-query";
import { Hero } from "./Hero";
import { ProductCard } from "./ProductCard";
import { shop } from "./shop";
import { TrafficControl } from "./TrafficControl";

const SHELF_PLACES = ["a", "b", "c", "d", "e", "f", "g", "h"];

export function Catalog({ opsUrl }: { opsUrl: string | undefined }) {
  const products = useQuery({ queryKey: ["products"], queryFn: shop.products, refetchInterval: 10_000 });
  return (
    <>
      <Hero />
      <section className="shelf" aria-labelledby="shelf-title" id="shelf">
        <header className="section-header">
          <h2 id="shelf-title">On the shelf</h2>
          <p>Most loved first. Roasted this week.</p>
        </header>
        {products.isError && !products.data && (
          <div className="notice" role="alert">
            <p>{products.error.message} The shelf fills as soon as it is back.</p>
            <button type="button" className="button" onClick={() => products.refetch()}>
              Try again
            </button>
          </div>
        )}
        <ul className="grid" aria-busy={products.isPending}>
          {products.isPending &&
            SHELF_PLACES.map((place) => <li key={place} className="card card-loading" aria-hidden="true" />)}
          {products.data?.map((product) => (
            <ProductCard key={product.sku} product={product} />
          ))}
        </ul>
      </section>
      <TrafficControl opsUrl={opsUrl} />
    </>
  );
}
