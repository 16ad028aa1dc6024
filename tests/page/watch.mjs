// Watches a running program in Chromium: every view of the page, live and as a file, in both themes and widths.
//
//     node watch.mjs PROGRAM FOLDER [IMAGES]
//
// Screenshots go to FOLDER, and the few that the documentation shows to IMAGES. It fails on anything that a page says is
// wrong, and on any request to somebody else.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createWebServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [program, folder, images] = process.argv.slice(2).map((path) => resolve(path));
const TOKEN = "c0rrect-horse";
const LOOKS = [["light", 1280, 800], ["dark", 1280, 800], ["light", 390, 844], ["dark", 390, 844]];
const BROWSER = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const SECTIONS = ["alloc", "channels", "streams", "futures", "locks", "threads", "runtimes", "in_flight", "tree"];

const complaints = [];
const running = new Set();
const profile = mkdtempSync(join(tmpdir(), "hotpath-page-"));
mkdirSync(folder, { recursive: true });
const browser = await chromium.launchPersistentContext(profile, { executablePath: BROWSER, headless: true, args: ARGUMENTS });
browser.setDefaultTimeout(60_000);
try {
  await watchProgram();
  await watchTokens();
  await watchConnections();
  assert.deepEqual(complaints, []);
  console.log("the page was seen in all of its views");
} finally {
  for (const child of running) child.kill();
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}

async function watchProgram() {
  const file = join(folder, "report.html");
  const shop = await start({ HOTPATH_OUTPUT_FORMAT: "html", HOTPATH_OUTPUT_PATH: file });
  const pages = [];
  const expected = [];
  for (const look of LOOKS) {
    const page = await open(look, `${shop.address}/`, shop.address, expected);
    await page.locator("#state[data-state=live]").waitFor();
    pages.push([look, page]);
  }
  // Enough seconds for lines to have something to show, and to go back to.
  await pages[0][1].waitForFunction(() => Number(document.getElementById("time").max) >= 12);
  for (const [look, page] of pages) await seeViews(page, look, "live");
  await goBack(pages[0][1]);
  // From here on pages ask for a server that goes away, which browsers complain about.
  expected.push(/net::ERR_|status of 503/);
  shop.child.stdin.end();
  for (const [look, page] of pages) {
    await page.locator("#state[data-state=ended]").waitFor();
    await page.locator("#notice").getByText("The program has ended").waitFor();
    await page.locator("#tab-functions").click();
    assert.ok(await page.locator("tbody tr").count() > 5, "the last numbers are kept");
    await shoot(page, look, "ended");
    await page.close();
  }
  await shop.ended;
  for (const look of [LOOKS[0], LOOKS[3]]) {
    const page = await open(look, pathToFileURL(file).href, "file://");
    await page.locator("#state[data-state=report]").waitFor();
    await seeViews(page, look, "report");
    await page.close();
  }
  await seeStrangers(file);
}

