// A citizen's complaint from the form to the answer and back, with real letters: over a real mail server, in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessibilityFindings, logIn, openBrowser, openPage, startEmptyWith } from "./harness.mjs";
import { openMailbox } from "./mailbox.mjs";

let town, browser, box;
before(async () => {
  box = await openMailbox();
  [town, browser] = await Promise.all([
    startEmptyWith({ HARTA_SMTP: box.url, HARTA_SMTP_FROM: "harta@example.bg" }, "officer"), openBrowser(),
  ]);
}, { timeout: 180_000 });
after(async () => { await browser?.close(); await town?.stop(); await box?.close(); });

const pdf = { name: "снимка на опашката.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nx\n%%EOF") };
const program = { name: "лошо.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ\x90\x00") };

/** Nobody types a complaint in two seconds; who does is set aside. */
const typing = () => new Promise((r) => setTimeout(r, 2100));

/** Fills in a complaint, each with words of its own. */
async function fill(page, words, email) {
  await page.goto(`${town.url}/f/complaint`);
  await page.locator('[name="category"][value="queue"]').check();
  await page.locator("#text").fill(words);
  await page.locator("#name").fill("Стоянка Пробна");
  if (email) await page.locator("#email").fill(email);
  else await page.locator("#phone").fill("0888 123 456");
}

const send = (page) => page.locator("main form .button-primary").last().click();
const numberOn = async (page) => /\d{4}-\d{4}-\d/.exec(await page.locator("main").innerText())?.[0];
const linkIn = (letter) => /http:\S+\/c\/[a-z2-7]{32}/.exec(letter.text)?.[0];

/** Does one act on a case as an officer. */
async function act(page, number, key, fields) {
  await page.goto(`${town.url}/cases/${number}`);
  await page.locator(`#act-${key} > summary`).click();
  await fields(page.locator(`#act-${key}`));
  await page.locator(`#act-${key} .button-primary`).click();
  await page.waitForURL(/done=/);
}

test("a complaint with a file is followed, answered, found unsolved and opened again", async () => {
  const { page, context, complaints } = await openPage(browser);
  await fill(page, "Чаках четиридесет минути.", "stoyanka@example.bg");
  await page.locator("#files").setInputFiles([pdf]);
  await typing();
  await send(page);
  const number = await numberOn(page);
  assert.ok(number, await page.locator("main").innerText());
  const link = await page.locator(".secret-link").getAttribute("href");
  const first = await box.next("stoyanka@example.bg");
  assert.equal(linkIn(first), link);
  for (const secret of [number, "Стоянка", "четиридесет"]) assert.ok(!(first.subject + first.text).includes(secret), `the letter says ${secret}`);

  await page.goto(link);
  assert.match(await page.locator("main").innerText(), /се работи по нея/);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".file-list a").click()]);
  assert.match(download.suggestedFilename(), /опашката\.pdf$/);

  const staff = await openPage(browser);
  await logIn(staff.page, town, "officer");
  await act(staff.page, number, "answer", async (form) => {
    await form.locator("select").first().selectOption({ index: 1 });
    await form.locator("textarea").first().fill("Вече има двама служители.");
  });
  assert.equal(linkIn(await box.next("stoyanka@example.bg")), link);
  await page.goto(link);
  assert.match(await page.locator("main").innerText(), /Вече има двама служители\./);

  await page.getByText("Не, не е решен").click();
  await page.locator("#reason").fill("Вчера пак беше затворено.");
  await page.locator("details .button-primary").click();
  await page.waitForURL(/done=not_solved/);
  assert.match(await page.locator("main").innerText(), /отворена отново/);
  await staff.page.goto(`${town.url}/cases/${number}`);
  assert.ok(await staff.page.locator("#act-answer").count(), "the case is not open for staff");
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(complaints, []);
  await staff.context.close();
  await context.close();
});

test("a lost link comes again by letter, and nobody learns whether an address is known", async () => {
  const { page, context } = await openPage(browser);
  const answers = [];
  for (const address of ["stoyanka@example.bg", "nobody@example.bg"]) {
    await page.goto(`${town.url}/c/lost`);
    await page.locator("#email").fill(address);
    await send(page);
    answers.push(await page.locator("main").innerText());
  }
  assert.equal(answers[0], answers[1]);
  // A letter about the case that the citizen opened again may come first.
  let letter;
  do letter = await box.next("stoyanka@example.bg"); while (!/Вашите връзки/.test(letter.subject));
  await page.goto(linkIn(letter));
  assert.match(await page.locator("h1").innerText(), /Жалба/);
  assert.ok(!box.letters.some((l) => l.to === "nobody@example.bg"));
  await context.close();
});

for (const script of [true, false]) {
  test(`errors and a change of language keep words and files${script ? "" : " without scripts"}`, async () => {
    const { page, context } = await openPage(browser, { javaScriptEnabled: script, viewport: { width: 360, height: 800 } });
    await fill(page, `Написаното остава, ${script}.`, "няма@");
    await page.locator("#files").setInputFiles([pdf, program]);
    await typing();
    await send(page);
    const summary = page.locator(".error-summary");
    assert.match(await summary.innerText(), /лошо\.exe[\s\S]*поща/);
    assert.equal(await summary.locator("a").count(), 2);
    if (script) assert.ok(await summary.evaluate((e) => e === document.activeElement), "the summary has no focus");
    await page.locator(".languages button").click();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    assert.equal(await page.locator("#text").inputValue(), `Написаното остава, ${script}.`);
    assert.equal(await page.locator("#email").inputValue(), "няма@");
    assert.match(await page.locator(".kept-files").innerText(), /опашката\.pdf/);
    await page.locator("#email").fill(`with-${script}@example.bg`);
    await send(page);
    const receipt = await page.locator("main").innerText();
    assert.match(receipt, /We have received your complaint[\s\S]*\d{4}-\d{4}-\d[\s\S]*Attached files\s+1/);
    assert.equal(await page.locator("button[data-print]").isVisible(), script);
    assert.match((await box.next(`with-${script}@example.bg`)).subject, /your case has changed/);
    await context.close();
  });
}

