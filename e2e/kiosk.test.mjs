// The kiosk as people meet it: without network, without a server, without a script, by keyboard, by ear; and every tap is there
// in the end, once.
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import { accessibilityFindings, logIn, openBrowser, openPage, startTown } from "./harness.mjs";

let town, browser, staff;
before(async () => {
  [town, browser] = await Promise.all([startTown(), openBrowser()]);
  staff = await openPage(browser);
  await logIn(staff.page, town, "officer");
}, { timeout: 180_000 });
after(async () => { await browser?.close(); await town?.stop(); });

/** How many answers of today there are: what counts and what is kept uncounted, for the tests also run at night. */
async function answersToday() {
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Sofia" });
  const answer = await staff.page.request.get(`${town.url}/reports/satisfaction_total.json?period=custom&from=${today}&to=${today}&compare=none`);
  assert.equal(answer.status(), 200, await answer.text());
  const table = await answer.json();
  return table.total.cells[0].n + Object.values(table.excluded ?? {}).reduce((sum, n) => sum + n, 0);
}

/** How many there are when everything that an earlier test sent has arrived: nothing waits, and no more come for a while. */
async function answersBefore() {
  for (let n = await answersToday(); ;) {
    await new Promise((r) => setTimeout(r, 1000));
    const metrics = await (await fetch(`${town.url}/metrics`)).text();
    const now = await answersToday();
    if (now === n && /^harta_spool_depth 0$/m.test(metrics)) return n;
    n = now;
  }
}

/** Waits until so many answers more than before have arrived, and that no more follow. */
async function arrived(before, more) {
  let now = before;
  for (let i = 0; i < 100 && now < before + more; i++) {
    await new Promise((r) => setTimeout(r, 150));
    now = await answersToday();
  }
  await new Promise((r) => setTimeout(r, 1000));
  assert.equal(await answersToday(), before + more);
}

/** Opens the kiosk and waits until its worker keeps it. */
async function openKiosk(options, path = town.kiosk, at = town.url) {
  const opened = await openPage(browser, { viewport: { width: 800, height: 1280 }, ...options });
  await opened.page.goto(at + path);
  await opened.page.evaluate(() => navigator.serviceWorker.ready);
  return opened;
}

/** An address of the town whose cable can be pulled. A browser that only plays that it is without network lets its worker, or a page
 * that is just being loaded, through now and then. */
async function startCable() {
  const ends = new Set();
  let whole = true;
  let word = "";
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    if (word) return near.on("error", () => {}).once("data", () => near.end(word));
    const far = connect(Number(new URL(town.url).port), "127.0.0.1");
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      one.on("error", () => other.destroy()).on("close", () => { ends.delete(one); other.destroy(); });
      one.pipe(other);
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const pull = () => { whole = false; for (const end of ends) end.destroy(); };
  /** Lets something on the way speak for the server, until it is plugged in again. */
  const interrupt = (status, html) => {
    for (const end of ends) end.destroy();
    word = `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: ${html.length}\r\nConnection: close\r\n\r\n${html}`;
  };
  return { url: `http://127.0.0.1:${server.address().port}`, pull, interrupt, plugIn: () => { whole = true; word = ""; }, stop: () => { pull(); server.close(); } };
}

/** Taps a face and goes back to the question. */
async function tap(page, face) {
  await page.locator(".face").nth(face).click();
  await page.locator("[data-thanks]").waitFor();
  await page.locator("[data-skip]").click();
  await page.locator(".face").first().waitFor();
}

test("taps without network, also after the screen was loaded anew, arrive once", { timeout: 90_000 }, async () => {
  const before = await answersBefore();
  const cable = await startCable();
  const { page, context } = await openKiosk({}, town.kiosk, cable.url);
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
  assert.equal(await answersToday(), before);
  cable.plugIn();
  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await arrived(before, 4);
  await page.locator("[data-pending]").waitFor({ state: "hidden" });
  await context.close();
  cable.stop();
});