/** A section that the page was not made for, and findings, with names that are no markup. */
async function seeStrangers(file) {
  const begin = '<script id="data" type="application/json">';
  const [head, rest] = readFileSync(file, "utf8").split(begin);
  const end = rest.indexOf("</script>");
  const report = JSON.parse(rest.slice(0, end));
  const odd = "<img src=x onerror=alert(1)>";
  const column = { id: "wheels", title: odd, unit: "count" };
  report.sections.toys = { title: "Toys", columns: [column], rows: [{ name: odd, values: { wheels: 4 } }, { name: "toy::cart" }] };
  const twins = [3, 9].map((line) => ({ name: "toy::twin", file: "src/toy.rs", line, column: 5, values: { wheels: line } }));
  report.sections.toys.rows.push(...twins);
  const found = (severity, row, text) => ({ rule: "too-many-wheels", severity, section: "toys", row, ...report.sections.toys.rows[row], values: undefined, text,
    numbers: [{ name: "wheels", value: 4_000, unit: "count" }, { name: "rolled_for", value: 1_500_000, unit: "ns" }],
    threshold: { name: "threshold", value: 2_550, unit: "basis_points" } });
  // The index of the last one is that of another row.
  report.findings = [found("rumour", 2, "A rumour."), found("note", 3, "A note."), found("warning", 0, `${odd} has 4 wheels.`),
    { ...found("note", 3, "A moved one."), row: 0 }];
  const path = join(folder, "strangers.html");
  writeFileSync(path, head + begin + JSON.stringify(report).replaceAll("<", "\\u003c") + rest.slice(end));
  for (const look of [LOOKS[0], LOOKS[3]]) {
    const page = await open(look, pathToFileURL(path).href, "file://");
    await page.locator("#tab-toys").click();
    assert.deepEqual(await page.locator("tbody tr td").allTextContents(), ["4", "-", "3", "9"]);
    await shoot(page, look, "strangers-toys");
    await page.locator("#tab-findings").click();
    const levels = await page.locator(".findings .finding").evaluateAll((lines) => lines.map((line) => line.dataset.level));
    assert.deepEqual(levels, ["high", "low", "low", "low"], "warnings come first, and what is unknown is not loud");
    const figures = await page.locator(".findings .card").first().locator(".figures > div").allTextContents();
    assert.deepEqual(figures, ["wheels4,000", "rolled for1.50 ms", "threshold25.50%"]);
    await page.locator(".findings .link").first().click();
    await page.locator(".detail h2").getByText(odd).waitFor();
    assert.equal(await page.locator("img").count(), 0);
    for (const [text, place] of [["A rumour.", "src/toy.rs:3:5"], ["A note.", "src/toy.rs:9:5"], ["A moved one.", "src/toy.rs:9:5"]]) {
      await page.keyboard.press("Escape");
      await page.locator(".findings .card", { hasText: text }).locator(".link").click();
      await page.locator(".detail .path").getByText(place, { exact: true }).waitFor();
    }
    await page.keyboard.press("Escape");
    await shoot(page, look, "strangers-findings");
    await page.close();
  }
}

