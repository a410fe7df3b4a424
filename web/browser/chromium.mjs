import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const candidates = [
  process.env.MILLRACE_BROWSER,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Runs steps on a page of a browser with a profile of its own; prints what they return. An error on the page is a failure.
 * @param {string} screenshots folder for them
 * @param {(page: import("playwright-core").Page) => Promise<unknown>} steps
 */
export async function inBrowser(screenshots, steps) {
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
    const result = await steps(page);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    console.log(JSON.stringify(result));
  } catch (error) {
    const page = context.pages()[0];
    await page?.screenshot({ path: join(screenshots, "failed.png"), fullPage: true }).catch(() => undefined);
    console.error(`the browser test failed: ${error.message}\n${problems.join("\n")}`);
    process.exitCode = 1;
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