test("files that are too large are told of before they travel", async () => {
  const { page, context, complaints } = await openPage(browser);
  await fill(page, "С големи файлове.");
  await page.locator("#files").setInputFiles([{ ...pdf, buffer: Buffer.alloc(10 * 2 ** 20 + 1, "x") }]);
  const warning = page.locator("#files-warning");
  assert.match(await warning.innerText(), /над 10\u00a0МБ/);
  await send(page);
  assert.ok(await page.locator("#files").evaluate((e) => e === document.activeElement), "the field has no focus");
  assert.match(page.url(), /\/f\/complaint$/);
  assert.equal(await page.locator("#text").inputValue(), "С големи файлове.");
  await page.locator("#files").setInputFiles([pdf]);
  assert.ok(await warning.isHidden());
  await typing();
  await send(page);
  assert.ok(await numberOn(page));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what looks like a program's is set aside; an officer restores it with its number and its clock", async () => {
  const { page, context } = await openPage(browser);
  await fill(page, "Изпратено без нито миг.");
  await page.locator("#website").evaluate((e) => { e.value = "http://spam.example"; });
  await send(page);
  assert.match(await page.locator("main").innerText(), /служител ще го прегледа/);
  const number = await numberOn(page);
  const due = await page.locator(".facts strong").innerText();
  const link = await page.locator(".secret-link").getAttribute("href");
  await page.goto(link);
  assert.match(await page.locator("main").innerText(), /чака служител/);

  const staff = await openPage(browser);
  await logIn(staff.page, town, "officer");
  await staff.page.goto(`${town.url}/setaside`);
  const card = staff.page.locator(`section[aria-labelledby="n-${number}"]`);
  assert.ok(!(await card.innerText()).includes("Изпратено без"), "the words lie open");
  await card.locator('[value="read"]').click();
  assert.match(await card.innerText(), /Изпратено без нито миг/);
  await card.locator('[value="restore"]').click();
  await staff.page.waitForURL(/restored=/);
  await staff.page.goto(`${town.url}/cases/${number}`);
  assert.match(await staff.page.locator("h1").innerText(), new RegExp(number));
  await page.goto(link);
  assert.equal(await page.locator(".facts strong").innerText(), due);
  await staff.context.close();
  await context.close();
});

test("a letter that is refused is shown to the officer, and sent on their word", async () => {
  const { page, context } = await openPage(browser);
  box.answer.rcpt = "550 no such user";
  await fill(page, "С грешен адрес.", "refused@example.bg");
  await typing();
  await send(page);
  const number = await numberOn(page);
  const staff = await openPage(browser);
  await logIn(staff.page, town, "officer");
  const row = staff.page.locator(".kept-files li", { hasText: number });
  for (let i = 0; i < 60 && !await row.count(); i++) {
    await new Promise((r) => setTimeout(r, 500));
    await staff.page.goto(`${town.url}/setaside`);
  }
  assert.match(await row.innerText(), /адресът не се приема/);
  delete box.answer.rcpt;
  await row.locator("button").click();
  assert.ok(linkIn(await box.next("refused@example.bg")));
  await staff.context.close();
  await context.close();
});

test("a form is filled in and sent by keyboard alone", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(`${town.url}/f/praise`);
  while (!await page.evaluate(() => document.activeElement.id === "text")) await page.keyboard.press("Tab");
  await page.keyboard.type("Служителката на второ гише беше много търпелива.");
  await typing();
  while (!await page.evaluate(() => document.activeElement.matches(".button-large"))) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator(".receipt").waitFor();
  assert.ok(await numberOn(page));
  await context.close();
});

for (const width of [360, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`every page is well made at ${width}, ${colorScheme}`, async () => {
      const { page, context, complaints } = await openPage(browser, { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
      const check = async (what) => {
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `${what} is ${wider} px too wide`);
        assert.deepEqual(await accessibilityFindings(page), [], what);
      };
      for (const path of ["/f/complaint", "/f/signal?lang=en", "/f/enquiry", "/f/survey", "/c/lost", `/c/${"a".repeat(32)}`]) {
        await page.goto(town.url + path);
        await check(path);
      }
      await page.goto(`${town.url}/f/complaint`);
      await send(page);
      await check("errors");
      await fill(page, `Как изглежда, ${width} ${colorScheme}.`);
      await typing();
      await send(page);
      await check("receipt");
      await page.locator(".secret-link").click();
      await check("followed case");
      await fill(page, `Много бързо, ${width} ${colorScheme}.`);
      await send(page);
      const number = await numberOn(page);
      await logIn(page, town, "officer");
      await page.goto(`${town.url}/setaside`);
      await check("set aside");
      await page.locator(`section[aria-labelledby="n-${number}"] [value="read"]`).click();
      await check("set aside, read");
      await page.locator(`[name="number"][value="${number}"]`).check();
      await page.locator('#marks [value="dismiss"]').click();
      await page.waitForURL(/dismissed=1/);
      await page.goto(`${town.url}/setaside?show=dismissed`);
      assert.equal(await page.locator(`#n-${number}`).count(), 1);
      await check("not from people");
      assert.deepEqual(complaints.filter((c) => !/status of (404|422)/.test(c)), []);
      await context.close();
    });
  }
}
