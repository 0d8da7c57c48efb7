// One visit, as people make it: management looks, a citizen taps, the number moves, an officer takes the workbook home.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { today } from "./booth.mjs";
import { accessibilityFindings, logIn, openBrowser, openPage, output, startTown } from "./harness.mjs";
import { readWorkbook } from "./workbook.mjs";

let town, browser;
before(async () => {
  [town, browser] = await Promise.all([startTown(), openBrowser()]);
  await keepOpen("k1");
}, { timeout: 180_000 });
after(async () => { await browser?.close(); await town?.stop(); });

const since = today();

/** Lets a kiosk be open at any time: taps outside its hours are kept and not counted, and this visit may be made at night. */
async function keepOpen(kiosk) {
  const { page, context } = await openPage(browser);
  await logIn(page, town, "officer");
  await page.goto(`${town.url}/kiosks/${kiosk}`);
  const hours = page.locator('input[name="hours"][value="always"]');
  await hours.evaluate((radio) => { radio.checked = true; });
  await Promise.all([page.waitForNavigation(), hours.evaluate((radio) => radio.form.requestSubmit())]);
  assert.equal(await page.locator('[aria-invalid="true"]').count(), 0);
  await context.close();
}

/** The total of a report, as the page's own session reads it from the JSON. */
async function total(page, report, query = "") {
  const answer = await page.request.get(`${town.url}/reports/${report}.json${query}`);
  assert.equal(answer.status(), 200, await answer.text());
  return answer.json();
}

/** n of the satisfied share since the tests began. */
async function answersNow(page) {
  const table = await total(page, "satisfaction_total", `?period=custom&from=${since}&to=${today()}&compare=none`);
  return table.total.cells[0].n;
}

test("a wrong password says so and keeps the login", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(`${town.url}/login`);
  await page.locator('[name="login"]').fill("viewer");
  await page.locator('input[type="password"]').fill("не е тази");
  await page.locator("main form .button-primary").click();
  assert.match(await page.locator("main").innerText(), /парол/i);
  assert.equal(await page.locator('[name="login"]').inputValue(), "viewer");
  await context.close();
});

test("an officer logs in, changes the filter, and the address carries it", async () => {
  const { page, context, complaints } = await openPage(browser);
  await logIn(page, town, "officer");
  assert.match(await page.locator("h1").first().innerText(), /\S/);
  await page.goto(`${town.url}/satisfaction?period=24m`);
  await page.locator(".chart svg").first().waitFor();
  assert.match(page.url(), /period=24m/);
  const office = await page.evaluate(() => document.querySelector('form.filters [name="office"]')?.value
    ?? document.querySelector('form.filters select[name="office"] option:nth-child(2)')?.value);
  assert.ok(office, "the filter offers offices");
  await page.goto(`${town.url}/satisfaction?period=24m&office=${encodeURIComponent(office)}`);
  const all = await total(page, "satisfaction_total", "?period=24m");
  const one = await total(page, "satisfaction_total", `?period=24m&office=${encodeURIComponent(office)}`);
  assert.ok(one.total.cells[0].n < all.total.cells[0].n, "one office has fewer answers than all");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a filter that ends before it starts is explained at the field", async () => {
  const { page, context } = await openPage(browser);
  await logIn(page, town, "viewer");
  const answer = await page.goto(`${town.url}/satisfaction?period=custom&from=2026-03-01&to=2026-02-01`);
  assert.equal(answer.status(), 400);
  assert.doesNotMatch(await page.locator("main").innerText(), /⟦/);
  await context.close();
});

/** The words of thanks: in place with a script, a page of their own without. */
const thanks = (page) => page.getByText("Благодарим").first();

for (const script of [true, false]) {
  test(`a tap on the kiosk ${script ? "" : "without scripts "}moves the number within seconds and sets no cookie`, async () => {
    const staff = await openPage(browser);
    await logIn(staff.page, town, "officer");
    const before = await answersNow(staff.page);

    const citizen = await openPage(browser, { javaScriptEnabled: script, viewport: { width: 800, height: 1280 } });
    await citizen.page.goto(town.url + town.kiosk);
    assert.equal(await citizen.page.locator("button.face").count(), 5);
    await citizen.page.locator("button.face").nth(4).click();
    await thanks(citizen.page).waitFor();
    assert.deepEqual(await citizen.context.cookies(), []);

    let now = before;
    for (const end = Date.now() + 20_000; Date.now() < end && now === before;) {
      await new Promise((r) => setTimeout(r, 100));
      now = await answersNow(staff.page);
    }
    assert.equal(now, before + 1);
    await citizen.page.locator("button.face").first().waitFor({ timeout: script ? 60_000 : 120_000 });
    if (script) assert.deepEqual(citizen.complaints, []);
    await citizen.context.close();
    await staff.context.close();
  });
}

test("arrow keys never send, Enter on a face does", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(town.url + town.kiosk);
  await page.locator("button.face").first().focus();
  for (const key of ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  assert.ok(!await thanks(page).isVisible());
  await page.keyboard.press("Enter");
  await thanks(page).waitFor();
  await context.close();
});

test("the same tap sent twice counts once", async () => {
  const { page, context } = await openPage(browser);
  await logIn(page, town, "officer");
  const before = await answersNow(page);
  const form = { id: crypto.randomUUID(), moment: new Date().toISOString(), score: "4" };
  const anonymous = await browser.newContext();
  for (let i = 0; i < 2; i++) {
    const answer = await anonymous.request.post(town.url + town.kiosk, { form, headers: { Origin: town.url }, maxRedirects: 0 });
    assert.equal(answer.status(), 303, await answer.text());
  }
  await new Promise((r) => setTimeout(r, 2500));
  assert.equal(await answersNow(page), before + 1);
  await anonymous.close();
  await context.close();
});

