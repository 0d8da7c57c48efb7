// A file of a system that nobody knows: its columns are named in the browser, kept, known the next time, and the import taken back.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { accessibilityFindings, logIn, openBrowser, openPage, output, startEmptyWith } from "./harness.mjs";
import { writeWorkbook } from "./workbook.mjs";

const inbox = mkdtempSync(path.join(tmpdir(), "harta-inbox-"));
let server, browser;
before(async () => { [server, browser] = await Promise.all([startEmptyWith({ HARTA_INBOX: inbox }, "officer"), openBrowser()]); }, { timeout: 180_000 });
after(async () => { await browser?.close(); await server?.stop(); rmSync(inbox, { recursive: true, force: true }); });

const file = path.join(output, "foreign.csv");
writeFileSync(file, "Справка;;;;\nЗаявление;Кога е подадено;Какво се иска;Как;Докъде е\n"
  + "А-1;05.10.2025 10:30;Скица;на крак;чака се\nА-2;06.10.2025 11:00;Данъчна оценка;по пощата;чака се\n");

// looksRight asks of a page what every page must give, on a phone and on a desk, by day and by night, and takes its pictures.
async function looksRight(page, name) {
  for (const width of [360, 1280]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" }); // a colour on its way to another has no contrast of its own
      assert.deepEqual(await accessibilityFindings(page), [], `${name} ${width} ${colorScheme}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is wider than ${width}`);
      await page.screenshot({ path: path.join(output, `import-${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("columns are named, kept, known again, and the import is taken back", { timeout: 180_000 }, async () => {
  const { page } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await logIn(page, server, "officer");
  const send = async () => {
    await page.goto(`${server.url}/import`);
    await page.setInputFiles("#file", file);
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Прегледайте файла" }).click()]);
  };
  const press = (name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).last().click()]);
  await send();
  assert.match(page.url(), /\/import\/map\//);
  for (const [field, column] of Object.entries({ number: "Заявление", service: "Какво се иска", channel: "Как", outcome: "Докъде е" })) {
    await page.locator(`[id="column.${field}"]`).selectOption(column);
  }
  await press("Обновете прегледа");
  await page.getByLabel("на крак").selectOption({ label: "На гише" });
  await page.getByLabel("чака се").selectOption("open");
  await page.locator("#name").fill("Чужда система");
  assert.deepEqual(await accessibilityFindings(page), []);
  await press("Запазете и продължете");
  assert.match(page.url(), /\/import\/preview\//);
  await press("Внесете файла");
  await page.waitForURL(/\/import\/[0-9a-f]{8}-/);
  await page.getByText("внесен", { exact: true }).waitFor();
  await press("Отменете внасянето");
  await page.getByText("Внасянето е отменено").waitFor();
  assert.deepEqual(await accessibilityFindings(page), []);
  await send();
  assert.match(page.url(), /\/import\/preview\//);
  assert.ok(await page.getByText("Чужда система").count());
});

test("a workbook is looked at by phone, mapped by its own dates and imported", { timeout: 180_000 }, async () => {
  const book = path.join(output, "книга.xlsx");
  writeFileSync(book, writeWorkbook("Преписки", [
    ["Справка за октомври"], ["Искане", "Какво", "Дата", "Дата"],
    ["Б-1", "Скица", new Date(Date.UTC(2025, 9, 5, 10, 30)), new Date(Date.UTC(2025, 9, 9, 9, 0))], ["Б-2", "Оценка", new Date(Date.UTC(2025, 9, 6, 11, 0)), ""],
  ]));
  const { page } = await openPage(browser, { viewport: { width: 360, height: 800 }, colorScheme: "dark" });
  await logIn(page, server, "officer");
  await page.goto(`${server.url}/import`);
  await page.setInputFiles("#file", book);
  const press = (name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).last().click()]);
  await press("Прегледайте файла");
  assert.match(page.url(), /\/import\/map\//);
  const raw = page.getByRole("region", { name: "Първите редове на файла" });
  assert.equal(await raw.getByRole("columnheader", { name: "Дата (2)" }).count(), 1);
  assert.equal(await raw.getByText("2025-10-09 09:00:00").count(), 1);
  for (const [field, column] of Object.entries({ number: "Искане", service: "Какво", received: "Дата (1)", finished: "Дата (2)" })) {
    await page.locator(`[id="column.${field}"]`).selectOption(column);
  }
  await page.locator("#name").fill("Книга");
  await press("Обновете прегледа");
  assert.deepEqual(await accessibilityFindings(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is wider than the phone");
  await page.screenshot({ path: path.join(output, "import-map-360-dark.png"), fullPage: true });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.screenshot({ path: path.join(output, "import-map-1280-light.png"), fullPage: true });
  await press("Запазете и продължете");
  await press("Внесете файла");
  await page.waitForURL(/\/import\/[0-9a-f]{8}-/);
  await page.getByText("внесен", { exact: true }).waitFor();
  const listed = await server.run(["import", "profiles"]);
  assert.match(listed.out, /^kniga +Книга$/m);
});

test("a large import is stopped, and nothing of it is left", { timeout: 180_000 }, async () => {
  const lines = ["Рег. №;Дата на регистриране;Наименование на услугата;Начин на подаване;Състояние;Дата на приключване;Последна промяна"];
  for (let i = 1; i <= 150_000; i++) lines.push(`Г-${i};05.10.2025 10:30;Скица;на гише;открита;;05.10.2025 10:31`);
  const large = path.join(output, "голям.csv");
  writeFileSync(large, lines.join("\n"));
  const { page } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await logIn(page, server, "officer");
  await page.goto(`${server.url}/import`);
  await page.setInputFiles("#file", large);
  const press = (name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).last().click()]);
  await press("Прегледайте файла");
  await press("Внесете файла");
  await page.getByRole("button", { name: "Спрете внасянето" }).click();
  await page.getByText("нищо от файла не е останало").or(page.getByText("записаното е върнато")).first().waitFor({ timeout: 120_000 });
  assert.deepEqual(await accessibilityFindings(page), []);
  // The same rows are all new again.
  writeFileSync(large, lines.slice(0, 101).join("\n"));
  const again = await server.run(["import", "records", large]);
  assert.match(again.out, /нови 100, заменени 0, без промяна 0/, again.err);
});

test("surveys of another program are mapped, kept, known again, and taken back", { timeout: 180_000 }, async () => {
  const sheets = path.join(output, "листове.csv");
  writeFileSync(sheets, "Лист;Попълнен;Как беше?;Как;Мнение\n11;05.10.2025;5;на крак;Благодаря\n12;06.10.2025;2;по пощата;\n13;31.02.2025;4;на крак;\n");
  const { page } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await logIn(page, server, "officer");
  const send = async () => {
    await page.goto(`${server.url}/import?profile=@answers`);
    await page.setInputFiles("#file", sheets);
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Прегледайте файла" }).click()]);
  };
  const press = (name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).last().click()]);
  await send();
  assert.match(page.url(), /\/import\/map\//);
  for (const [field, column] of Object.entries({ number: "Лист", moment: "Попълнен", score_overall: "Как беше?", channel: "Как", comment: "Мнение" })) {
    await page.locator(`[id="column.${field}"]`).selectOption(column);
  }
  await press("Обновете прегледа");
  await page.getByLabel("на крак").selectOption({ label: "На гише" });
  await page.getByLabel("по пощата").selectOption({ label: "По пощата" });
  await page.locator("#name").fill("Анкетна карта");
  await press("Обновете прегледа");
  await looksRight(page, "survey-map");
  await press("Запазете и продължете");
  assert.match(page.url(), /\/import\/preview\//);
  await looksRight(page, "survey-preview");
  await press("Внесете файла");
  await page.waitForURL(/\/import\/[0-9a-f]{8}-/);
  await page.getByText("внесен", { exact: true }).waitFor();
  await looksRight(page, "survey-receipt");
  await press("Отменете внасянето");
  await page.getByText("Внасянето е отменено").waitFor();
  assert.equal(await page.getByText("Премахнати").locator("..").getByText("2", { exact: true }).count(), 1);
  await looksRight(page, "survey-undone");
  await send();
  assert.match(page.url(), /\/import\/preview\//);
  assert.ok(await page.getByText("Анкетна карта").count());
});

test("a large file of surveys is stopped, and none of it counts", { timeout: 240_000 }, async () => {
  const lines = ["Номер;Дата;overall"];
  for (let i = 1; i <= 60_000; i++) lines.push(`С-${i};05.10.2025;4`);
  const large = path.join(output, "много листове.csv");
  writeFileSync(large, lines.join("\n"));
  const { page } = await openPage(browser, { viewport: { width: 360, height: 800 }, colorScheme: "dark" });
  await logIn(page, server, "officer");
  await page.goto(`${server.url}/import?profile=@answers`);
  await page.setInputFiles("#file", large);
  const press = (name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name }).last().click()]);
  await press("Прегледайте файла");
  await press("Внесете файла");
  await page.getByRole("button", { name: "Спрете внасянето" }).click();
  await page.getByText("нищо от файла не е останало").or(page.getByText("записаното е върнато")).first().waitFor({ timeout: 180_000 });
  writeFileSync(large, lines.slice(0, 101).join("\n"));
  const again = await server.run(["import", "answers", large]);
  assert.match(again.out, /нови 100, заменени 0, без промяна 0/, again.err);
});

test("services and cases come from a workbook and go again, by the terminal too", { timeout: 240_000 }, async () => {
  const { page } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await logIn(page, server, "officer");
  const book = path.join(output, "услуги.xlsx");
  writeFileSync(book, writeWorkbook("Услуги", [
    ["Номер", "Наименование", "Звено", "Срок – обикновена", "Цена", "Валидна от"],
    ["9001", "Удостоверение за проба", "Проверки", "7 работни дни", "5,00", new Date(Date.UTC(2025, 0, 1))], ["9002", "Грешна", "", "7", "5 лв.", ""],
  ]));
  const services = await server.run(["import", "catalogue", book]);
  assert.equal(services.code, 2);
  assert.match(services.out, /нови 1, .*отхвърлени 1/);
  assert.match(services.out, /ред 3, колона „Срок – обикновена“, стойност „7“/);
  await page.goto(`${server.url}/services`);
  assert.equal(await page.getByText("Удостоверение за проба").count(), 1);
  await looksRight(page, "services");
  const cases = path.join(output, "случаи.csv");
  writeFileSync(cases, "Вх. №;Вид;Категория;Получена;Отговор на;Резултат;Текст;Подател;Връзка\n94-1;Жалба;Забавяне;06.10.2025;20.10.2025;Уважена;Чаках дълго;Иван Петров;0888 123 456\n94-2;Жалба;Няма такава;06.10.2025;;;;;\n");
  const register = await server.run(["import", "cases", cases]);
  assert.equal(register.code, 2);
  assert.match(register.out, /ред 3, колона „Категория“, стойност „Няма такава“/);
  for (const out of [services.out, register.out]) {
    const undone = await server.run(["import", "undo", /harta import undo (\S+)/.exec(out)[1]]);
    assert.match(undone.out, /премахнати 1, върнати към предишното си състояние 0, оставени, както са 0/, undone.err);
  }
  await page.goto(`${server.url}/services`);
  assert.equal(await page.getByText("Удостоверение за проба").count(), 0);
});

test("files laid into the inbox are taken once and come out with reports", { timeout: 120_000 }, async () => {
  const lay = (name, text) => {
    writeFileSync(path.join(inbox, `${name}.part`), text);
    renameSync(path.join(inbox, `${name}.part`), path.join(inbox, name));
  };
  lay("добър.csv", "Рег. №;Дата на регистриране;Наименование на услугата;Начин на подаване;Състояние;Дата на приключване;Последна промяна\n"
    + "Д-1;05.10.2025 10:30;Скица;на гише;открита;;05.10.2025 10:31\nД-2;31.02.2025 10:30;Скица;на гише;открита;;05.10.2025 10:31\n");
  lay("чужд.csv", "едно;две\n1;2\n");
  const at = (...names) => path.join(inbox, ...names);
  for (const deadline = Date.now() + 90_000; !existsSync(at("done", "добър.csv.отхвърлени.csv")) || !existsSync(at("rejected", "чужд.csv.отчет.txt"));) {
    assert.ok(Date.now() < deadline, "the inbox was not emptied");
    await pause(500);
  }
  const report = readFileSync(at("done", "добър.csv.отчет.txt"), "utf8");
  assert.match(report, /Нови: 1\r\n/);
  assert.match(report, /Отхвърлени: 1\r\n/);
  assert.match(readFileSync(at("done", "добър.csv.отхвърлени.csv"), "utf8"), /^3;отхвърлен;Дата на регистриране;31\.02\.2025 10:30;/m);
  assert.match(readFileSync(at("rejected", "чужд.csv.отчет.txt"), "utf8"), /Файлът не е внесен\.\r\nКолоните на файла не са познати/);
  assert.ok(existsSync(at("done", "добър.csv")) && existsSync(at("rejected", "чужд.csv")) && !existsSync(at("добър.csv")) && !existsSync(at("чужд.csv")));
  const listed = await server.run(["import", "list"]);
  assert.match(listed.out, /внесен {2}редове 2, отхвърлени 1 {2}добър\.csv/);
});