test("taps while the server is down arrive once when it is back", { timeout: 180_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openKiosk();
  const port = Number(new URL(town.url).port);
  const cookies = await staff.context.cookies();
  await town.stop(false);
  await tap(page, 4);
  await page.locator("[data-pending]").waitFor();
  await page.reload();
  await tap(page, 1);
  Object.assign(town, await startTown(town.folder, port));
  await staff.context.addCookies(cookies);
  await page.reload();
  await arrived(before, 2);
  await context.close();
});

test("what a closed page left is sent by the browser's worker, once", { timeout: 90_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openKiosk();
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
  await arrived(before, 2);
  await context.close();
});

test("a device that has no room left sends its taps all the same", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openKiosk();
  const browserSide = await context.newCDPSession(page);
  await browserSide.send("Storage.overrideQuotaForOrigin", { origin: town.url, quotaSize: 1 });
  await tap(page, 3);
  await tap(page, 0);
  await arrived(before, 2);
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
  await arrived(before, 4);
  assert.deepEqual(sent.filter((item) => item.kind === "more").map(({ lang, reasons }) => [lang, reasons]).at(-1), ["en", ["waiting"]]);
  await page.locator("[data-pending]").waitFor({ state: "hidden" });
  await context.close();
});

test("taps go on when another page deletes what the kiosk keeps them in", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openKiosk();
  await tap(page, 3);
  await arrived(before, 1);
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
  await arrived(before, 2);
  await context.close();
});

test("what stands between the screen and the server cannot make it forget a tap", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openKiosk();
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
  await arrived(before, 2);
  assert.ok(refused > 0);
  await context.close();
});

test("a page of something on the way takes neither the screen nor what is kept of it", { timeout: 90_000 }, async () => {
  const before = await answersBefore();
  const cable = await startCable();
  const { page, context } = await openKiosk({}, town.kiosk, cable.url);
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
  await arrived(before, 1);
  await context.close();
  cable.stop();
});

test("taps that wait while the kiosk's address changes arrive, and the old page goes", { timeout: 120_000 }, async () => {
  const office = staff.page;
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
  const before = await answersBefore();

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
  await arrived(before, 1);
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
  await arrived(before, 2);
  await context.close();
});

test("everything fits on the screens of halls, asking, closed, without network and thanking", { timeout: 120_000 }, async () => {
  for (const viewport of [{ width: 600, height: 960 }, { width: 800, height: 1280 }, { width: 1280, height: 800 }, { width: 1920, height: 1080 }]) {
    const { page, context } = await openPage(browser, { viewport, reducedMotion: "reduce" });
    for (const path of [town.kiosk, `${town.kiosk}?lang=tr`, `${town.place}?lang=en`]) {
      await page.goto(town.url + path);
      const above = (state) => page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight)
        .then((px) => assert.ok(px <= 0, `${path} at ${viewport.width} × ${viewport.height}, ${state}: ${px} px are below the screen`));
      await above("asking");
      await page.locator("[data-pending]").evaluate((note) => { note.hidden = false; });
      await above("without network");
      await page.locator(".face").first().click();
      await page.locator("[data-thanks]").waitFor();
      await above("thanking");
    }
    await context.close();
  }
});

test("the largest screens are filled, and the longest words fit the smallest", { timeout: 60_000 }, async () => {
  for (const viewport of [{ width: 1920, height: 1080 }, { width: 3840, height: 2160 }, { width: 2160, height: 3840 }]) {
    const { page, context } = await openPage(browser, { viewport, reducedMotion: "reduce" });
    await page.goto(town.url + town.kiosk);
    const faces = await page.locator(".faces").evaluate((group) => group.getBoundingClientRect().width);
    assert.ok(faces >= 0.6 * viewport.width, `the faces take ${Math.round(faces)} px of ${viewport.width}`);
    const word = await page.locator(".face-word").first().evaluate((text) => parseFloat(getComputedStyle(text).fontSize));
    assert.ok(word >= 0.018 * Math.min(viewport.width, viewport.height), `a face's word is ${word} px high on ${viewport.width} × ${viewport.height}`);
    await context.close();
  }
  for (const width of [320, 600, 1280]) {
    const { page, context } = await openPage(browser, { viewport: { width, height: 640 }, reducedMotion: "reduce" });
    await page.goto(town.url + town.kiosk);
    await page.evaluate(() => {
      const long = "Противоконституционствувателствувайте".repeat(3);
      for (const text of document.querySelectorAll(".chip span, .face-word, h1, legend, option")) text.textContent = `${long} и още`;
    });
    await page.locator(".face").first().click();
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(await wide() <= 0, `the thanks are ${await wide()} px wider than ${width}`);
    await page.locator("[data-skip]").click();
    assert.ok(await wide() <= 0, `the question is ${await wide()} px wider than ${width}`);
    await context.close();
  }
});

