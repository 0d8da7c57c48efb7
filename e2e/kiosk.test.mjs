// The kiosk when something fails on the way: without network, without a server, with a device that keeps nothing, behind somebody else's
// proxy; and every tap is there in the end, once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startCable, startHall, tap } from "./booth.mjs";
import { openPage, startTown } from "./harness.mjs";

let hall, town, browser;
before(async () => {
  hall = await startHall();
  ({ town, browser } = hall);
}, { timeout: 180_000 });
after(() => hall?.stop());

const limit = { timeout: 240_000 }; // a busy machine takes its time

test("taps without network, also after the screen was loaded anew, arrive once", limit, async () => {
  const before = await hall.answersBefore();
  const cable = await startCable(town);
  const { page, context } = await hall.openKiosk({}, town.kiosk, cable.url);
  await page.reload(); // now the worker serves the page
  cable.pull();
  await context.setOffline(true);
  await tap(page, 4);
  await tap(page, 0);
  await page.locator("[data-pending]").waitFor();
  assert.match(await page.locator("[data-pending]").innerText(), /Запазено, ще се изпрати/);
  await page.reload();
  assert.equal(await page.locator("h1").first().innerText(), "Доволни ли сте от обслужването днес?");
  const family = await page.evaluate(() => document.fonts.ready.then(() => document.fonts.check('16px "Sofia Sans"')));
  assert.ok(family, "the typeface is there without network");
  await tap(page, 3);
  await page.locator('nav a[lang="tr"]').click();
  assert.equal(await page.locator("html").getAttribute("lang"), "tr");
  await tap(page, 2);
  assert.equal(await hall.answers(), before);
  cable.plugIn();
  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await hall.arrived(before, 4);
  await page.locator("[data-pending]").waitFor({ state: "hidden" });
  await context.close();
  cable.stop();
});

test("taps while the server is down arrive once when it is back", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context } = await hall.openKiosk();
  const port = Number(new URL(town.url).port);
  const cookies = await hall.staff.context.cookies();
  await town.stop(false);
  await tap(page, 4);
  await page.locator("[data-pending]").waitFor();
  await page.reload();
  await tap(page, 1);
  Object.assign(town, await startTown(town.folder, port));
  await hall.staff.context.addCookies(cookies);
  await page.reload();
  await hall.arrived(before, 2);
  await context.close();
});

test("what a closed page left is sent by the browser's worker, once", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context } = await hall.openKiosk();
  const other = await context.newPage(); // a page of its own to speak to the browser from
  await other.goto(`${town.url}/healthz`);
  const browserSide = await context.newCDPSession(other);
  const registered = new Promise((found) => browserSide.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const ours = registrations.find((r) => r.scopeURL.startsWith(town.url + town.kiosk) && !r.isDeleted);
    if (ours) found(ours.registrationId);
  }));
  await browserSide.send("ServiceWorker.enable");
  const registrationId = await registered;
  await context.setOffline(true);
  await tap(page, 4);
  await tap(page, 1);
  await page.locator("[data-pending]").waitFor();
  await page.close();
  await context.setOffline(false);
  for (let i = 0; i < 2; i++) { // the browser may wake it twice
    await browserSide.send("ServiceWorker.dispatchSyncEvent", { origin: town.url, registrationId, tag: "harta-send", lastChance: false });
  }
  await hall.arrived(before, 2);
  await context.close();
});

test("a device that has no room left sends its taps all the same", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context } = await hall.openKiosk();
  const browserSide = await context.newCDPSession(page);
  await browserSide.send("Storage.overrideQuotaForOrigin", { origin: town.url, quotaSize: 1 });
  await tap(page, 3);
  await tap(page, 0);
  await hall.arrived(before, 2);
  // Without network as well, the page keeps them for as long as it lives: and so it stays.
  await context.setOffline(true);
  await page.locator('nav a[lang="tr"]').click();
  await page.locator('html[lang="tr"] .face').first().waitFor();
  await tap(page, 2);
  await page.locator("[data-pending]").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "tr", "the page was left with a tap in it");
  // Another language comes all the same, on the question and on the thanks, and what was chosen there goes with it.
  await page.locator('nav a[lang="en"]').click();
  await page.locator('html[lang="en"] .face').first().waitFor();
  assert.match(page.url(), /lang=en$/);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Are you satisfied with our service today?");
  assert.ok(await page.locator("[data-pending]").isVisible(), "the page does not say that something waits");
  await page.locator(".face").nth(1).click();
  await page.locator(".chip:visible").first().click();
  const sent = [];
  page.on("request", (r) => { if (r.url().endsWith("/queue")) sent.push(...r.postDataJSON().items); });
  await page.locator('nav a[lang="bg"]').click();
  await page.locator('html[lang="bg"] .face').first().waitFor();
  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await hall.arrived(before, 4);
  assert.deepEqual(sent.filter((item) => item.kind === "more").map(({ lang, reasons }) => [lang, reasons]).at(-1), ["en", ["waiting"]]);
  await page.locator("[data-pending]").waitFor({ state: "hidden" });
  await context.close();
});

