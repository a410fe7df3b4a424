import { amount, cents, formatMoney } from "../format/money";
import { type Cart, MAX_QUANTITY, setQuantity } from "./cart";
import type { CheckoutProblem } from "./checkoutProblem";
import { myCart } from "./myCart";
import { ProductArt } from "./ProductArt";
import type { Product } from "./shop";

interface CartLinesProps {
  cart: Cart;
  products: readonly Product[] | undefined;
  problem: CheckoutProblem | null;
}

export function CartLines({ cart, products, problem }: CartLinesProps) {
  const bySku = new Map(products?.map((product) => [product.sku, product]));
  return (
    <ul className="lines">
      {cart.map(({ sku, quantity }) => {
        const product = bySku.get(sku);
        const name = product?.name ?? sku;
        const change = (next: number) => myCart.write(setQuantity(myCart.read(), sku, next));
        return (
          <li key={sku} data-testid={`line-${sku}`} data-problem={problem?.sku === sku}>
            <div className="line-art">
              <ProductArt sku={sku} name={name} />
            </div>
            <div className="line-name">
              <p className="line-title">{name}</p>
              <p className="muted">
                {product ? `${formatMoney(product.price)} each` : products && "No longer on the shelf"}
              </p>
            </div>
            <fieldset className="stepper">
              <legend className="visually-hidden">Quantity of {name}</legend>
              <button type="button" aria-label={`One ${name} less`} onClick={() => change(quantity - 1)}>
                −
              </button>
              <output>{quantity}</output>
              <button
                type="button"
                aria-label={`One ${name} more`}
                disabled={quantity >= MAX_QUANTITY}
                onClick={() => change(quantity + 1)}
              >
                +
              </button>
            </fieldset>
            <p className="line-sum">{product && formatMoney(amount(cents(product.price) * quantity))}</p>
            <button
              type="button"
              className="remove"
              onClick={() => change(0)}
              aria-label={`Take ${name} out of the cart`}
            >
              Remove
            </button>
            {problem?.sku === sku && (
              <p className="problem line-problem" role="alert" data-testid="line-problem">
                {problem.message}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