test("taps that an earlier version of the page had kept move over", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openKiosk();
  await page.evaluate((home) => localStorage.setItem(`harta.taps.${home}`, JSON.stringify([
    { address: home, tap: { id: crypto.randomUUID(), moment: new Date().toISOString(), score: "4" } },
  ])), town.kiosk);
  await page.reload();
  await arrived(before, 1);
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await context.close();
});

test("what a person adds after the tap never holds up the tap", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context, complaints } = await openKiosk();
  // From the touch to the painted thanks, by the page's own clock, and the median of several: what counts is the page's work and not
  // how busy the machine is. Sending is held back meanwhile, and must not hold back the screen.
  const versions = new Set();
  await context.route("**/queue", async (route) => {
    for (const item of route.request().postDataJSON().items) {
      versions.add(item.version);
      assert.ok(item.age >= 1 && item.age < 60_000, `an item is ${item.age} ms old`);
    }
    await new Promise((r) => setTimeout(r, 1500));
    await route.continue().catch(() => {});
  });
  const took = await page.evaluate(async () => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); }));
    const times = [];
    for (let i = 0; i < 9; i++) {
      await painted();
      const from = performance.now();
      document.querySelectorAll(".face")[1].click();
      if (document.querySelector("[data-thanks]").hidden) return [Infinity];
      await painted();
      times.push(performance.now() - from);
      if (i < 8) document.querySelector("[data-skip]").click();
    }
    return times.sort((a, b) => a - b);
  });
  const median = took[Math.floor(took.length / 2)];
  assert.ok(median < 100, `the screen answers after ${median} ms (${took.map(Math.round).join(" ")})`);
  console.log(`# from the touch to the painted thanks: ${Math.round(median)} ms`);
  await arrived(before, 9); // nothing has been added yet
  assert.deepEqual([...versions], [1], "each tap says by which version of the forms it was asked");
  const chips = page.locator(".chip:visible");
  assert.deepEqual(await chips.allInnerTexts(), ["Дълго чакане", "Нелюбезно отношение", "Неясна информация", "Не получих каквото ми трябваше",
    "Пратиха ме другаде", "Труден достъп до сградата"]);
  await chips.first().click();
  await page.locator('textarea[name="comment"]').fill("Обадете ми се на 0888 123 456");
  await page.locator(".more-send").click();
  await page.locator(".face").first().waitFor();
  await arrived(before, 9);
  assert.deepEqual(complaints, []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test("without a script the tap and what is added to it work too", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openPage(browser, { javaScriptEnabled: false, viewport: { width: 800, height: 1280 } });
  await page.goto(town.url + town.kiosk);
  await page.locator(".face").nth(4).click();
  await page.getByText("Благодарим").first().waitFor();
  assert.deepEqual(await page.locator(".chip").allInnerTexts(), ["Любезно отношение", "Бързо обслужване", "Ясна информация", "Получих каквото ми трябваше"]);
  await page.locator(".chip").nth(1).click();
  await page.locator('textarea[name="comment"]').fill("Всичко беше наред.");
  await page.locator(".more-send").click();
  await page.getByText("Благодарим").first().waitFor();
  assert.equal(await page.locator(".chip").count(), 0);
  await arrived(before, 1);
  await context.close();
});

