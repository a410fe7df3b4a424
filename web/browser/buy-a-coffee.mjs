// Buys a coffee in a real browser, watches it travel into the warehouse, and finds it on the console.
// usage: node buy-a-coffee.mjs SHOP_URL OPS_URL SCREENSHOT_DIR
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [shop, ops, screenshots] = process.argv.slice(2);
if (!shop || !ops || !screenshots) {
  console.error("usage: node buy-a-coffee.mjs SHOP_URL OPS_URL SCREENSHOT_DIR");
  process.exit(2);
}

const candidates = [
  process.env.MILLRACE_BROWSER,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const executablePath = candidates.find((path) => path && existsSync(path));
if (!executablePath) {
  console.error("no browser found: install Chrome or Chromium, or set MILLRACE_BROWSER to one");
  process.exit(1);
}

const profile = mkdtempSync(join(tmpdir(), "millrace-browser-"));
mkdirSync(screenshots, { recursive: true });
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  viewport: { width: 1280, height: 900 },
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const problems = [];
try {
  const page = context.pages()[0] ?? (await context.newPage());
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.setDefaultTimeout(20_000);

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

  await page.getByTestId("journey-total").filter({ hasText: /\d/ }).waitFor();
  const journey = {};
  for (const stage of ["captured", "logged", "landed", "total"]) {
    journey[stage] = await page.getByTestId(`journey-${stage}`).textContent();
    if (!/\d/.test(journey[stage])) throw new Error(`stage ${stage} shows no milliseconds: ${journey[stage]}`);
  }
  await page.screenshot({ path: join(screenshots, "storefront.png"), fullPage: true });

  await page.goto(ops);
  await page.getByTestId("topology").waitFor();
  for (const service of ["postgres", "kafka", "connect", "clickhouse", "pipeline"]) {
    await page.getByTestId(`node-${service}`).waitFor();
  }
  await page.getByTestId("latency-p50").filter({ hasText: /\d/ }).waitFor();
  await page.getByTestId("table-row-orders").first().filter({ hasText: /\d/ }).waitFor();
  await page.screenshot({ path: join(screenshots, "console.png"), fullPage: true });

  if (problems.length > 0) throw new Error(problems.join("\n"));
  console.log(JSON.stringify({ order, journey }));
} catch (error) {
  const page = context.pages()[0];
  await page?.screenshot({ path: join(screenshots, "failed.png"), fullPage: true }).catch(() => undefined);
  console.error(`the browser test failed: ${error.message}\n${problems.join("\n")}`);
  process.exitCode = 1;
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
