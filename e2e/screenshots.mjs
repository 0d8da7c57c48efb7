// Takes the README's pictures anew from the demo town.
import path from "node:path";
import { logIn, openBrowser, openPage, root, startTown } from "./harness.mjs";

const shots = [
  { name: "overview", role: "viewer", at: "/", viewport: { width: 1440, height: 900 } },
  { name: "timeliness", role: "viewer", at: "/timeliness", viewport: { width: 1280, height: 900 } },
  { name: "phone", role: "viewer", at: "/", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
  { name: "kiosk", at: "KIOSK", viewport: { width: 1280, height: 800 } },
  { name: "complaint", at: "/f/complaint", viewport: { width: 1280, height: 900 } },
  { name: "cases", role: "officer", at: "/cases", viewport: { width: 1280, height: 900 } },
  { name: "questions", role: "officer", at: "/forms/lists/categories", viewport: { width: 1280, height: 900 } },
];

const [town, browser] = await Promise.all([startTown(), openBrowser()]);
try {
  for (const { name, role, at, viewport, colorScheme = "light" } of shots) {
    const { page, context } = await openPage(browser, { viewport, colorScheme, reducedMotion: "reduce" });
    if (role) await logIn(page, town, role);
    await page.goto(town.url + at.replace("KIOSK", town.kiosk));
    if (await page.locator(".chart").count()) await page.locator(".chart svg").first().waitFor();
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: path.join(root, "docs", `${name}.png`) });
    await context.close();
  }
} finally {
  await browser.close();
  await town.stop();
}
