// Buys a coffee in a real browser, watches it travel into the warehouse, and finds it on the console.
// usage: node buy-a-coffee.mjs SHOP_URL OPS_URL SCREENSHOT_DIR
import { join } from "node:path";
import { inBrowser } from "./chromium.mjs";

const [shop, ops, screenshots] = process.argv.slice(2);
if (!shop || !ops || !screenshots) {
  console.error("usage: node buy-a-coffee.mjs SHOP_URL OPS_URL SCREENSHOT_DIR");
  process.exit(2);
}

await inBrowser(screenshots, async (page) => {
  await page.goto(shop);
  await page.getByTestId("add-HOUSE-ESPRESSO-250").click();
  await page.getByTestId("add-HOUSE-ESPRESSO-250").click();
  await page
    .getByTestId("cart")
    .click()
    .catch(() => undefined);
  await page.getByTestId("checkout-name").fill("Browser Test");
  await page.getByTestId("checkout-email").fill("browser@example.com");
  await page.getByTestId("place-order").click();
  const order = (await page.getByTestId("order-id").textContent()).replace(/\D/g, "");
  if (!order) throw new Error("the page shows no order number");

  // Read in one look: a change of the order's state starts the strip again.
  const strip = await page.waitForFunction(() => {
    const text = (id) => document.querySelector(`[data-testid="journey-${id}"]`)?.textContent ?? "";
    const shown = { captured: text("captured"), logged: text("logged"), landed: text("landed"), total: text("total") };
    return Object.values(shown).every((value) => /\d/.test(value)) && shown;
  });
  const journey = await strip.jsonValue();
  await page.screenshot({ path: join(screenshots, "storefront.png"), fullPage: true });

  await page.goto(ops);
  await page.getByTestId("topology").waitFor();
  for (const service of ["postgres", "kafka", "connect", "clickhouse", "pipeline"]) {
    await page.getByTestId(`node-${service}`).waitFor();
  }
  await page.getByTestId("latency-p50").filter({ hasText: /\d/ }).waitFor();
  await page.getByTestId("table-row-orders").first().filter({ hasText: /\d/ }).waitFor();
  await page.screenshot({ path: join(screenshots, "console.png"), fullPage: true });
  return { order, journey };
});
