// The list of insults: an officer changes it and tries it, on a phone and at a desk, with the keyboard alone.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { accessibilityFindings, logIn, openBrowser, openPage, output, startEmpty } from "./harness.mjs";

let server, browser;
before(async () => { [server, browser] = await Promise.all([startEmpty("officer"), openBrowser()]); }, { timeout: 180_000 });
after(async () => { await browser?.close(); await server?.stop(); });

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the list on a ${size} in the ${colorScheme}`, { timeout: 90_000 }, async () => {
      const { page, context, complaints } = await openPage(browser, { viewport, colorScheme, reducedMotion: "reduce" });
      await logIn(page, server, "officer");
      await page.goto(`${server.url}/settings/words`);
      await page.locator("#sample").fill("Казвам се Иван Петров Стоилов, живея на ул. „Липа“ 5, ап. 3, тел. 0888 123 456. Вие сте ид1оти!");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.locator("text=обиден текст").waitFor();
      assert.match(await page.locator(".citizen-text").innerText(), /Казвам се \[име\], живея на \[адрес\], тел\. \[телефон\]\./);
      assert.deepEqual(await accessibilityFindings(page), []);
      await page.screenshot({ path: path.join(output, `insults-${size}-${colorScheme}.png`), fullPage: true });

      await page.locator("#words").fill("мърморко\nа");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.locator(".error-summary").waitFor();
      assert.equal(await page.locator("#words").inputValue(), "мърморко\nа");
      assert.deepEqual(await accessibilityFindings(page), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
      await page.screenshot({ path: path.join(output, `insults-refused-${size}-${colorScheme}.png`) });
      assert.deepEqual(complaints.filter((c) => !c.includes("422")), []);
      await context.close();
    });
  }
}
