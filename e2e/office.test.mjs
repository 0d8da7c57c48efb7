// The office at its desks: what citizens are asked is changed and asked, a service is asked about by a link that works once, another
// program sends by a key, a record is put right by hand, an unknown service is mapped. And at each desk: what is wrong is said on top
// and at the field, and nothing typed is lost.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { logIn, openBrowser, openPage, output, startEmpty } from "./harness.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([startEmpty("officer"), openBrowser()]);
  await bring("catalogue", "Номер;Наименование;Срок\n2079;Удостоверение за наследници;7 дни\n2109;Скица на имот;14 дни\n");
  const day = new Date(Date.now() - 3 * 86_400_000).toLocaleDateString("bg-BG", { timeZone: "Europe/Sofia", day: "2-digit", month: "2-digit", year: "numeric" }).slice(0, 10);
  await bring("records", "Рег. №;Дата на регистриране;Наименование на услугата;Място на подаване;Начин на подаване;Състояние;Дата на приключване;Последна промяна\n"
    + `АУ-1;${day} 09:30;Удостоверение за наследници;Централна сграда;на гише;изпълнена;${day} 11:00;${day} 11:00\n`
    + `АУ-2;${day} 10:30;Уд. за насл.;Централна сграда;на гише;открита;;${day} 10:31\n`);
}, { timeout: 180_000 });
after(async () => { await browser?.close(); await server?.stop(); });

const limit = { timeout: 120_000 };

/** Imports a file by the command beside the server. */
async function bring(kind, text) {
  const file = path.join(output, `office-${kind}.csv`);
  writeFileSync(file, text);
  const done = await server.run(["import", kind, file]);
  assert.equal(done.code, 0, done.out + done.err);
}

/** Opens a page of somebody of the office. */
async function desk(role = "officer") {
  const opened = await openPage(browser);
  await logIn(opened.page, server, role);
  return opened;
}

/** Sends the form by the button of that name and waits for what comes. */
const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).click()]);

/** The form came back: the summary has the focus and leads to exactly these fields, which are marked and tell what is wrong. */
async function refused(page, ...fields) {
  const summary = page.locator(".error-summary");
  await summary.waitFor();
  assert.ok(await summary.evaluate((e) => e === document.activeElement), "the summary has no focus");
  assert.deepEqual(await summary.locator("a").evaluateAll((links) => links.map((a) => a.getAttribute("href").slice(1))), fields);
  for (const field of fields) {
    await summary.locator(`a[href="#${field}"]`).click();
    const focused = page.locator(":focus");
    assert.equal(await focused.getAttribute("id"), field);
    const at = focused.locator("xpath=ancestor-or-self::*[@data-error][1]").locator(".field-error");
    assert.ok((await at.first().innerText()).length > 8, `nothing is said at ${field}`);
  }
}

/** Reads a cell of a report until it is what it should be: what was accepted is counted within seconds. */
async function figure(page, report, row, measure, want) {
  let got, table;
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const answer = await page.request.get(`${server.url}/reports/${report}.json?period=12m&compare=none`);
    assert.equal(answer.status(), 200, await answer.text());
    table = await answer.json();
    const at = table.columns.findIndex((c) => c.key === measure);
    const cell = table.rows.find((r) => r.label === row)?.cells[at];
    got = cell?.value ?? cell?.n; // of few answers only the number is told
    if (got === want) return;
    await new Promise((r) => setTimeout(r, 150));
  }
  assert.fail(`${report}, „${row}“, ${measure}: ${got}, not ${want}: ${JSON.stringify(table)}`);
}

