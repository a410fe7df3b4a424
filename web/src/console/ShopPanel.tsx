import { cents, formatMoney } from "../format/money";
import { formatCount } from "../format/numbers";
import { Bars } from "./Bars";
import type { Shop } from "./ops";
import { Panel, Tile } from "./Panel";

export function ShopPanel({ shop }: { shop: Shop | undefined }) {
  const most = Math.max(1, ...(shop?.topProducts.map((product) => product.quantity) ?? []));
  return (
    <>
      <Panel title="Orders" area="orders" note="last 30 minutes">
        <dl className="tiles tiles-big">
          <Tile label="a minute" value={shop && formatCount(shop.ordersPerMinute)} testId="orders-per-minute" />
        </dl>
        <Bars values={shop?.minutes.map((minute) => minute.orders) ?? []} label="Orders by minute" />
      </Panel>
      <Panel title="Revenue" area="revenue" note="last 30 minutes">
        <dl className="tiles tiles-big">
          <Tile
            label="a minute"
            value={shop && formatMoney(shop.revenuePerMinute, shop.currency)}
            testId="revenue-per-minute"
          />
        </dl>
        <Bars values={shop?.minutes.map((minute) => cents(minute.revenue)) ?? []} label="Revenue by minute" />
      </Panel>
      <Panel title="Top products" area="top" note="last hour">
        <ol className="top-skus" data-testid="top-skus">
          {shop?.topProducts.slice(0, 6).map((product) => (
            <li key={product.sku}>
              <span className="top-name">{product.name}</span>
              <span className="top-count">{formatCount(product.quantity)}</span>
              <span className="top-bar" aria-hidden="true">
                <span style={{ width: `${(product.quantity / most) * 100}%` }} />
              </span>
            </li>
          ))}
        </ol>
        {shop?.topProducts.length === 0 && <p className="nothing">Nothing sold in the last hour.</p>}
      </Panel>
    </>
  );
}
