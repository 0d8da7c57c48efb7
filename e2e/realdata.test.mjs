// Ten thousand real service requests of one city, imported beside the running server, must come out of the dashboard's JSON with
// the figures that were computed from the file independently.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { logIn, openBrowser, openPage, output, startEmpty } from "./harness.mjs";
import { writeWorkbook } from "./workbook.mjs";

const file = path.resolve(process.env.HARTA_REAL_DATA ?? "", "la311-2020.csv");
const absent = !process.env.HARTA_REAL_DATA || !existsSync(file);
if (absent && process.env.CI) throw new Error("HARTA_REAL_DATA names no folder with la311-2020.csv");

const january = "?period=custom&from=2019-12-31&to=2020-01-05&compare=none";
const figure = (table, row, measure) => row.cells[table.columns.findIndex((c) => c.key === measure)].value;

/** Compares the figures of a server that holds the file. */
async function compareFigures(server, browser) {
  const { page, context } = await openPage(browser);
  await logIn(page, server, "officer");
  const report = async (key) => {
    const answer = await page.request.get(`${server.url}/reports/${key}.json${january}`);
    assert.equal(answer.status(), 200, await answer.text());
    return answer.json();
  };
  const closing = await report("closing_age");
  assert.equal(figure(closing, closing.total, "records"), 10_000);
  assert.equal(figure(closing, closing.total, "unclosed"), 49);
  assert.equal(figure(closing, closing.total, "closing_age"), 1.94375);
  const channels = await report("timeliness_by_channel");
  assert.deepEqual(Object.fromEntries(channels.rows.map((r) => [r.key, figure(channels, r, "records")])),
    { phone: 4548, mobile: 2299, staff: 2088, web: 1014, email: 48, institution: 2, post: 1 });
  const duration = await report("timeliness_total");
  assert.ok(Math.abs(figure(duration, duration.total, "median_days") - 1.9715) < 0.0001);
  await context.close();
}

async function imported(server, counts, ...args) {
  const done = await server.run(["import", "records", ...args]);
  assert.equal(done.code, 0, done.err);
  assert.match(done.out, counts);
  return done.out;
}

test("the real file", { skip: absent && "HARTA_REAL_DATA is not set" }, async (t) => {
  const [server, browser] = await Promise.all([startEmpty("officer"), openBrowser()]);
  after(async () => { await browser.close(); await server.stop(); });

  await t.test("is imported, and the second time changes nothing", async () => {
    await imported(server, /нови 10\s000, заменени 0, без промяна 0/, "--profile", "la311", file);
    await imported(server, /нови 0, заменени 0, без промяна 10\s000/, "--profile", "la311", file);
  });

  await t.test("comes out with the four figures", () => compareFigures(server, browser));
});

test("the real file as a workbook", { skip: absent && "HARTA_REAL_DATA is not set" }, async (t) => {
  const [server, browser] = await Promise.all([startEmpty("officer"), openBrowser()]);
  after(async () => { await browser.close(); await server.stop(); });
  const rows = readFileSync(file, "utf8").trim().split(/\r?\n/).map((line) => line.split(",").map((cell) => {
    const [, month, day, year, hour, minute] = /^(\d+)\/(\d+)\/(\d\d) (\d+):(\d\d)$/.exec(cell) ?? [];
    return month ? new Date(Date.UTC(2000 + Number(year), month - 1, day, hour, minute)) : cell;
  }));
  const book = path.join(output, "la311-2020.xlsx");
  writeFileSync(book, writeWorkbook("Requests", rows));

  await t.test("is recognised by its columns and imported; the text says the same", async () => {
    assert.match(await imported(server, /нови 10\s000, заменени 0, без промяна 0/, book), /„la311“/);
    await imported(server, /нови 0, заменени 0, без промяна 10\s000/, file);
  });

  await t.test("comes out with the four figures", () => compareFigures(server, browser));
});