test("the keys 1 to 5 are the faces where these have the focus, and nowhere else", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context } = await openKiosk({ viewport: { width: 1280, height: 800 } });
  await page.keyboard.press("5");
  await page.locator('nav a[lang="tr"]').focus();
  await page.keyboard.press("4");
  assert.ok(await page.locator("[data-thanks]").isHidden(), "a digit rates that nobody meant for a face");
  await page.evaluate(() => document.activeElement.blur());
  await page.mouse.click(5, 5);
  await page.keyboard.press("3");
  assert.ok(await page.locator("[data-thanks]").isHidden());
  await page.keyboard.press("Tab");
  assert.ok(await page.locator(".faces").evaluate((group) => group.contains(document.activeElement)), "the faces are the first stop");
  await page.keyboard.press("2");
  await page.locator("[data-thanks]").waitFor();
  await page.locator("[data-skip]").focus();
  await page.keyboard.press("Enter");
  await page.locator(".face").first().waitFor();
  assert.ok(await page.locator(".faces").evaluate((group) => group === document.activeElement), "the next person begins at the faces");
  await page.keyboard.press("4");
  await page.locator("[data-thanks]").waitFor();
  await page.locator("[data-skip]").click();
  await tap(page, 4);
  assert.ok(await page.evaluate(() => document.activeElement === document.body), "a touch leaves no focus behind");
  await arrived(before, 3);
  await context.close();
});

test("a hand that touches twice, or goes on touching, says one thing", { timeout: 120_000 }, async () => {
  const before = await answersBefore();
  let taps = 0;
  for (const viewport of [{ width: 360, height: 740 }, { width: 600, height: 960 }, { width: 1280, height: 800 }]) {
    const { page, context } = await openKiosk({ viewport, hasTouch: true, reducedMotion: "reduce" });
    const middle = async (place) => {
      await place.scrollIntoViewIfNeeded();
      const { x, y, width, height } = await place.boundingBox();
      return [x + width / 2, y + height / 2];
    };
    const hammer = async ([x, y]) => { for (let i = 0; i < 4; i++) await page.touchscreen.tap(x + 2 * i, y + i); };
    for (let n = 0; n < 5; n++) {
      const where = `the face ${n + 1} at ${viewport.width} × ${viewport.height}`;
      await hammer(await middle(page.locator(".face").nth(n)));
      taps += 1;
      assert.ok(await page.locator("[data-thanks]").isVisible(), `${where}: the thanks are gone`);
      assert.deepEqual(await page.locator(".chip input:checked").evaluateAll((all) => all.map((chip) => chip.value)), [], where);
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1", `${where}: something else has the focus`);
      await page.waitForTimeout(600); // the hand rests
      await hammer(await middle(page.locator("[data-skip]")));
      assert.ok(await page.locator("[data-ask]").isVisible(), `${where}: somebody rated who is not there`);
      assert.equal(await page.locator("html").getAttribute("lang"), "bg", `${where}: the language is another`);
      await page.waitForTimeout(600);
      await page.evaluate(() => window.scrollTo(0, 0));
    }
    await page.goto(`${town.url}${town.kiosk}?lang=tr`);
    await page.waitForTimeout(600);
    await page.locator(".face").first().click();
    taps += 1;
    await page.waitForTimeout(600);
    const done = await middle(page.locator("[data-skip]"));
    for (let i = 0; i < 2; i++) {
      await page.touchscreen.tap(...done);
      await page.waitForTimeout(200);
    }
    await page.locator('html[lang="bg"] .face').first().waitFor();
    assert.ok(await page.locator("[data-ask]").isVisible(), "the second touch rated on the page that came");
    await context.close();
  }
  await arrived(before, taps);
});

