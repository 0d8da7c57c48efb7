import { readFileSync } from "node:fs";
import { openBrowser, openPage, logIn, accessibilityFindings } from "/work/wt/cases/e2e/harness.mjs";
const url = /(http:\/\/127\.0\.0\.1:\d+)/.exec(readFileSync("/tmp/cases_demo.log", "utf8"))[1];
const users = JSON.parse(readFileSync("/tmp/cases-demo/demo-users.json", "utf8"));
const town = { url, users };
const browser = await openBrowser();
const shots = [["officer", "/cases", "list"], ["officer", "/cases/new", "new"], ["officer", "CASE", "case"], ["officer", "/consultations/new", "consult"], ["integrity", "/sealed", "sealed"]];
for (const [width, scheme] of [[1280, "light"], [360, "light"], [1280, "dark"], [360, "dark"]]) {
  let who = "", ctx;
  for (const [role, path, name] of shots) {
    if (role !== who) { if (ctx) await ctx.context.close(); ctx = await openPage(browser, { viewport: { width, height: 900 }, colorScheme: scheme }); await logIn(ctx.page, town, role); who = role; }
    const { page, complaints } = ctx;
    if (path === "CASE") {
      await page.goto(url + "/cases");
      const href = await page.locator("[data-row] th a").first().getAttribute("href");
      await page.goto(url + href);
      await page.locator("#act-answer summary").click();
    } else await page.goto(url + path);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    const found = await accessibilityFindings(page);
    console.log(width, scheme, name, "overflow", over, "axe", JSON.stringify(found), complaints.splice(0).join("; "));
    await page.screenshot({ path: `/tmp/shot_${name}_${width}_${scheme}.png`, fullPage: name !== "list" && name !== "new" || width === 1280 && name !== "list" });
  }
  await ctx.context.close();
}
await browser.close();
