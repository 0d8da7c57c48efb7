// A file of a system that nobody knows: its columns are named in the browser, kept, known the next time, and the import taken back.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { accessibilityFindings, logIn, openBrowser, openPage, output, startEmpty } from "./harness.mjs";

let server, browser;
before(async () => { [server, browser] = await Promise.all([startEmpty("officer"), openBrowser()]); }, { timeout: 180_000 });
after(async () => { await browser?.close(); await server?.stop(); });

const file = path.join(output, "foreign.csv");
writeFileSync(file, "Справка;;;;\nЗаявление;Кога е подадено;Какво се иска;Как;Докъде е\n"
  + "А-1;05.10.2025 10:30;Скица;на крак;чака се\nА-2;06.10.2025 11:00;Данъчна оценка;по пощата;чака се\n");

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