test("a question, a category and a reason are prepared, looked at, published, asked and answered", limit, async () => {
  const { page, context, complaints } = await desk();
  await page.goto(`${server.url}/forms/lists/questions/new-entry`);
  await page.locator('[name="label_bg"]').fill("Чистота");
  await press(page, "Запишете в черновата");
  await refused(page, "text", "low", "high");
  assert.equal(await page.locator('[name="label_bg"]').inputValue(), "Чистота");
  for (const [part, words] of Object.entries({ text: "Чисто ли беше в залата?", low: "Никак", high: "Напълно" })) await page.locator(`[name="${part}_bg"]`).fill(words);
  await press(page, "Запишете в черновата");
  await page.getByText("Промяната е записана в черновата.").waitFor();

  await page.goto(`${server.url}/forms/lists/categories/new-entry`);
  await page.locator('[name="help_bg"]').fill("Нощем, от заведения");
  await press(page, "Запишете в черновата");
  await refused(page, "label");
  assert.equal(await page.locator('[name="help_bg"]').inputValue(), "Нощем, от заведения");
  await page.locator('[name="label_bg"]').fill("Шум");
  await press(page, "Запишете в черновата");

  await page.goto(`${server.url}/forms/lists/reasons/new-entry`);
  await page.locator('[name="label_bg"]').fill("Чакалнята");
  await press(page, "Запишете в черновата");
  await refused(page, "faces");
  assert.equal(await page.locator('[name="label_bg"]').inputValue(), "Чакалнята");
  for (const face of ["1", "2"]) await page.locator(`[name="faces"][value="${face}"]`).check();
  await press(page, "Запишете в черновата");

  const citizen = await openPage(browser);
  await citizen.page.goto(`${server.url}/f/survey`);
  assert.equal(await citizen.page.getByText("Чисто ли беше в залата?").count(), 0, "a draft is asked");
  await page.goto(`${server.url}/forms`);
  await page.getByRole("link", { name: "Анкета след услуга" }).first().click();
  await page.getByText("Чисто ли беше в залата?").waitFor();
  assert.ok(await page.locator("main .button-large").isDisabled(), "a preview can be sent");
  await page.goto(`${server.url}/forms`);
  await press(page, "Публикувайте");
  await refused(page, "why");
  await page.locator("#why").fill("По искане на граждани");
  await press(page, "Публикувайте");
  await page.getByText("Новата версия е публикувана.").waitFor();
  assert.match(await page.locator(".versions").innerText(), /Версия 2[\s\S]*По искане на граждани/);

  const c = citizen.page;
  await c.goto(`${server.url}/f/complaint`);
  assert.equal(await c.locator('[name="category"]').locator("xpath=ancestor::label").filter({ hasText: "Шум" }).count(), 1);
  await c.goto(`${server.url}/f/survey`);
  await c.locator('[name="q_overall"][value="4"]').check();
  await c.getByRole("group", { name: "Чисто ли беше в залата?" }).locator('[value="2"]').check();
  await c.locator("main .button-large").click();
  await c.getByText("Отговорите Ви са записани").waitFor();
  await figure(page, "satisfaction_by_question", "Чистота", "answers", 1);

  await page.goto(`${server.url}/places/new`);
  await press(page, "Добавете мястото");
  await refused(page, "name_bg", "office");
  await page.getByLabel("Наименование на български език").fill("Каса 1");
  await page.getByLabel("Място на обслужване").selectOption({ label: "Централна сграда" });
  await page.locator('[name="hours"][value="always"]').check();
  await page.locator('[name="second_reasons"]').check();
  await press(page, "Добавете мястото");
  await c.goto(await page.locator(".screen-link a").innerText());
  await c.locator("button.face").first().click();
  await c.getByLabel("Чакалнята").check();
  await c.locator(".more-send").click();
  await figure(page, "reasons_of_dissatisfied", "Чакалнята", "reason_low", 1);
  assert.deepEqual(await citizen.context.cookies(), []);
  assert.deepEqual([...complaints, ...citizen.complaints].filter((x) => !/status of 422/.test(x)), []);
  await citizen.context.close();
  await context.close();
});

