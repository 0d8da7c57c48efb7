// The administrator's view of the spool: readable by everybody, and up to date by itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFindings, logIn, openBrowser, openPage, startTown } from "./harness.mjs";

let town, browser;
before(async () => { [town, browser] = await Promise.all([startTown(), openBrowser()]); }, { timeout: 180_000 });
after(async () => { await browser?.close(); await town?.stop(); });

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`intake on a ${size} in the ${colorScheme}`, { timeout: 60_000 }, async () => {
      const { page, context, complaints } = await openPage(browser, { viewport, colorScheme, reducedMotion: "reduce" });
      await logIn(page, town, "admin");
      await page.goto(`${town.url}/intake`);
      assert.deepEqual(await accessibilityFindings(page), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
}

test("a tap shows as delivered without loading the page again", { timeout: 60_000 }, async () => {
  const { page, context } = await openPage(browser, { viewport: sizes.desktop });
  await logIn(page, town, "admin");
  await page.goto(`${town.url}/intake`);
  const delivered = page.locator(".tile-value").nth(1);
  const shown = await delivered.innerText();
  await page.evaluate(() => { window.loadedOnce = true; });
  const form = { id: crypto.randomUUID(), score: "4" };
  const answer = await page.request.post(town.url + town.kiosk, { form, headers: { "Sec-Fetch-Site": "same-origin" } });
  assert.ok(answer.ok(), `the tap was answered with ${answer.status()}`);
  await page.waitForFunction((before) => document.querySelectorAll(".tile-value")[1].innerText !== before, shown, { timeout: 20_000 });
  assert.equal(await page.evaluate(() => window.loadedOnce), true);
  await context.close();
});
