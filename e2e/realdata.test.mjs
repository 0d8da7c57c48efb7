// Ten thousand real service requests of one city, imported beside the running server, must come out of the dashboard's JSON with
// the figures that were computed from the file independently.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { logIn, openBrowser, openPage, startEmpty } from "./harness.mjs";

const file = path.resolve(process.env.HARTA_REAL_DATA ?? "", "la311-2020.csv");
const absent = !process.env.HARTA_REAL_DATA || !existsSync(file);
if (absent && process.env.CI) throw new Error("HARTA_REAL_DATA names no folder with la311-2020.csv");

test("the real file", { skip: absent && "HARTA_REAL_DATA is not set" }, async (t) => {
  let server, browser, page;
  [server, browser] = await Promise.all([startEmpty("officer"), openBrowser()]);
  after(async () => { await browser.close(); await server.stop(); });
  const january = "?period=custom&from=2019-12-31&to=2020-01-05&compare=none";
  const report = async (key) => {
    const answer = await page.request.get(`${server.url}/reports/${key}.json${january}`);
    assert.equal(answer.status(), 200, await answer.text());
    return answer.json();
  };
  const figure = (table, row, measure) => row.cells[table.columns.findIndex((c) => c.key === measure)].value;

  await t.test("is imported, and the second time changes nothing", async () => {
    const first = await server.run(["import", "records", "--profile", "la311", file]);
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /нови 10\s000, заменени 0, без промяна 0/);
    const again = await server.run(["import", "records", "--profile", "la311", file]);
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /нови 0, заменени 0, без промяна 10\s000/);
  });

  await t.test("comes out with the four figures", async () => {
    ({ page } = await openPage(browser));
    await logIn(page, server, "officer");
    const closing = await report("closing_age");
    assert.equal(figure(closing, closing.total, "records"), 10_000);
    assert.equal(figure(closing, closing.total, "unclosed"), 49);
    assert.equal(figure(closing, closing.total, "closing_age"), 1.94375);
    const channels = await report("timeliness_by_channel");
    assert.deepEqual(Object.fromEntries(channels.rows.map((r) => [r.key, figure(channels, r, "records")])),
      { phone: 4548, mobile: 2299, staff: 2088, web: 1014, email: 48, institution: 2, post: 1 });
    const duration = await report("timeliness_total");
    assert.ok(Math.abs(figure(duration, duration.total, "median_days") - 1.9715) < 0.0001);
  });
});
