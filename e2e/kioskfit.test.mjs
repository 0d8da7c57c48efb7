// The kiosk's page fits: every screen from the smallest phone to the largest wall, light and dark, and a slow line.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFindings, openBrowser, openPage, startTown } from "./harness.mjs";

let town, browser;
before(async () => { [town, browser] = await Promise.all([startTown(), openBrowser()]); }, { timeout: 180_000 });
after(async () => { await browser?.close(); await town?.stop(); });

const limit = { timeout: 240_000 }; // a busy machine takes its time

test("everything fits on the screens of halls, asking, closed, without network and thanking", limit, async () => {
  for (const viewport of [{ width: 600, height: 960 }, { width: 800, height: 1280 }, { width: 1280, height: 800 }, { width: 1920, height: 1080 }]) {
    const { page, context } = await openPage(browser, { viewport, reducedMotion: "reduce" });
    for (const path of [town.kiosk, `${town.kiosk}?lang=tr`, `${town.place}?lang=en`]) {
      await page.goto(town.url + path);
      const above = (state) => page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight)
        .then((px) => assert.ok(px <= 0, `${path} at ${viewport.width} × ${viewport.height}, ${state}: ${px} px are below the screen`));
      await above("asking");
      await page.locator("[data-pending]").evaluate((note) => { note.hidden = false; });
      await above("without network");
      await page.locator(".face").first().click();
      await page.locator("[data-thanks]").waitFor();
      await above("thanking");
    }
    await context.close();
  }
});

test("the largest screens are filled, and the longest words fit the smallest", limit, async () => {
  for (const viewport of [{ width: 1920, height: 1080 }, { width: 3840, height: 2160 }, { width: 2160, height: 3840 }]) {
    const { page, context } = await openPage(browser, { viewport, reducedMotion: "reduce" });
    await page.goto(town.url + town.kiosk);
    const faces = await page.locator(".faces").evaluate((group) => group.getBoundingClientRect().width);
    assert.ok(faces >= 0.6 * viewport.width, `the faces take ${Math.round(faces)} px of ${viewport.width}`);
    const word = await page.locator(".face-word").first().evaluate((text) => parseFloat(getComputedStyle(text).fontSize));
    assert.ok(word >= 0.018 * Math.min(viewport.width, viewport.height), `a face's word is ${word} px high on ${viewport.width} × ${viewport.height}`);
    await context.close();
  }
  for (const width of [320, 600, 1280]) {
    const { page, context } = await openPage(browser, { viewport: { width, height: 640 }, reducedMotion: "reduce" });
    await page.goto(town.url + town.kiosk);
    await page.evaluate(() => {
      const long = "Противоконституционствувателствувайте".repeat(3);
      for (const text of document.querySelectorAll(".chip span, .face-word, h1, legend, option")) text.textContent = `${long} и още`;
    });
    await page.locator(".face").first().click();
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(await wide() <= 0, `the thanks are ${await wide()} px wider than ${width}`);
    await page.locator("[data-skip]").click();
    assert.ok(await wide() <= 0, `the question is ${await wide()} px wider than ${width}`);
    await context.close();
  }
});

for (const [size, viewport] of Object.entries({ phone: { width: 360, height: 740 }, tablet: { width: 800, height: 1280 }, desktop: { width: 1280, height: 800 } })) {
  for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }]) {
    test(`nothing is out of reach on a ${size}, ${Object.values(options)[0]}`, limit, async () => {
      const { page, context, complaints } = await openPage(browser, { viewport, reducedMotion: "reduce", ...options });
      for (const path of [town.kiosk, `${town.kiosk}?lang=tr`, town.place]) {
        await page.goto(town.url + path);
        const faces = await page.locator(".face").evaluateAll((all) => all.map((f) => f.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)));
        assert.ok(faces.length === 5 && faces.every((side) => side >= 96), `faces of ${faces} px`);
        assert.deepEqual(await accessibilityFindings(page), []);
        await page.locator(".face").first().click();
        await page.locator("[data-thanks]").waitFor();
        assert.deepEqual(await accessibilityFindings(page), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
        assert.doesNotMatch(await page.locator("body").innerText(), /⟦|undefined|NaN/);
      }
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
}

test("the first load is small", limit, async () => {
  const { page, context } = await openPage(browser);
  const loaded = [];
  context.on("response", (r) => loaded.push(r));
  await page.goto(town.url + town.kiosk);
  await page.evaluate(() => navigator.serviceWorker.ready);
  let bytes = 0;
  const seen = new Set();
  for (const r of loaded) {
    if (r.url().endsWith(".woff2") || seen.has(r.url())) continue;
    seen.add(r.url());
    const { responseBodySize } = await r.request().sizes();
    bytes += responseBodySize;
  }
  assert.ok(seen.size >= 3, [...seen].join(" "));
  assert.ok(bytes > 1000 && bytes <= 60_000, `${bytes} bytes: ${[...seen].join(" ")}`);
  console.log(`# first load without the typeface: ${bytes} bytes in ${seen.size} files`);
  await context.close();
});
