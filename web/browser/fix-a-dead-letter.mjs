// Looks at dead letters in a real browser: a group, one of them, an edit that is tried dry, and discards it with a note.
// usage: node fix-a-dead-letter.mjs OPS_URL CODE SCREENSHOT_DIR
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { inBrowser } from "./chromium.mjs";

const [ops, code, screenshots] = process.argv.slice(2);
if (!ops || !code || !screenshots) {
  console.error("usage: node fix-a-dead-letter.mjs OPS_URL CODE SCREENSHOT_DIR");
  process.exit(2);
}

await inBrowser(screenshots, async (page) => {
  await page.goto(ops);
  await page.getByTestId("dead-letter-groups").getByRole("button", { name: code }).first().click();
  const group = page.getByTestId("group-drawer");
  await group.getByRole("button", { name: "Dry run" }).click();
  await group.getByTestId("dead-letter-outcome").filter({ hasText: "rejected" }).waitFor();
  await page.screenshot({ path: join(screenshots, "group.png") });
  await group.getByRole("button", { name: "Close" }).click();

  const deadLetter = page.locator(".dead-letters button", { hasText: code }).first();
  while (!(await deadLetter.isVisible())) await page.getByRole("button", { name: "Older ones" }).click();
  await deadLetter.click();
  const drawer = page.getByTestId("dead-letter-drawer");
  await drawer.getByRole("button", { name: "Edit" }).click();
  await drawer.getByTestId("dead-letter-editor").fill('{"fixed":true}');
  await drawer.getByRole("button", { name: "Dry run" }).click();
  await drawer.getByTestId("dead-letter-outcome").filter({ hasText: "rejected" }).waitFor();
  const seen = await new AxeBuilder({ page }).include('[data-testid="dead-letter-drawer"]').analyze();
  const bad = seen.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  if (bad.length > 0) throw new Error(bad.map(({ id, help }) => `${id}: ${help}`).join("; "));
  await drawer.getByLabel("Your name").fill("Browser Test");
  await drawer.getByLabel("Note for the record").fill("seen in a browser");
  await drawer.getByRole("button", { name: "Discard" }).click();
  const history = await drawer
    .getByTestId("dead-letter-history")
    .filter({ hasText: "seen in a browser" })
    .textContent();
  await page.screenshot({ path: join(screenshots, "dead-letter.png") });
  return { history };
});