async function seeViews(page, look, kind) {
  await page.locator("#tab-overview").click();
  await page.locator(".hot li button").first().waitFor();
  await shoot(page, look, `${kind}-overview`);
  await seeFunctions(page, look, kind);
  await seeFlame(page, look, kind);
  // When the program has ended, nothing is in flight.
  for (const id of SECTIONS.filter((id) => kind === "live" || id !== "in_flight")) {
    await page.locator(`#tab-${id}`).click();
    await page.locator("tbody tr").first().waitFor();
    await shoot(page, look, `${kind}-${id}`);
  }
  await seeFindings(page, look, kind);
  await seeHelp(page, look, kind);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is wider than the window by ${overflow}`);
}

async function seeFunctions(page, look, kind) {
  await page.locator("#tab-functions").click();
  await shoot(page, look, `${kind}-functions`);
  const head = page.locator("thead th[data-id=calls]");
  await head.locator("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  // Numbers may change between the two readings, but the order is that of one moment.
  await page.waitForFunction(() => {
    const numbers = [...document.querySelectorAll("tbody tr")].map((row) => Number(row.children[1].firstChild.textContent.replaceAll(",", "")));
    return numbers.length > 5 && numbers.every((number, index) => index === 0 || number <= numbers[index - 1]);
  });
  await page.keyboard.press("/");
  await page.keyboard.type("look_up");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length > 5);
  await page.locator(".columns summary").click();
  await page.locator(".menu input[value=max]").check();
  await page.locator("thead th[data-id=max]").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".columns[open]").count(), 0, "Esc closes the menu");
  await seeDetail(page, look, kind);
}

async function seeDetail(page, look, kind) {
  const row = page.locator("[role=grid] tbody tr", { hasText: "price_of" });
  await row.locator("th").click();
  const detail = page.locator(".detail");
  for (const heading of ["Distribution", "Callers", "Callees", "Slowest", "Recent"]) await detail.getByRole("heading", { name: heading }).waitFor();
  assert.ok(await detail.locator(".histogram rect").count() > 10);
  assert.match(await detail.locator("section", { hasText: "Callees" }).first().textContent(), /look_up|price_orders/);
  await shoot(page, look, `${kind}-detail`);
  const link = detail.locator(".link", { hasText: "look_up" }).first();
  await link.focus();
  if (kind === "live") await nextSecond(page);
  assert.ok(await link.evaluate((element) => element === document.activeElement), "what has the keyboard keeps it");
  await page.keyboard.press("Enter");
  await page.locator(".detail h2", { hasText: "look_up" }).waitFor();
  await page.keyboard.press("Escape");
  await detail.waitFor({ state: "hidden" });
  assert.ok(await row.evaluate((element) => element === document.activeElement), "the keyboard returns to the row");
  // With the keyboard alone.
  await page.locator("tbody tr[tabindex='0']").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  const focused = await page.evaluate(() => [...document.querySelectorAll("tbody tr")].indexOf(document.activeElement));
  assert.equal(focused, 1);
  await page.keyboard.press("Enter");
  await detail.waitFor();
  await page.keyboard.press("Escape");
}

/** Waits until the page shows later numbers. */
async function nextSecond(page) {
  const moment = await page.locator("#moment").textContent();
  await page.waitForFunction((before) => document.getElementById("moment").textContent !== before, moment);
}

/** Live, they came with what changed: when the page was opened there were none. */
async function seeFindings(page, look, kind) {
  await page.locator("#tab-findings").click();
  const full = page.locator(".findings .card", { hasText: "channel-full" });
  await full.getByText(/Senders waited .* for room in orders/).waitFor();
  await shoot(page, look, `${kind}-findings`);
  await full.locator(".link").click();
  await page.locator(".detail h2").getByText("orders").waitFor();
  await page.keyboard.press("Escape");
}

async function seeFlame(page, look, kind) {
  await page.locator("#tab-flame").click();
  const titles = await page.locator(".segmented button").allTextContents();
  for (const title of ["Wall", "Self", "Self CPU", "Self alloc."]) assert.ok(titles.includes(title), `${title}: ${titles}`);
  for (const title of titles) {
    await page.locator(".segmented").getByText(title, { exact: true }).click();
    assert.ok(await isDrawn(page), title);
  }
  await page.locator(".segmented").getByText("Self CPU", { exact: true }).click();
  const canvas = page.locator("canvas");
  await canvas.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.locator(".flame-status", { hasText: "shop::" }).waitFor();
  await shoot(page, look, `${kind}-flame`);
  await page.keyboard.press("Enter");
  assert.ok(await page.getByRole("button", { name: "Reset zoom" }).isEnabled(), "zoomed");
  await page.keyboard.press("Escape");
  await page.locator(".flame-view .filter").fill("price");
  await page.locator(".flame-view .count", { hasText: "% found" }).waitFor();
  await canvas.hover({ position: { x: 40, y: 33 } });
  await page.locator(".tip").waitFor();
  await shoot(page, look, `${kind}-flame-search`);
  await page.locator(".flame-view .filter").fill("");
  await canvas.click({ position: { x: 40, y: 33 } });
  await page.getByRole("button", { name: "Reset zoom" }).click();
}

/** Whether the flame graph has several colours in it. */
function isDrawn(page) {
  return page.evaluate(() => {
    const canvas = document.querySelector("canvas");
    // A copy, because a canvas that is read becomes a slower one.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size > 4;
  });
}

async function seeHelp(page, look, kind) {
  await page.keyboard.press("?");
  await page.locator("#help-dialog[open]").waitFor();
  await shoot(page, look, `${kind}-help`);
  await page.keyboard.press("Escape");
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), look[0]);
  await page.locator("#theme").click();
  assert.notEqual(await theme(), look[0]);
  await page.locator("#theme").click();
}

/** Pauses, goes back in time, and returns. */
async function goBack(page) {
  await page.locator("#tab-overview").click();
  await page.locator("#pause").click();
  await page.locator("#state[data-state=paused]").waitFor();
  const elapsed = () => page.locator(".tile .figure").first().textContent();
  const stood = await elapsed();
  const samples = await page.evaluate(() => document.getElementById("time").max);
  await page.waitForFunction((before) => Number(document.getElementById("time").max) > Number(before), samples);
  assert.equal(await elapsed(), stood, "a paused page stands still");
  await page.locator("#time").fill("2");
  await page.locator("#state[data-state=past]").waitFor();
  assert.notEqual(await elapsed(), stood);
  await shoot(page, LOOKS[0], "live-past");
  await page.locator("#tab-channels").click();
  await page.locator("tbody tr").first().waitFor();
  await page.locator("#pause").click();
  await page.locator("#state[data-state=live]").waitFor();
}

async function watchTokens() {
  const shop = await start({ HOTPATH_METRICS_AUTH_TOKEN: TOKEN, HOTPATH_OUTPUT_FORMAT: "none" });
  const inFragment = await open(LOOKS[0], `${shop.address}/#token=${TOKEN}`, shop.address);
  await inFragment.locator("#state[data-state=live]").waitFor();
  assert.equal(new URL(inFragment.url()).hash, "", "the token does not stay in the address");
  await inFragment.close();
  const asked = await open(LOOKS[0], `${shop.address}/`, shop.address, [/status of 401/]);
  await asked.locator("#token-dialog[open]").waitFor();
  await asked.keyboard.press("Escape");
  await asked.locator("#state[data-state=locked]").waitFor();
  await asked.locator("#notice").getByRole("button", { name: "Enter a token" }).click();
  await asked.locator("#token-dialog[open]").waitFor();
  await asked.locator("#token").fill("not-the-one");
  await asked.keyboard.press("Enter");
  await asked.locator("#token-error").waitFor();
  await shoot(asked, LOOKS[0], "token");
  await asked.locator("#token").fill(TOKEN);
  await asked.locator("#token-use").click();
  await asked.locator("#state[data-state=live]").waitFor();
  await asked.close();
  shop.child.stdin.end();
  await shop.ended;
}

