// The screen of a kiosk as people meet it: by touch, by keyboard, by ear, without a script, in their language, in its hours.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startHall, tap } from "./booth.mjs";
import { openPage } from "./harness.mjs";

let hall, town, browser;
before(async () => {
  hall = await startHall();
  ({ town, browser } = hall);
}, { timeout: 180_000 });
after(() => hall?.stop());

const limit = { timeout: 240_000 }; // a busy machine takes its time

test("what a person adds after the tap never holds up the tap", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context, complaints } = await hall.openKiosk();
  // The thanks are there before the touch is over, while sending is held back; how long until they are painted is only told.
  const versions = new Set();
  await context.route("**/queue", async (route) => {
    for (const item of route.request().postDataJSON().items) {
      versions.add(item.version);
      assert.ok(item.age >= 1 && item.age < 600_000, `an item is ${item.age} ms old`);
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
      if (document.querySelector("[data-thanks]").hidden) return null;
      await painted();
      times.push(performance.now() - from);
      if (i < 8) document.querySelector("[data-skip]").click();
    }
    return times.sort((a, b) => a - b);
  });
  assert.ok(took, "the thanks wait for something");
  console.log(`# from the touch to the painted thanks: ${Math.round(took[Math.floor(took.length / 2)])} ms`);
  await hall.arrived(before, 9); // nothing has been added yet
  assert.deepEqual([...versions], [1], "each tap says by which version of the forms it was asked");
  const chips = page.locator(".chip:visible");
  assert.deepEqual(await chips.allInnerTexts(), ["Дълго чакане", "Нелюбезно отношение", "Неясна информация", "Не получих каквото ми трябваше",
    "Пратиха ме другаде", "Труден достъп до сградата"]);
  await chips.first().click();
  await page.locator('textarea[name="comment"]').fill("Обадете ми се на 0888 123 456");
  await page.locator(".more-send").click();
  await page.locator(".face").first().waitFor();
  await hall.arrived(before, 9);
  assert.deepEqual(complaints, []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test("without a script the tap and what is added to it work too", limit, async () => {
  const before = await hall.answersBefore();
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
  await hall.arrived(before, 1);
  await context.close();
});

test("the keys 1 to 5 are the faces where these have the focus, and nowhere else", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context } = await hall.openKiosk({ viewport: { width: 1280, height: 800 } });
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
  await hall.arrived(before, 3);
  await context.close();
});

test("a hand that touches twice, or goes on touching, says one thing", limit, async () => {
  const before = await hall.answersBefore();
  let taps = 0;
  for (const viewport of [{ width: 360, height: 740 }, { width: 600, height: 960 }, { width: 1280, height: 800 }]) {
    const { page, context } = await hall.openKiosk({ viewport, hasTouch: true, reducedMotion: "reduce" });
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
  await hall.arrived(before, taps);
});

test("a screen opens in time, whether its clock is years behind or hours ahead", limit, async () => {
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
        .replace(/<div class="kiosk-closed"[\s\S]*?<\/div>/, "") // the town's own, in the evening
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

test("a browser without the worker is never left without a page", limit, async () => {
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

test("the next person finds the question in the first language", limit, async () => {
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

test("what a screen reader hears", limit, async () => {
  const { page, context } = await hall.openKiosk();
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

test("a public link asks for its place, counts by its own channel and keeps no cookie", limit, async () => {
  const before = await hall.answersBefore();
  const { page, context, complaints } = await hall.openKiosk({ viewport: { width: 360, height: 740 } }, town.place);
  assert.match(await page.locator(".kiosk-place").innerText(), /\S/);
  await page.locator(".face").nth(3).click();
  await page.locator("[data-thanks]").waitFor();
  await hall.arrived(before, 1);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(complaints, []);
  await context.close();
});
