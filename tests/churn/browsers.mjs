// People with the web client, in the system's browser, in a discussion of their own while the fleet is churned: their messages are typed into the
// page. In the end each page shows every message exactly once, in the order of the server, also after a reload.
import { randomUUID } from "node:crypto";
import puppeteer from "puppeteer-core";
import { PASSWORD, Person, pause } from "./api.mjs";

const WRITES_EVERY_MS = 2_500;
const UNTIL_WHOLE_MS = 120_000;

export class Browsers {
  #pages = [];
  #typed = new Set();
  reloads = 0;
  outages = 0;

  constructor(gateway, faults) {
    Object.assign(this, { gateway, faults });
  }

  async open(count, run) {
    this.browser = await puppeteer.launch({
      executablePath: process.env.COMMUNITY_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--headless=new"],
      protocolTimeout: 300_000,
    });
    const people = Array.from({ length: count }, (_, index) => new Person(this.gateway, `browser-${run}-${index}`));
    for (const person of people) await person.register();
    this.owner = people[0];
    const community = await this.owner.insist("POST", "/api/v1/communities", { body: { kind: "community", name: `Browsers ${run}`, visibility: "public" }, key: randomUUID() });
    this.thread = await this.owner.insist("POST", `/api/v1/communities/${community.id}/threads`, { body: { title: "Browsers" }, key: randomUUID() });
    for (const person of people.slice(1)) await person.insist("POST", `/api/v1/communities/${community.id}/join`, { key: randomUUID() });
    const address = `${this.gateway}/app/communities/${community.id}/threads/${this.thread.id}`;
    for (const person of people) {
      const page = await (await this.browser.createBrowserContext()).newPage();
      page.on("pageerror", failure => this.faults.add("an error in a page", `${person.name}: ${failure.message}`));
      await page.goto(`${this.gateway}/app/sign-in`);
      await page.waitForSelector("input[type=password]");
      await page.type("form input", person.name);
      await page.type("input[type=password]", PASSWORD);
      await Promise.all([page.waitForFunction(() => !location.pathname.endsWith("/sign-in")), page.keyboard.press("Enter")]);
      await page.goto(address);
      await page.waitForSelector(".composer textarea");
      this.#pages.push({ person, page });
    }
  }

  /** Writes, reloads now and then, and is offline now and then, until it is over. */
  async use(isOver) {
    await Promise.all(this.#pages.map(async ({ person, page }) => {
      for (let turn = 1; !isOver(); turn++) {
        await pause(WRITES_EVERY_MS * (0.5 + Math.random()));
        try {
          if (turn % 23 === 0) {
            this.reloads++;
            await page.reload({ waitUntil: "domcontentloaded" });
            await page.waitForSelector(".composer textarea", { timeout: 60_000 });
          } else if (turn % 17 === 0) {
            this.outages++;
            await page.setOfflineMode(true);
            await this.#write(page, person, turn);
            await pause(6_000 * Math.random());
            await page.setOfflineMode(false);
          } else {
            await this.#write(page, person, turn);
          }
        } catch (failure) {
          this.faults.add("a page could not be used", `${person.name}: ${failure.message}`);
          await page.setOfflineMode(false).catch(() => {});
        }
      }
    }));
  }

  async #write(page, person, turn) {
    const text = `typed by ${person.name} as ${turn} ${randomUUID()}`;
    await page.focus(".composer textarea");
    // A text that could not be sent before is left out, not sent with this one.
    await page.$eval(".composer textarea", field => field.select());
    await page.keyboard.type(text);
    this.#typed.add(text);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".composer textarea").value === "");
  }

  /** Compares each page with the server's history, as it stands and after a reload. */
  async examine() {
    for (const { page } of this.#pages) await page.waitForFunction(() => !document.querySelector(".message.is-unsent"), { timeout: UNTIL_WHOLE_MS }).catch(() => {});
    const history = [];
    for (let page; page?.length !== 0; history.push(...page)) {
      page = (await this.owner.insist("GET", `/api/v1/threads/${this.thread.id}/messages?after_seq=${history.length && history.at(-1).seq}&limit=100`)).items;
    }
    const texts = history.map(message => message.content);
    for (const text of this.#typed) {
      const times = texts.filter(one => one === text).length;
      if (times !== 1) this.faults.add(times === 0 ? "a typed message is lost" : "a typed message is there twice", text);
    }
    for (const { person, page } of this.#pages) {
      try {
        await this.#compare(person, page, texts, "as it stands");
        await page.reload();
        await page.waitForSelector(".message");
        await this.#compare(person, page, texts, "after a reload");
      } catch (failure) {
        this.faults.add("a page could not be examined", `${person.name}: ${failure.message}`);
      }
    }
    await this.browser.close().catch(() => {});
    return texts.length;
  }

  async #compare(person, page, texts, when) {
    let shown = [];
    for (const deadline = Date.now() + UNTIL_WHOLE_MS; Date.now() < deadline; await pause(200)) {
      shown = await page.evaluate(() => {
        document.querySelector(".earlier button")?.click();
        return [...document.querySelectorAll(".messages .message")].map(row => /typed by \S+ as \d+ [0-9a-f-]{36}/.exec(row.textContent)?.[0] ?? "?");
      });
      if (JSON.stringify(shown) === JSON.stringify(texts)) return;
    }
    const [twice, missing] = [shown.length - new Set(shown).size, texts.filter(text => !shown.includes(text)).length];
    this.faults.add("a page differs from the server", `${person.name} ${when}: shows ${shown.length} of ${texts.length}, ${missing} missing, ${twice} twice`);
  }
}