test("a link for a record is printed, answered once, and the answers join the record", limit, async () => {
  const { page, context, complaints } = await desk();
  await page.goto(`${server.url}/surveys`);
  await press(page, "Създайте връзката");
  await refused(page, "record");
  await page.locator("#record").fill("АУ-99");
  await page.locator('[name="format"][value="receipt"]').check();
  await press(page, "Създайте връзката");
  await refused(page, "service");
  assert.equal(await page.locator("#record").inputValue(), "АУ-99");
  assert.ok(await page.locator('[name="format"][value="receipt"]').isChecked());
  await page.locator("#record").fill("АУ-1");
  await press(page, "Създайте връзката");
  assert.match(await page.locator(".slip").innerText(), /Удостоверение за наследници/);
  const link = (await page.locator(".slip-address").innerText()).trim();
  const width = async () => /MediaBox\s*\[\s*0\s+0\s+([\d.]+)/.exec((await page.pdf({ preferCSSPageSize: true })).toString("latin1"))[1] / 72 * 25.4;
  assert.ok(Math.abs(await width() - 80) < 2, `the receipt is ${await width()} mm wide`);
  await press(page, "Лист А6");
  assert.equal((await page.locator(".slip-address").innerText()).trim(), link);
  assert.ok(Math.abs(await width() - 105) < 2, `the sheet is ${await width()} mm wide`);

  const citizen = await openPage(browser, { viewport: { width: 360, height: 740 } });
  const c = citizen.page;
  await c.goto(link);
  assert.match(await c.locator("main").innerText(), /Удостоверение за наследници/);
  await c.locator("#comment").fill("Бързо и любезно");
  await c.locator("main .button-large").click();
  await refused(c, "q_overall");
  assert.equal(await c.locator("#comment").inputValue(), "Бързо и любезно");
  await c.locator('[name="q_overall"][value="5"]').check();
  await c.locator("main .button-large").click();
  await c.getByText("Отговорите Ви са записани").waitFor();
  assert.equal((await c.goto(link)).status(), 200);
  assert.match(await c.locator("main").innerText(), /Благодарим/);
  assert.equal(await c.locator("form").count(), 0, "the link asks a second time");
  assert.equal((await c.goto(link.replace(/\/s\/.{6}/, "/s/aaaaaa"))).status(), 404);
  assert.match(await c.locator("h1").innerText(), /Анкетата не е достъпна/);

  await figure(page, "satisfaction_by_service", "Удостоверение за наследници", "answers", 1);
  await page.goto(`${server.url}/surveys`);
  assert.match(await page.locator("tbody tr").first().innerText(), /Удостоверение за наследници[\s\S]*АУ-1[\s\S]*отговорено/);
  assert.ok(!(await page.content()).includes(link.split("/s/")[1]), "the list tells a secret");
  assert.deepEqual(await citizen.context.cookies(), []);
  assert.deepEqual([...complaints, ...citizen.complaints].filter((x) => !/status of (404|422)/.test(x)), []);
  await citizen.context.close();
  await context.close();
});

test("a key is made with what it may do, sends and reads, and ends at once", limit, async () => {
  const { page, context, complaints } = await desk("admin");
  await page.goto(`${server.url}/keys`);
  await press(page, "Създайте ключ");
  await refused(page, "name", "scopes");
  await page.locator("#name").fill("Деловодство");
  await press(page, "Създайте ключ");
  await refused(page, "scopes");
  assert.equal(await page.locator("#name").inputValue(), "Деловодство");
  for (const scope of ["records:write", "reports:read"]) await page.locator(`[name="scopes"][value="${scope}"]`).check();
  await press(page, "Създайте ключ");
  const key = (await page.locator(".hash code").innerText()).trim();
  await page.goto(`${server.url}/keys`);
  assert.ok(!(await page.content()).includes(key), "the secret is shown twice");

  await page.getByRole("link", { name: "Как се използват" }).click();
  assert.match(await page.locator("main").innerText(), /\/api\/v1\/records\?source=dms/);
  const ask = (path, init = {}) => fetch(`${server.url}/api/v1${path}`, { ...init, headers: { Authorization: `Bearer ${key}`, ...init.headers } });
  const received = new Date(Date.now() - 86_400_000).toISOString();
  const send = () => ask("/records?source=dms", {
    method: "POST", headers: { "Content-Type": "application/x-ndjson" },
    body: [`{"number":"К-1","version":1,"service_number":"2109","received":"${received}"}`, '{"number":"К-2","version":1}', "{не е JSON",
      `{"number":"К-3","version":1,"service_number":"2109","received":"${received}"}`].join("\n"),
  });
  const first = await send();
  assert.equal(first.status, 200);
  const report = await first.json();
  assert.deepEqual(report.lines.map((l) => l.status), ["accepted", "rejected", "rejected", "accepted"], JSON.stringify(report));
  assert.ok(report.lines[1].error.field && report.lines[1].error.message, "the second line does not say what is wrong");
  assert.equal((await (await send()).json()).counts.already, 2, "the same again is not the same");
  assert.equal((await ask("/rows/records?period=month")).status, 403, "a key reads what it may not");
  await figure(page, "timeliness_by_service", "Скица на имот", "records", 2);

  await page.goto(`${server.url}/keys`);
  await press(page, "Прекратете Деловодство");
  assert.match(await page.locator("tbody tr").first().innerText(), /прекратен/);
  const after = await send();
  assert.equal(after.status, 401);
  assert.match(after.headers.get("www-authenticate"), /Bearer/);
  assert.deepEqual(complaints.filter((x) => !/status of 422/.test(x)), []);
  await context.close();
});

test("a record is put right by hand, and who comes second loses nothing", limit, async () => {
  const [first, second] = await Promise.all([desk(), desk()]);
  for (const { page } of [first, second]) {
    await page.goto(`${server.url}/records?period=all`);
    await page.getByRole("link", { name: "АУ-1", exact: true }).click();
    await page.locator("#reason").waitFor();
  }
  const { page } = first;
  await page.locator("#service").selectOption({ label: "Скица на имот" });
  await page.locator("#finished").fill("1999-01-01T10:00");
  await press(page, "Запишете поправката");
  await refused(page, "finished", "reason");
  assert.equal(await page.locator("#finished").inputValue(), "1999-01-01T10:00");
  assert.equal(await page.locator("#service option:checked").innerText(), "Скица на имот");
  await page.locator("#finished").fill(await page.locator("#received").inputValue());
  await page.locator("#reason").fill("В дневника е друга услуга");
  await press(page, "Запишете поправката");
  await page.getByText("Поправката е записана").waitFor();
  const history = page.getByRole("region", { name: "Всичко, което е пристигнало" });
  assert.equal(await history.locator("tbody tr").count(), 2);
  assert.match(await history.innerText(), /В дневника е друга услуга/);
  assert.match(await page.locator(".facts").first().innerText(), /Скица на имот/);

  await second.page.locator("#outcome").selectOption({ label: "прекратена" });
  await second.page.locator("#reason").fill("Оттеглена по телефона");
  const answer = second.page.waitForResponse((r) => r.request().method() === "POST");
  await press(second.page, "Запишете поправката");
  assert.equal((await answer).status(), 409);
  assert.match(await second.page.locator(".error-summary").innerText(), /Скица на имот/);
  assert.equal(await second.page.locator("#reason").inputValue(), "Оттеглена по телефона");
  assert.equal(await second.page.locator("#outcome option:checked").innerText(), "прекратена");
  await press(second.page, "Запишете поправката");
  await second.page.getByText("Поправката е записана").waitFor();
  assert.equal(await second.page.getByRole("region", { name: "Всичко, което е пристигнало" }).locator("tbody tr").count(), 3);
  for (const { complaints, context } of [first, second]) {
    assert.deepEqual(complaints.filter((x) => !/status of (409|422)/.test(x)), []);
    await context.close();
  }
});

test("a service that came under an unknown name is mapped, its figure follows, and it can be taken back", limit, async () => {
  const { page, context, complaints } = await desk();
  await figure(page, "timeliness_by_service", "Уд. за насл.", "records", 1);
  const total = async () => {
    const table = await (await page.request.get(`${server.url}/reports/timeliness_by_service.json?period=12m&compare=none`)).json();
    return table.rows.find((r) => r.label === "Удостоверение за наследници")?.cells[table.columns.findIndex((c) => c.key === "records")].value ?? 0;
  };
  const before = await total();
  await page.goto(`${server.url}/quality`);
  assert.match(await page.getByRole("row", { name: /услуги извън каталога/ }).innerText(), /\t1\t/);
  await press(page, "Посочете услугата");
  await refused(page, "target");
  await page.locator("#target").selectOption({ label: "Удостоверение за наследници" });
  await press(page, "Посочете услугата");
  await page.getByText("Посочени услуги").waitFor();
  await figure(page, "timeliness_by_service", "Удостоверение за наследници", "records", before + 1);
  assert.match(await page.getByRole("row", { name: /услуги извън каталога/ }).innerText(), /\t0\t/);
  await press(page, "Отменете");
  await figure(page, "timeliness_by_service", "Уд. за насл.", "records", 1);
  assert.equal(await total(), before);
  assert.deepEqual(complaints.filter((x) => !/status of 422/.test(x)), []);
  await context.close();
});