test("a screen opens in time, whether its clock is years behind or hours ahead", { timeout: 120_000 }, async () => {
  for (const off of ["2015-01-01T08:00:00", new Date(Date.now() + 7_200_000)]) {
    const { page, context } = await openPage(browser, { viewport: { width: 800, height: 1280 }, serviceWorkers: "block" });
    await page.clock.install({ time: new Date(off) });
    let loads = 0;
    let opens = Date.now() + 600_000;
    let left = 600_000;
    await context.route(`${town.url}${town.kiosk}`, async (route) => {
      if (route.request().isNavigationRequest()) loads += 1;
      const answer = await route.fetch();
      const at = new Date(opens).toISOString().replace(/\.\d+/, "");
      await route.fulfill({ response: answer, body: (await answer.text()).replace(/ data-changes="[^"]*" data-left="[^"]*"/, ` data-changes="${at}" data-left="${left}"`)
        .replace('<div class="kiosk-head">', '<div class="kiosk-closed" data-closed><p>Затворено</p></div><div class="kiosk-head">') });
    });
    await page.goto(town.url + town.kiosk);
    await page.locator("[data-closed]").waitFor();
    await page.clock.fastForward(40_000);
    await page.clock.fastForward(460_000);
    left = 100_000;
    await page.waitForTimeout(1_000); // what a screen does when a moment has come
    assert.ok(await page.locator("[data-closed]").isVisible(), `${off}: it is not yet time`);
    assert.equal(loads, 1, `${off}`);
    [opens, left] = [opens + 3_000_000, 3_000_000];
    await Promise.all([page.waitForEvent("load"), page.clock.fastForward(640_000)]);
    assert.equal(loads, 2, `${off}`);
    // A clock that was set back does not keep the screen from being idle.
    await page.locator("[data-closed]").waitFor();
    await page.clock.setSystemTime(new Date("2010-01-01T08:00:00"));
    opens += 3_000_000;
    await Promise.all([page.waitForEvent("load"), page.clock.fastForward(3_040_000)]);
    // Without the server it opens too, and the page stays.
    await context.unroute(`${town.url}${town.kiosk}`);
    await context.route(`${town.url}${town.kiosk}`, (route) => route.abort());
    await page.clock.fastForward(3_040_000);
    await page.locator("[data-closed]").waitFor({ state: "hidden" });
    assert.equal(await page.locator(".face").count(), 5, `${off}`);
    await context.close();
  }
});

test("a browser without the worker is never left without a page", { timeout: 60_000 }, async () => {
  const { page, context } = await openPage(browser, { viewport: { width: 800, height: 1280 }, serviceWorkers: "block" });
  await page.clock.install();
  await page.goto(`${town.url}${town.kiosk}?lang=en`);
  await context.route(`${town.url}${town.kiosk}**`, (route) => route.abort());
  await page.clock.fastForward(21_000);
  await page.clock.fastForward(1_000);
  await page.locator('nav a[lang="tr"]').click();
  await page.waitForTimeout(1_000); // what a screen does when a moment has come
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator(".face").count(), 5);
  await context.unroute(`${town.url}${town.kiosk}**`);
  await page.clock.fastForward(21_000);
  await page.clock.fastForward(1_000);
  await page.locator('html[lang="bg"] .face').first().waitFor();
  assert.equal(new URL(page.url()).search, "");
  await context.close();
});

test("the next person finds the question in the first language", { timeout: 60_000 }, async () => {
  const { page, context } = await openPage(browser, { viewport: { width: 1280, height: 800 } });
  await page.clock.install();
  await page.goto(`${town.url}${town.kiosk}?lang=en`);
  await page.locator(".face").first().focus();
  await page.keyboard.press("5");
  await page.locator("[data-thanks]").waitFor();
  assert.match(await page.locator("[data-say]").innerText(), /Very satisfied/);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space"); // the first reason
  assert.ok(await page.locator(".chip input").evaluateAll((all) => all.some((c) => c.checked)));
  await page.clock.fastForward(15_000);
  assert.ok(await page.locator("[data-thanks]").isVisible(), "somebody was choosing a moment ago");
  await Promise.all([page.waitForURL((u) => u.search === ""), page.clock.fastForward(21_000)]);
  assert.equal(await page.locator("html").getAttribute("lang"), "bg");
  await page.goto(`${town.url}${town.kiosk}?lang=tr`);
  await Promise.all([page.waitForURL((u) => u.search === ""), page.clock.fastForward(21_000)]);
  await context.close();
});

