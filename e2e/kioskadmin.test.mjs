// The office and its kiosks: a place gets a poster whose code a reader understands and whose paper is the size it says, a kiosk gets
// an address that works once, two officers notice each other, and every page is fit for everybody.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import jsQR from "jsqr";
import { accessibilityFindings, logIn, openBrowser, openPage, startTown } from "./harness.mjs";

let town, browser;
before(async () => { [town, browser] = await Promise.all([startTown(), openBrowser()]); }, { timeout: 300_000 });
after(async () => { await browser?.close(); await town?.stop(); });

const limit = { timeout: 240_000 };

/** Opens a page of the officer's. */
async function officer(options) {
  const opened = await openPage(browser, options);
  await logIn(opened.page, town, "officer");
  return opened;
}

/** Reads a drawn code as a phone does: painted on a canvas, then decoded by a reader that knows nothing of the writer. */
async function readCode(page, selector) {
  const { data, side } = await page.locator(selector).first().evaluate(async (svg) => {
    const side = 600;
    const copy = svg.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", side);
    copy.setAttribute("height", side);
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    const canvas = new OffscreenCanvas(side, side).getContext("2d");
    canvas.drawImage(image, 0, 0, side, side);
    return { data: Array.from(canvas.getImageData(0, 0, side, side).data), side };
  });
  return jsQR(Uint8ClampedArray.from(data), side, side)?.data;
}

test("a place is added, and its poster leads to it", limit, async () => {
  const { page, context, complaints } = await officer();
  await page.goto(`${town.url}/places/new`);
  await page.getByLabel("Наименование на български език").fill("Каса 2");
  await page.getByLabel("Наименование на английски език").fill("Cash desk 2");
  await page.getByLabel("Място на обслужване").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Добавете мястото" }).click();
  await page.getByText("Мястото е добавено").waitFor();
  const address = await page.locator(".screen-link a").innerText();
  assert.equal(await readCode(page, ".screen-qr svg"), address);

  for (const [language, question] of [["bg", "Доволни ли сте"], ["en", "Are you satisfied"]]) {
    await page.goto(`${page.url().split("?")[0].replace(/\/poster$/, "")}/poster?format=a4&in=${language}`);
    await page.getByText(question).waitFor();
    const printed = await readCode(page, ".poster svg.qr");
    assert.equal(printed, language === "bg" ? address : `${address}?lang=en`);
    assert.match(await page.locator(".poster-address").innerText(), /\/q\/[2-9a-z]{4}-[2-9a-z]{4}$/);
    assert.match(await page.locator("[role=note]").innerText(), /HARTA_PUBLIC_URL/, "a poster of this machine's own address warns");
    const answer = await context.request.get(printed);
    assert.equal(answer.status(), 200, "the scanned address opens");
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

test("posters print on the paper they are made for", limit, async () => {
  const { page, context } = await officer();
  const sizes = { a4: [595, 842], a6: [298, 420], sheet: [595, 842] };
  for (const [format, [width, height]] of Object.entries(sizes)) {
    await page.goto(`${town.url}/places/q1/poster?format=${format}`);
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
    const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)].map((m) => [Math.round(m[1]), Math.round(m[2])]);
    assert.equal(boxes.length, 1, `${format}: one page, not ${boxes.length}`);
    assert.ok(Math.abs(boxes[0][0] - width) <= 2 && Math.abs(boxes[0][1] - height) <= 2, `${format} prints on ${boxes[0]}`);
  }
  await context.close();
});

test("a kiosk is enrolled by keyboard, its address shown, changed and taken back", limit, async () => {
  const { page, context, complaints } = await officer();
  await page.goto(`${town.url}/kiosks`);
  await page.getByRole("link", { name: "Нов терминал" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Наименование").focus();
  await page.keyboard.type("Асансьор");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.getByRole("button", { name: "Добавете терминала" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Терминалът е добавен").waitFor();
  const home = page.url().split("?")[0];

  await page.getByRole("button", { name: "Покажете адреса" }).click();
  const address = await page.locator(".screen-link a").innerText();
  assert.equal(await readCode(page, ".screen-qr svg"), address);
  assert.equal((await context.request.get(address)).status(), 200);

  await page.goto(home);
  await page.getByText("Нов адрес", { exact: true }).click();
  await page.getByRole("button", { name: "Издайте нов адрес" }).click();
  await page.getByText("Старият вече не работи").waitFor();
  assert.equal((await context.request.get(address)).status(), 404);

  await page.getByText("Отнемане на адреса").click();
  await page.getByRole("button", { name: "Отнемете адреса" }).click();
  await page.getByText("Никой не може да оценява с него").waitFor();
  assert.match(await page.locator("main").innerText(), /Олга Филипова/, "it says who took the address back");
  assert.deepEqual(complaints.filter((c) => !/status of 404/.test(c)), []);
  await context.close();
});

test("two officers at one kiosk notice each other, and nothing typed is lost", limit, async () => {
  const first = await officer();
  const second = await officer();
  for (const { page } of [first, second]) await page.goto(`${town.url}/kiosks/k2`);
  await first.page.getByLabel("Наименование").fill("Гише 12");
  await first.page.getByRole("button", { name: "Запазете промените" }).click();
  await first.page.getByText("Промените са запазени.").waitFor();
  await second.page.getByLabel("Наименование").fill("Гише 14");
  await second.page.getByRole("button", { name: "Запазете промените" }).click();
  await second.page.getByText("различава от Вашето").waitFor();
  assert.match(await second.page.locator(".error-summary").innerText(), /Гише 12/);
  assert.equal(await second.page.getByLabel("Наименование").inputValue(), "Гише 14");
  await second.page.getByRole("button", { name: "Запазете промените" }).click();
  await second.page.getByText("Промените са запазени.").waitFor();
  await first.context.close();
  await second.context.close();
});

const paths = ["/kiosks", "/kiosks/new", "/kiosks/k1", "/kiosks/k4", "/places", "/places/q1", "/places/q1/poster?format=sheet", "/uncounted",
  "/uncounted?from=2025-01-01&reason=burst", "/uncounted?from=2030-01-01"];
for (const [size, viewport] of Object.entries({ phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } })) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the pages on a ${size} in the ${colorScheme}`, limit, async (t) => {
      const { page, context } = await officer({ viewport, colorScheme, reducedMotion: "reduce" });
      for (const path of paths) {
        await t.test(path, async () => {
          await page.goto(town.url + path);
          assert.deepEqual(await accessibilityFindings(page), []);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `the page is ${wide} px wider than the screen`);
          assert.doesNotMatch(await page.locator("body").innerText(), /⟦|undefined|NaN/);
        });
      }
      await context.close();
    });
  }
}
