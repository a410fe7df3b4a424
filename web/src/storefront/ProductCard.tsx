import { useEffect, useState } from "react";
import { formatMoney } from "../format/money";
import { add } from "./cart";
import { myCart } from "./myCart";
import { ProductArt } from "./ProductArt";
import type { Product } from "./shop";
import { useStored } from "./stored";

const FEW = 10;
const ADDED_MS = 1_400;

export function ProductCard({ product }: { product: Product }) {
  const { sku, name, price, stock, description, origin } = product;
  const inCart = useStored(myCart).find((line) => line.sku === sku)?.quantity ?? 0;
  const [added, setAdded] = useState(0);
  useEffect(() => {
    if (added === 0) return;
    const timer = setTimeout(() => setAdded(0), ADDED_MS);
    return () => clearTimeout(timer);
  }, [added]);
  const soldOut = stock <= 0;
  return (
    <li className="card" data-testid={`product-${sku}`} data-sold-out={soldOut}>
      <div className="card-art">
        <ProductArt sku={sku} name={name} />
        {soldOut ? (
          <span className="tag">Sold out</span>
        ) : (
          stock <= FEW && <span className="tag">Only {stock} left</span>
        )}
      </div>
      <div className="card-body">
        {origin && <p className="origin">{origin}</p>}
        <h3>{name}</h3>
        {description && <p className="description">{description}</p>}
        <div className="card-foot">
          <p className="price">{formatMoney(price)}</p>
          <button
            type="button"
            className="button"
            data-testid={`add-${sku}`}
            disabled={soldOut}
            aria-label={`Add ${name} to the cart`}
            onClick={() => {
              myCart.write(add(myCart.read(), sku));
              setAdded((times) => times + 1);
            }}
          >
            {added > 0 ? "Added ✓" : inCart > 0 ? `Add · ${inCart}` : "Add"}
          </button>
        </div>
      </div>
      <span className="visually-hidden" role="status">
        {added > 0 && `${name} is in the cart, ${inCart} in all`}
      </span>
    </li>
  );
}
