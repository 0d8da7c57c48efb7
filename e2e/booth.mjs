// What the tests of kiosks share: a town with an officer's page that counts answers, and a cable that can be pulled.
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { logIn, openBrowser, openPage, startTown } from "./harness.mjs";

/** The day it is in the town, as 2026-11-26. */
export const today = () => new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Sofia" });

/** Starts a town, a browser and the officer's page in it. */
export async function startHall() {
  const [town, browser] = await Promise.all([startTown(), openBrowser()]);
  const staff = await openPage(browser);
  await logIn(staff.page, town, "officer");
  return new Hall(town, browser, staff);
}

class Hall {
  constructor(town, browser, staff) {
    Object.assign(this, { town, browser, staff, since: today() });
  }

  async stop() {
    await this.browser.close();
    await this.town.stop();
  }

  /** How many answers there are since the tests began: what counts and what is kept uncounted, for the tests also run at night. */
  async answers() {
    const answer = await this.staff.page.request.get(`${this.town.url}/reports/satisfaction_total.json?period=custom&from=${this.since}&to=${today()}&compare=none`);
    assert.equal(answer.status(), 200, await answer.text());
    const table = await answer.json();
    return table.total.cells[0].n + Object.values(table.excluded ?? {}).reduce((sum, n) => sum + n, 0);
  }

  /** How many there are when everything that an earlier test sent has arrived: nothing waits, and no more come for a while. */
  async answersBefore() {
    for (let n = await this.answers(); ;) {
      await new Promise((r) => setTimeout(r, 1000));
      const metrics = await (await fetch(`${this.town.url}/metrics`)).text();
      const now = await this.answers();
      if (now === n && /^harta_spool_depth 0$/m.test(metrics)) return n;
      n = now;
    }
  }

  /** Waits until so many answers more than before have arrived, and that no more follow. */
  async arrived(before, more) {
    let now = before;
    for (const end = Date.now() + 20_000; Date.now() < end && now < before + more;) {
      await new Promise((r) => setTimeout(r, 150));
      now = await this.answers();
    }
    await new Promise((r) => setTimeout(r, 1000));
    assert.equal(await this.answers(), before + more);
  }

  /** Opens the kiosk and waits until its worker keeps it. */
  async openKiosk(options, path = this.town.kiosk, at = this.town.url) {
    const opened = await openPage(this.browser, { viewport: { width: 800, height: 1280 }, ...options });
    await opened.page.goto(at + path);
    await opened.page.evaluate(() => navigator.serviceWorker.ready);
    return opened;
  }
}

/** An address of the town whose cable can be pulled. A browser that only plays that it is without network lets its worker, or a page
 * that is just being loaded, through now and then. */
export async function startCable(town) {
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
export async function tap(page, face) {
  await page.locator(".face").nth(face).click();
  await page.locator("[data-thanks]").waitFor();
  await page.locator("[data-skip]").click();
  await page.locator(".face").first().waitFor();
}