test("what a screen reader hears", { timeout: 60_000 }, async () => {
  const { page, context } = await openKiosk();
  const heard = await page.locator("body").ariaSnapshot();
  for (const line of ['- heading "Доволни ли сте от обслужването днес?" [level=1]', '- group "Доволни ли сте от обслужването днес?"',
    '- button "Много недоволен"', '- button "Нито доволен, нито недоволен"', '- button "Много доволен"', '- navigation "Език"', '- link "English"']) {
    assert.ok(heard.includes(line), `${line}\nis not in\n${heard}`);
  }
  await page.locator(".face").nth(3).focus();
  await page.keyboard.press("Enter");
  await page.locator("[data-thanks]").waitFor();
  assert.equal(await page.locator('[role="status"]').innerText(), "Оценката „Доволен“ е приета.");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Благодарим Ви!");
  const then = await page.locator("body").ariaSnapshot();
  for (const line of ['- heading "Благодарим Ви!" [level=1]', '- group "Какво повлия най-много?"', '- checkbox "Любезно отношение"', '- button "Изпратете"', '- button "Готово"']) {
    assert.ok(then.includes(line), `${line}\nis not in\n${then}`);
  }
  assert.ok(!then.includes("Дълго чакане"), "a reason of another face is heard");
  await context.close();
});

for (const [size, viewport] of Object.entries({ phone: { width: 360, height: 740 }, tablet: { width: 800, height: 1280 }, desktop: { width: 1280, height: 800 } })) {
  for (const options of [{ colorScheme: "light" }, { colorScheme: "dark" }, { forcedColors: "active" }]) {
    test(`nothing is out of reach on a ${size}, ${Object.values(options)[0]}`, { timeout: 90_000 }, async () => {
      const { page, context, complaints } = await openPage(browser, { viewport, reducedMotion: "reduce", ...options });
      for (const path of [town.kiosk, `${town.kiosk}?lang=tr`, town.place]) {
        await page.goto(town.url + path);
        const faces = await page.locator(".face").evaluateAll((all) => all.map((f) => f.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)));
        assert.ok(faces.length === 5 && faces.every((side) => side >= 96), `faces of ${faces} px`);
        assert.deepEqual(await accessibilityFindings(page), []);
        await page.locator(".face").first().click();
        await page.locator("[data-thanks]").waitFor();
        assert.deepEqual(await accessibilityFindings(page), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
        assert.doesNotMatch(await page.locator("body").innerText(), /⟦|undefined|NaN/);
      }
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }
}

test("the first load is small", { timeout: 60_000 }, async () => {
  const { page, context } = await openPage(browser);
  const loaded = [];
  context.on("response", (r) => loaded.push(r));
  await page.goto(town.url + town.kiosk);
  await page.evaluate(() => navigator.serviceWorker.ready);
  let bytes = 0;
  const seen = new Set();
  for (const r of loaded) {
    if (r.url().endsWith(".woff2") || seen.has(r.url())) continue;
    seen.add(r.url());
    const { responseBodySize } = await r.request().sizes();
    bytes += responseBodySize;
  }
  assert.ok(seen.size >= 3, [...seen].join(" "));
  assert.ok(bytes > 1000 && bytes <= 60_000, `${bytes} bytes: ${[...seen].join(" ")}`);
  console.log(`# first load without the typeface: ${bytes} bytes in ${seen.size} files`);
  await context.close();
});

test("a public link asks for its place, counts by its own channel and keeps no cookie", { timeout: 60_000 }, async () => {
  const before = await answersBefore();
  const { page, context, complaints } = await openKiosk({ viewport: { width: 360, height: 740 } }, town.place);
  assert.match(await page.locator(".kiosk-place").innerText(), /\S/);
  await page.locator(".face").nth(3).click();
  await page.locator("[data-thanks]").waitFor();
  await arrived(before, 1);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(complaints, []);
  await context.close();
});