/** A server that ends sessions, breaks connections and goes away, as a program does not when somebody wants to see it. */
async function watchConnections() {
  const shop = await start({ HOTPATH_OUTPUT_FORMAT: "none" });
  const answer = await fetch(`${shop.address}/`);
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("content-security-policy") };
  const text = await answer.text();
  const report = await (await fetch(`${shop.address}/report`)).json();
  shop.child.stdin.end();
  await shop.ended;
  const following = new Set();
  let asked = 0;
  const send = (name, data) => following.forEach((response) => response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
  const server = createWebServer((request, response) => {
    if (request.url === "/") return response.writeHead(200, headers).end(text);
    asked += 1;
    following.add(response.writeHead(200, { "Content-Type": "text/event-stream" }));
    response.on("close", () => following.delete(response));
    return send("snapshot", report);
  });
  const port = await freePort();
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const page = await open(LOOKS[0], `http://127.0.0.1:${port}/`, `http://127.0.0.1:${port}`, [/net::ERR_/]);
  const state = (name) => page.locator(`#state[data-state=${name}]`).waitFor();
  const notice = page.locator("#notice");
  const isBack = async (times) => {
    await notice.waitFor({ state: "hidden" });
    // Longer than a try that was forgotten would wait.
    await page.waitForTimeout(2_500);
    assert.deepEqual([asked, following.size], [times, 1], "one connection, and no try beside it");
  };
  await state("live");
  send("end", {});
  await notice.getByText("The session has ended").waitFor();
  await state("ended");
  await isBack(2);
  await state("live");
  await page.locator("#pause").click();
  for (const response of following) response.destroy();
  await notice.getByText("The connection broke").waitFor();
  await notice.getByRole("button", { name: "Connect again" }).click();
  await isBack(3);
  send("delta", { since: 1, total_elapsed: 2 });
  await isBack(4);
  await state("paused");
  report.total_elapsed -= 1;
  for (const response of following) response.destroy();
  await page.locator("#latest").getByText("of the session before").waitFor();
  await isBack(5);
  await state("paused");
  await page.locator("#pause").click();
  await state("live");
  server.close();
  server.closeAllConnections();
  await notice.getByText("The program has ended").waitFor();
  await state("ended");
  await page.close();
}

/** A page of which everything wrong is a complaint, but for what is expected. */
async function open([theme, width, height], address, origin, expected = []) {
  const page = await browser.newPage();
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: theme });
  const complain = (text) => expected.some((one) => one.test(text)) || complaints.push(`${address}: ${text}`);
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(message.text()));
  page.on("pageerror", (error) => complain(String(error.stack)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) complain(`asks for ${url}`);
  });
  await page.goto(address);
  return page;
}

async function shoot(page, [theme, width], name) {
  await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
  const kept = { "live-overview": "overview", "live-detail": "functions", "live-flame": "flame" }[name];
  if (images && kept && theme === "light" && width === 1280) await page.screenshot({ path: join(images, `${kept}.png`) });
}

/** Starts the program with a server at a free port, and waits for it. */
async function start(environment) {
  const port = await freePort();
  const child = spawn(program, { stdio: ["pipe", "ignore", "inherit"], env: { ...process.env, HOTPATH_HTTP_PORT: String(port), ...environment } });
  running.add(child);
  const ended = new Promise((done) => child.on("exit", () => { running.delete(child); done(); }));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${address}/health`).catch(() => null);
    if (answer?.ok) return { child, ended, address };
    assert.ok(tries < 600 && running.has(child), "the program's server does not answer");
    await new Promise((done) => setTimeout(done, 100));
  }
}

function freePort() {
  return new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