test("taps go on when another page deletes what the kiosk keeps them in", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context } = await hall.openKiosk();
  await tap(page, 3);
  await hall.arrived(before, 1);
  const other = await context.newPage();
  await other.goto(`${town.url}/healthz`);
  await other.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((gone, failed) => Object.assign(indexedDB.deleteDatabase(name), { onsuccess: gone, onerror: failed }));
    }
  });
  await page.bringToFront();
  await context.setOffline(true);
  await tap(page, 2);
  await page.locator("[data-pending]").waitFor();
  await page.reload(); // it was kept on the device again
  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await hall.arrived(before, 2);
  await context.close();
});

test("what stands between the screen and the server cannot make it forget a tap", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context } = await hall.openKiosk();
  let refused = 0;
  await context.route("**/queue", (route) => {
    refused += 1;
    return route.fulfill({ status: 400, contentType: "text/html", body: "<html><h1>400 Bad Request</h1></html>" });
  });
  await tap(page, 4);
  await tap(page, 1);
  await page.locator("[data-pending]").waitFor();
  await context.unroute("**/queue");
  await page.reload();
  await hall.arrived(before, 2);
  assert.ok(refused > 0);
  await context.close();
});

test("a page of something on the way takes neither the screen nor what is kept of it", limit, async () => {
  const before = await hall.answersBefore();
  const cable = await startCable(town);
  const { page, context } = await hall.openKiosk({}, town.kiosk, cable.url);
  await page.reload();
  for (const status of ["404 Not Found", "403 Forbidden", "429 Too Many Requests", "200 OK"]) {
    cable.interrupt(status, "<html><h1>Somebody else</h1></html>");
    await page.reload();
    assert.equal(await page.locator("h1").first().innerText(), "Доволни ли сте от обслужването днес?", status);
    cable.pull();
    await page.reload();
    assert.equal(await page.locator("h1").first().innerText(), "Доволни ли сте от обслужването днес?", `without network after ${status}`);
    cable.plugIn();
  }
  cable.interrupt("404 Not Found", "<html><h1>Somebody else</h1></html>");
  await tap(page, 4);
  await page.locator("[data-pending]").waitFor();
  cable.plugIn();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await hall.arrived(before, 1);
  await context.close();
  cable.stop();
});

test("taps that wait while the kiosk's address changes arrive, and the old page goes", limit, async () => {
  const office = hall.staff.page;
  await office.goto(`${town.url}/kiosks/new`);
  await office.getByLabel("Наименование").fill("Сменяем");
  await office.locator('select[name="office"]').selectOption({ index: 1 });
  await office.getByRole("button", { name: "Добавете терминала" }).click();
  await office.getByText("Терминалът е добавен").waitFor();
  const settings = office.url().split("?")[0];
  const address = async () => {
    await office.getByRole("button", { name: "Покажете адреса" }).click();
    return new URL(await office.locator(".screen-link a").innerText()).pathname;
  };
  const change = async () => {
    await office.goto(settings);
    await office.getByText("Нов адрес", { exact: true }).click();
    await office.getByRole("button", { name: "Издайте нов адрес" }).click();
    await office.getByText("Старият вече не работи").waitFor();
    return address();
  };
  const first = await address();
  const before = await hall.answersBefore();

  const { page, context } = await openPage(browser, { viewport: { width: 800, height: 1280 } });
  await page.clock.install();
  await page.goto(town.url + first);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.locator(".face").nth(4).click();
  await page.locator("[data-pending]").waitFor();
  const second = await change();
  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await hall.arrived(before, 1);
  await page.locator(".face").first().waitFor(); // the thanks are over
  await page.clock.fastForward(40_000);
  await page.getByText("Няма терминал с такъв адрес").waitFor();
  assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)), 0);

  // The page that waits is closed, and only the next address is opened.
  await page.goto(town.url + second);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.locator(".face").nth(0).click();
  await page.locator("[data-pending]").waitFor();
  await page.close();
  const third = await change();
  const next = await context.newPage();
  await context.setOffline(false);
  await next.goto(town.url + third);
  await hall.arrived(before, 2);
  await context.close();
});

test("taps that an earlier version of the page had kept move over", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context } = await hall.openKiosk();
  await page.evaluate((home) => localStorage.setItem(`harta.taps.${home}`, JSON.stringify([
    { address: home, tap: { id: crypto.randomUUID(), moment: new Date().toISOString(), score: "4" } },
  ])), town.kiosk);
  await page.reload();
  await hall.arrived(before, 1);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await context.close();
});