test("a complaint gets a number and a deadline; the clerk sees the case", async () => {
  const citizen = await openPage(browser);
  await citizen.page.goto(`${town.url}/f/complaint`);
  await citizen.page.locator('[name="text"]').fill("Чаках четиридесет минути, а на гишето нямаше никого.");
  await citizen.page.locator("main form .button-primary").last().click();
  assert.match(await citizen.page.locator('[role="alert"], .error-summary').first().innerText(), /\S/);
  assert.match(await citizen.page.locator('[name="text"]').inputValue(), /четиридесет/);
  const category = citizen.page.locator('[name="category"]').first();
  if (await category.evaluate((e) => e.tagName) === "SELECT") await category.selectOption("queue");
  else await citizen.page.locator('[name="category"][value="queue"]').check();
  await citizen.page.locator('[name="name"]').fill("Стоянка Пробна");
  await citizen.page.locator('[name="email"]').fill("stoyanka@example.bg");
  await new Promise((r) => setTimeout(r, 2100)); // nobody types a complaint in two seconds
  await citizen.page.locator("main form .button-primary").last().click();
  const receipt = await citizen.page.locator("main").innerText();
  const number = /\d{4}-\d{4}-\d/.exec(receipt)?.[0];
  assert.ok(number, receipt);
  assert.deepEqual(await citizen.context.cookies(), []);
  await citizen.context.close();

  const clerk = await openPage(browser);
  await logIn(clerk.page, town, "clerk");
  await clerk.page.goto(`${town.url}/cases`);
  assert.match(await clerk.page.locator("main").innerText(), new RegExp(number));
  await clerk.context.close();
});

test("the officer downloads the workbook, and it says what the page says", async () => {
  const { page, context, complaints } = await openPage(browser);
  await logIn(page, town, "officer");
  await page.goto(`${town.url}/timeliness?period=12m`);
  const link = page.locator('a[href*="/workbook/timeliness.xlsx"]').first();
  const href = await link.getAttribute("href");
  const asof = new URL(href, town.url).searchParams.get("asof");
  assert.ok(asof, "the link to the workbook carries the page's cut-off");
  const [download] = await Promise.all([page.waitForEvent("download"), link.evaluate((a) => a.click())]);
  const file = path.join(output, "timeliness.xlsx");
  await download.saveAs(file);
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  const book = readWorkbook(readFileSync(file));
  assert.ok(book.sheets.length >= 5, `${book.sheets.length} sheets`);
  assert.ok(book.charts >= 3, `${book.charts} native charts`);
  const table = await total(page, "timeliness_total", `?period=12m&asof=${encodeURIComponent(asof)}`);
  const numbers = new Set(book.sheets.flatMap((s) => s.numbers).map((n) => n.toPrecision(9)));
  for (const cell of table.total.cells) {
    if (cell.state === "ok") assert.ok(numbers.has(cell.value.toPrecision(9)), `the workbook lacks ${cell.value}`);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the officer uploads a file, looks at the preview, and confirms", async () => {
  const sample = path.join(output, `sample-${Date.now()}.csv`);
  const written = await town.run(["sample", sample, "--rows", "120", "--windows-1251"]);
  assert.equal(written.code, 0, written.err);
  const { page, context, complaints } = await openPage(browser);
  await logIn(page, town, "officer");
  await page.goto(`${town.url}/import`);
  await page.locator('[name="profile"]').first().selectOption("bg-delovodstvo");
  await page.locator('input[type="file"]').setInputFiles(sample);
  await page.locator("main form .button-primary").first().click();
  await page.locator("table").first().waitFor();
  assert.match(await page.locator("main").innerText(), /1251/);
  assert.deepEqual(await accessibilityFindings(page), []);
  await page.locator("main form .button-primary").first().click();
  await page.waitForURL(/\/import\/[0-9a-f-]{36}/);
  await page.waitForFunction(() => /120/.test(document.querySelector("main").innerText), null, { timeout: 20_000 });
  assert.deepEqual(await accessibilityFindings(page), []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("roles see what is theirs", async () => {
  const expected = {
    viewer: { "/": 200, "/import": 403, "/sealed": 403 },
    officer: { "/": 200, "/import": 200, "/sealed": 403 },
    clerk: { "/cases": 200, "/import": 403, "/sealed": 403 },
    integrity: { "/sealed": 200, "/import": 403, "/cases": 403 },
    admin: { "/kiosks": 200, "/sealed": 403 },
  };
  for (const [role, pages] of Object.entries(expected)) {
    const { page, context } = await openPage(browser);
    await logIn(page, town, role);
    for (const [where, status] of Object.entries(pages)) {
      assert.equal((await page.goto(town.url + where)).status(), status, `${role} at ${where}`);
    }
    await context.close();
  }
});

test("a session survives a restart of the program", async () => {
  const { page, context } = await openPage(browser);
  await logIn(page, town, "viewer");
  const port = new URL(town.url).port;
  await town.stop(false);
  const cookies = await context.cookies();
  const again = await startTown(town.folder);
  Object.assign(town, again, { stop: again.stop });
  await context.clearCookies();
  await context.addCookies(cookies.map((c) => ({ ...c, domain: "127.0.0.1" })));
  const answer = await page.goto(`${town.url}/`);
  assert.equal(answer.status(), 200);
  assert.doesNotMatch(page.url(), /login/);
  assert.notEqual(port, "");
  await context.close();
});
