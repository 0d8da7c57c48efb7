// Starts the built program with the demo town in a folder of its own, and a real browser in front of it. Each test file that
// needs a town shares the one that the first start fills: filling takes seconds, copying a folder does not.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const output = path.join(root, "e2e", "output");
mkdirSync(output, { recursive: true });

const binary = path.join(root, "bin", "harta");

/** The system's Chromium: the path in CHROMIUM, else the usual places. */
function browserPath() {
  const found = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .find((p) => p && existsSync(p));
  if (!found) throw new Error("no Chromium found: run `make chromium` or set CHROMIUM to its path");
  return found;
}

/** A headless browser with everything that calls home switched off. */
export function openBrowser() {
  return chromium.launch({
    executablePath: browserPath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--font-render-hinting=none"],
  });
}

/**
 * Starts `harta demo` in a folder of its own, or in an existing one, with settings of its own, and waits until it serves.
 * @returns {Promise<{url: string, folder: string, users: {login: string, role: string, password: string}[], kiosk: string, place: string,
 *   output: () => string, run: (args: string[]) => Promise<{code: number, out: string, err: string}>, stop: () => Promise<number>}>}
 */
export async function startTown(existing, port = 0, settings = {}) {
  const town = await start("demo", existing, port, settings);
  town.users = JSON.parse(readFileSync(path.join(town.folder, "demo-users.json"), "utf8"));
  town.kiosk = /\/k\/\S+/.exec(town.output())[0];
  town.place = /\/q\/\S+/.exec(town.output())?.[0];
  return town;
}

/** Starts `harta serve` on an empty folder, with the first administrator and one user of each other role named. */
export function startEmpty(...roles) { return startEmptyWith({}, ...roles); }

/** Likewise, with settings of the environment. */
export async function startEmptyWith(settings, ...roles) {
  const server = await start("serve", undefined, 0, settings);
  server.users = [{ login: "admin", role: "admin", password: /^ {2}admin {2}(\S+)$/m.exec(server.output())[1] }];
  for (const role of roles) {
    const added = await server.run(["user", "add", role, "--role", role]);
    if (added.code !== 0) throw new Error(`user ${role}: ${added.err}`);
    server.users.push({ login: role, role, password: /\S+$/.exec(added.out.trim())[0] });
  }
  return server;
}

/** Starts the program and waits until it says that it serves. */
async function start(verb, existing, port = 0, settings = {}) {
  const folder = existing ?? mkdtempSync(path.join(tmpdir(), "harta-e2e-"));
  const child = spawn(binary, ["--data", folder, verb, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "pipe", "pipe"], env: { ...environment(), ...settings } });
  let printed = "";
  const exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  child.stderr.on("data", (d) => { printed += d; });
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not serving after two minutes:\n${printed}`)), 120_000);
    child.stdout.on("data", (d) => {
      printed += d;
      const serving = /(http:\/\/127\.0\.0\.1:\d+)\. Спиране/.exec(printed);
      if (serving) { clearTimeout(late); resolve(serving[1]); }
    });
    exited.then((code) => { clearTimeout(late); reject(new Error(`harta ended with ${code}:\n${printed}`)); });
  });
  return {
    url, folder,
    output: () => printed,
    run: (args) => command(["--data", folder, ...args]),
    stop: async (remove = !existing) => {
      child.kill("SIGTERM");
      const code = await exited;
      if (remove) rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** Runs one command of the program to its end. */
export function command(args) {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: environment() });
    let out = "", err = "";
    child.stdout.on("data", (d) => { out += d; });
    child.stderr.on("data", (d) => { err += d; });
    child.once("exit", (code) => resolve({ code, out, err }));
  });
}

/** The program must find nothing of the person's own settings. */
function environment() {
  const env = { ...process.env, LANG: "bg_BG.UTF-8" };
  for (const name of Object.keys(env)) {
    if (name.startsWith("HARTA_") && name !== "HARTA_REAL_DATA" || name.startsWith("LC_")) delete env[name];
  }
  return env;
}

/** Opens a page that fails the test on console errors, policy violations and failed requests. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: "bg-BG", timezoneId: "Europe/Sofia", viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (e) => complaints.push(`script error: ${e.message}`));
  page.on("console", (m) => { if (m.type() === "error") complaints.push(`console: ${m.text()} (${m.location().url})`); });
  page.on("requestfailed", (r) => { if (r.failure()?.errorText !== "net::ERR_ABORTED") complaints.push(`request failed: ${r.url()} ${r.failure()?.errorText}`); });
  return { context, page, complaints };
}

/** Logs in as the demo user with the given role and lands on the page asked for. */
export async function logIn(page, town, role) {
  const user = town.users.find((u) => u.role === role);
  await page.goto(`${town.url}/login`);
  await page.locator('[name="login"]').fill(user.login);
  await page.locator('input[type="password"]').fill(user.password);
  await page.locator("main form .button-primary").click();
  await page.waitForURL((u) => !u.pathname.startsWith("/login"));
}

/** What the accessibility rules find on the page as it stands: WCAG 2.2 AA and the rules engine's best practice. */
export async function accessibilityFindings(page) {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`);
}
