// Every page, as somebody who cannot see it well, who has a small screen, who uses the dark: the rules engine finds nothing,
// nothing overflows, the console stays silent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { logIn, openBrowser, openPage, startTown } from "./harness.mjs";

let town, browser;
before(async () => { [town, browser] = await Promise.all([startTown(), openBrowser()]); }, { timeout: 180_000 });
after(async () => { await browser?.close(); await town?.stop(); });

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

/** Pages by the role that reads them; "" is nobody in particular. */
const pages = {
  "": ["/login", "KIOSK", "KIOSK/thanks", "KIOSK?lang=tr", "/f/complaint", "/f/complaint?lang=en", "/nowhere"],
  officer: ["/", "/satisfaction", "/timeliness", "/complaints", "/explore/satisfaction_by_service?period=24m", "/satisfaction?period=custom&from=2019-01-01&to=2019-01-31",
    "/import", "/cases", "/kiosks", "/?lang=en", "/nowhere"],
  integrity: ["/sealed"],
};

for (const [role, paths] of Object.entries(pages)) {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${role || "anybody"} on a ${size} in the ${colorScheme}`, { timeout: 180_000 }, async (t) => {
        const { page, context, complaints } = await openPage(browser, { viewport, colorScheme, reducedMotion: "reduce" });
        if (role) await logIn(page, town, role);
        for (const where of paths) {
          await t.test(where, async () => {
            await page.goto(town.url + where.replace("KIOSK", town.kiosk));
            if (await page.locator(".chart").count()) await page.locator(".chart svg").first().waitFor();
            const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
            assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`), []);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
            assert.doesNotMatch(await page.locator("body").innerText(), /⟦|undefined|NaN/);
          });
        }
        assert.deepEqual(complaints.filter((c) => !/status of 40[034]/.test(c)), []);
        await context.close();
      });
    }
  }
}
