// A clerk's day in a real browser: by keyboard alone, two people on one case, every page on a phone and on a desk.
import test from "node:test";
import assert from "node:assert/strict";
import path from "node:path";
import { accessibilityFindings, logIn, openBrowser, openPage, output, startTown } from "./harness.mjs";

test("the case register", async (t) => {
  const town = await startTown();
  const browser = await openBrowser();
  t.after(async () => { await browser.close(); await town.stop(); });
  const { page, complaints, context } = await openPage(browser);
  await logIn(page, town, "officer");

  await t.test("is walked by keyboard alone", async () => {
    await page.goto(`${town.url}/cases`);
    const first = page.locator("[data-row] th a").first();
    for (const key of ["j", "/", "?", "n"]) await page.keyboard.press(key);
    assert.equal(new URL(page.url()).pathname, "/cases", "a letter acts outside of the list");
    assert.ok(await page.evaluate(() => document.activeElement === document.body) && !(await page.locator("#keys").isVisible()), "a letter acts outside of the list");
    await page.locator('[role="region"]:has([data-row])').focus();
    await page.keyboard.press("j");
    await assertFocused(first);
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await assertFocused(first);
    await page.keyboard.press("?");
    assert.ok(await page.locator("#keys").isVisible(), "the list of keys does not open");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("j/n");
    assert.equal(await page.locator("#q").inputValue(), "j/n", "where somebody types, letters are letters");
    await first.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/cases\/\d{4}-\d{4}-\d$/);
    await page.goto(`${town.url}/cases`);
    await page.locator("[data-keys-show]").click();
    await page.locator("[data-keys-everywhere]").check();
    assert.deepEqual(await accessibilityFindings(page), [], "the list of keys");
    await page.screenshot({ path: path.join(output, "cases-keys.png") });
    await page.keyboard.press("Escape");
    await page.reload(); // what was chosen is remembered
    await page.keyboard.press("n");
    await page.waitForURL(/\/cases\/new$/);
    await page.goto(`${town.url}/cases`);
    await page.locator("[data-keys-show]").click();
    await page.locator("[data-keys-everywhere]").uncheck();
  });

  await t.test("registers what came by post, and keeps what was typed on an error", async () => {
    await page.goto(`${town.url}/cases/new`);
    await page.locator('[name="incoming"]').fill("94-Е2Е-1");
    await page.locator('[name="kind"]').selectOption("complaint");
    await page.locator('[name="text"]').fill("Чакам удостоверение от юни.");
    await page.locator('[name="name"]').fill("Петка Примерна");
    await page.locator("main form .button-primary").click();
    assert.ok(await page.locator(".error-summary").isVisible(), "a missing category is not told");
    assert.deepEqual(await accessibilityFindings(page), [], "what is wrong");
    assert.equal(await page.locator('[name="text"]').inputValue(), "Чакам удостоверение от юни.");
    await page.locator('[name="category"]').selectOption("delay");
    await page.locator('[name="phone"]').fill("0888 123 456");
    await page.locator("main form .button-primary").click();
    await page.waitForURL(/\/cases\/\d{4}-\d{4}-\d\?done=new$/);
    assert.match(await page.locator("main").innerText(), /94-Е2Е-1/);
  });

  await t.test("shows the second of two people what the first did, and loses nothing", async () => {
    const address = page.url().replace(/\?.*/, "");
    const other = await context.newPage();
    await other.goto(address);
    await other.locator("#act-note summary").click();
    await other.locator("#note-note").fill("Обадих се на гражданина.");
    await page.goto(address);
    await page.locator("#act-pause summary").click();
    await page.locator("#pause-for").check();
    await page.locator("#pause-waiting").fill("Копие от акта.");
    await page.locator("#act-pause .button-primary").click();
    await page.waitForURL(/done=pause/);
    await other.locator("#act-note .button-primary").click();
    assert.match(await other.locator("main").innerText(), /Междувременно .* Срокът е спрян/);
    assert.equal(await other.locator("#note-note").inputValue(), "Обадих се на гражданина.");
    await other.locator("#act-note .button-primary").click();
    await other.waitForURL(/done=note/);
    await other.close();
  });

  await t.test("takes a file with the answer, and keeps it when the form comes back", async () => {
    const address = page.url().replace(/\?.*/, "");
    await page.goto(address);
    await page.locator("#act-answer summary").click();
    await page.locator("#answer-answer").fill("Приложен е отговорът.");
    await page.locator("#answer-files").setInputFiles({ name: "отговор.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n%%EOF") });
    await page.locator("#act-answer .button-primary").click();
    assert.ok(await page.locator("#act-answer .error-summary").isVisible(), "a missing outcome is not told");
    assert.equal(await page.locator("#answer-answer").inputValue(), "Приложен е отговорът.");
    assert.match(await page.locator("#act-answer .kept-files").innerText(), /отговор\.pdf/);
    await page.locator("#answer-outcome").selectOption("upheld");
    await page.locator("#act-answer .button-primary").click();
    await page.waitForURL(/done=answer/);
    assert.match(await page.locator(".events").innerText(), /Прикачен файл/);
  });

  await t.test("gives back a note whose session ended, and sends it from the page that was left open", async () => {
    const address = page.url().replace(/\?.*/, "");
    const own = await openPage(browser);
    await logIn(own.page, town, "officer");
    await own.page.goto(address);
    await own.page.locator("#act-note summary").click();
    await own.page.locator("#note-note").fill("Писано цял час.");
    await own.context.clearCookies();
    await own.page.locator("#act-note .button-primary").click();
    assert.equal(await own.page.locator("#back-note").inputValue(), "Писано цял час.");
    for (const width of [360, 1280]) {
      await own.page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await accessibilityFindings(own.page), []);
      assert.ok((await own.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, "the page is too wide");
      await own.page.screenshot({ path: path.join(output, `typed-back-${width}.png`), fullPage: true });
    }
    const [other] = await Promise.all([own.context.waitForEvent("page"), own.page.locator('a[href^="/login"][target]').click()]);
    await logIn(other, town, "officer");
    await own.page.locator("main form .button-primary").click();
    await own.page.waitForURL(/done=note/);
    await own.context.close();
  });

  let letterCase;
  await t.test("writes a letter and prints it", async () => {
    letterCase = page.url().replace(/\?.*/, "");
    await openLetter(page, letterCase);
    assert.match(await page.locator("#letter").inputValue(), /Петка Примерна/);
    await page.locator("main form .button-primary").click();
    await page.locator(".letter-body").waitFor();
    assert.match(await page.locator(".letter-body").innerText(), /Приложен е отговорът\./);
    const pdf = await page.pdf({ path: path.join(output, "letter.pdf"), preferCSSPageSize: true });
    assert.ok(pdf.length > 1000, "the letter does not print");
    assert.deepEqual(await accessibilityFindings(page), []);
  });

  await t.test("asks before it shows the letter or the sender of somebody else's case", async () => {
    const clerk = town.users.find((u) => u.role === "clerk").name;
    await page.goto(`${town.url}/cases`);
    const places = await page.locator("[data-row] th a").evaluateAll((links) => links.map((a) => a.href));
    let address;
    for (address of places) { // one that nobody has been given, and from somebody who can be written to
      await page.goto(address);
      if (await page.locator("#act-letter").count() && await page.locator("#assign-assignee").inputValue() === "") break;
    }
    await page.locator("#act-assign summary").click();
    if (await page.locator("#assign-department").inputValue() === "") await page.locator("#assign-department").selectOption({ index: 1 });
    const label = await page.locator("#assign-assignee option", { hasText: clerk }).first().innerText();
    await page.locator("#assign-assignee").selectOption({ label });
    await page.locator("#act-assign .button-primary").click();
    await page.waitForURL(/done=assign/);
    await page.locator("#act-letter summary").click();
    await page.locator("#act-letter .button").click();
    assert.match(await page.locator("h1").innerText(), /възложена на друг/);
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.screenshot({ path: path.join(output, "case-held.png"), fullPage: true });
    await page.locator("main form .button-primary").click();
    await page.locator("#letter").waitFor();
    await page.goto(address);
    await page.getByRole("button", { name: "Покажете името" }).click();
    const sender = page.locator('[aria-labelledby="contact-title"]');
    assert.match(await sender.innerText(), /възложена на друг/);
    assert.deepEqual(await accessibilityFindings(page), []);
    await page.screenshot({ path: path.join(output, "contact-held.png"), fullPage: true });
    await page.getByRole("button", { name: "Покажете данните за подателя" }).click();
    await sender.locator("dl").waitFor();
  });

  await t.test("logs a consultation with the keyboard in a few keys", async () => {
    await page.goto(`${town.url}/consultations/new`);
    await page.locator("#consultation-topic").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("7");
    await page.keyboard.press("Enter");
    await page.waitForURL(/saved=1/);
    assert.ok((await page.locator("[data-row]").count()) > 0, "the day's list is empty");
  });

  for (const width of [360, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      await t.test(`is well made at ${width}, ${colorScheme}`, async () => {
        const seen = await openPage(browser, { viewport: { width, height: 800 }, colorScheme });
        await logIn(seen.page, town, "officer");
        await seen.page.goto(`${town.url}/cases`);
        const one = await seen.page.locator("[data-row] th a").first().getAttribute("href");
        for (const place of ["/cases", "/cases/new", "/consultations/new", one]) {
          await seen.page.goto(town.url + place);
          for (const act of await seen.page.locator(".act > summary").all()) await act.click();
          const wider = await seen.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wider <= 0, `${place} is ${wider} px too wide`);
          assert.deepEqual(await accessibilityFindings(seen.page), [], place);
          await seen.page.screenshot({ path: `${output}/cases${place.replace(one, "/one").replaceAll("/", "-")}-${width}-${colorScheme}.png`, fullPage: true });
        }
        await openLetter(seen.page, letterCase);
        const wider = await seen.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `the letter is ${wider} px too wide`);
        assert.deepEqual(await accessibilityFindings(seen.page), [], "letter");
        await seen.page.screenshot({ path: `${output}/letter-${width}-${colorScheme}.png`, fullPage: true });
        assert.deepEqual(seen.complaints, []);
        await seen.context.close();
      });
    }
  }
  assert.deepEqual(complaints.filter((c) => !/status of (409|422)/.test(c)), []);
});

/** Holds that an element has the focus. */
async function assertFocused(locator) {
  assert.ok(await locator.evaluate((e) => e === document.activeElement), "the focus is elsewhere");
}

/** Opens the first letter that fits a case. */
async function openLetter(page, address) {
  await page.goto(address);
  await page.locator("#act-letter summary").click();
  await page.locator("#act-letter .button").click();
  await page.locator("#letter").waitFor();
}
