// Every page, as somebody who cannot see it well, who has a small screen, who uses the dark: the rules engine finds nothing,
// nothing overflows, the console stays silent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFindings, logIn, openBrowser, openPage, startTown } from "./harness.mjs";

let town, browser;
before(async () => { [town, browser] = await Promise.all([startTown(), openBrowser()]); }, { timeout: 180_000 });
after(async () => { await browser?.close(); await town?.stop(); });

/** Opens a page; "FIRST" after a list's address is the first thing in the list. */
async function open(page, where) {
  const [list, first] = where.replace("KIOSK", town.kiosk).split(" ");
  await page.goto(town.url + list);
  if (!first) return;
  const opener = page.locator(`main a[href^="${list}/"], main form[action="${list}"][method="post"] button`).first();
  await Promise.all([page.waitForNavigation(), opener.evaluate((e) => e.click())]);
}

/** Switches the language of the pages, as the button in the head does. */
async function speak(page, language) {
  const button = page.locator(`button[name="lang"][value="${language}"]`).first();
  await Promise.all([page.waitForNavigation(), button.evaluate((b) => b.click())]);
  assert.equal(await page.locator("html").getAttribute("lang"), language);
}

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

/** Pages by who reads them; without a role nobody is logged in. */
const readers = [
  { who: "a citizen", paths: ["/login", "KIOSK", "KIOSK/thanks", "KIOSK?lang=tr", "/f/complaint", "/f/complaint?lang=en", "/f/signal",
    "/f/survey", "/c/lost", "/f/praise?lang=en", "/nowhere"] },
  {
    who: "an officer", role: "officer",
    paths: ["/", "/satisfaction", "/timeliness", "/complaints", "/explore/satisfaction_by_service?period=24m",
      "/satisfaction?period=custom&from=2019-01-01&to=2019-01-31", "/satisfaction?period=custom&from=2026-03-01&to=2026-02-01",
      "/import", "/import?kind=catalogue", "/cases", "/cases FIRST", "/cases/new", "/kiosks", "/places", "/uncounted", "/quality", "/records", "/services",
      "/services FIRST", "/forms", "/surveys", "/setaside", "/consultations", "/consultations/new", "/nowhere"],
  },
  { who: "an officer reading English", role: "officer", language: "en", paths: ["/", "/timeliness", "/explore/complaints_by_category", "/cases", "/import"] },
  { who: "an administrator", role: "admin", paths: ["/keys", "/api", "/intake", "/quality"] },
  { who: "the keeper of sealed cases", role: "integrity", paths: ["/sealed", "/sealed FIRST"] },
];

for (const { who, role, language, paths } of readers) {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${who} on a ${size} in the ${colorScheme}`, { timeout: 600_000 }, async (t) => {
        const { page, context, complaints } = await openPage(browser, { viewport, colorScheme, reducedMotion: "reduce" });
        if (role) await logIn(page, town, role);
        if (language) await speak(page, language);
        for (const where of paths) {
          await t.test(where, async () => {
            await open(page, where);
            if (await page.locator(".chart").count()) await page.locator(".chart svg").first().waitFor();
            assert.deepEqual(await accessibilityFindings(page), []);
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

test("the head of the page folds before it is wider than the screen", { timeout: 120_000 }, async () => {
  const { page, context } = await openPage(browser);
  await logIn(page, town, "admin");
  for (const language of ["bg", "en"]) {
    if (language !== "bg") await speak(page, language);
    for (const width of [320, 641, 961, 1023, 1025, 1100, 1231, 1233, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `in ${language} at ${width} the page is ${wide} px too wide`);
    }
  }
  await context.close();
});

test("the keys of a chart show the chart's colours in high contrast and on paper", { timeout: 120_000 }, async () => {
  const { page, context } = await openPage(browser);
  await logIn(page, town, "viewer");
  await page.goto(town.url + "/complaints");
  await page.locator(".chart svg").first().waitFor();
  const colours = () => page.locator('.swatch:is([data-swatch="bar"], [data-swatch="band"], [data-swatch^="part-"])')
    .evaluateAll((keys) => keys.map((key) => getComputedStyle(key).backgroundColor));
  const drawn = await colours();
  assert.ok(new Set(drawn).size > 1, `keys of one colour: ${drawn}`);
  await page.emulateMedia({ forcedColors: "active" });
  assert.deepEqual(await colours(), drawn);
  await page.emulateMedia({ forcedColors: "none", media: "print" });
  const printed = await page.locator(".swatch").evaluateAll((keys) => keys.map((key) => getComputedStyle(key).printColorAdjust));
  assert.deepEqual([...new Set(printed)], ["exact"], "a browser leaves backgrounds out that are not asked for");
  const laid = await page.locator(".grid-2").evaluateAll((grids) => grids.map((grid) => getComputedStyle(grid).display));
  assert.deepEqual([...new Set(laid)], ["block"], "rows of a grid are laid upon each other where the pages turn");
  await context.close();
});
