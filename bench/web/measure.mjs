// The web client of the running fleet by Lighthouse: public pages as a stranger sees them on a phone, and screens of a person who is signed
// in.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const { values: given } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8080" },
    // A page of another program, whole with its origin, that is measured in the same run and compared with the discussion.
    beside: { type: "string" },
    rounds: { type: "string", default: "3" },
    output: { type: "string", default: "bench-results" },
    // Others that ./community bench has.
    dashboard: { type: "string" },
    data: { type: "string" },
  },
});
const url = given.url.replace(/\/+$/, "");
const rounds = Number(given.rounds);

/** What each page should reach, as docs/web.md has it: scores from 0 to 100, milliseconds, and a shift of the layout. */
const targets = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100, lcp: 1500, tbt: 50, cls: 0.02 };
const targetsInside = { performance: 95, accessibility: 100, "best-practices": 100, lcp: 2000, tbt: 50, cls: 0.02 };

async function call(verb, path, body, token) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: verb,
    headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${verb} ${path} answered ${answer.status}: ${await answer.text()}`);
  }
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}

/** A person of this run, who is a member of a community that has a discussion. */
async function member() {
  const username = `bench${Date.now().toString(36)}`;
  const {
    access_token: token,
    refresh_token: refresh,
    user,
  } = await call("POST", "/auth/register", {
    username,
    password: "three quiet green boats",
    full_name: "Bench Reader",
    email: `${username}@example.org`,
  });
  const { items } = await call("GET", "/communities?limit=20", undefined, token);
  for (const community of items.filter((one) => one.visibility === "public")) {
    await call("POST", `/communities/${community.id}/join`, undefined, token).catch(() => {});
    for (let attempt = 0; attempt < 20; attempt++) {
      const threads = await call("GET", `/communities/${community.id}/threads?limit=1`, undefined, token).catch(() => ({ items: [] }));
      if (threads.items[0]) {
        return { user, refresh, thread: `/app/communities/${community.id}/threads/${threads.items[0].id}` };
      }
      await new Promise((go) => setTimeout(go, 250));
    }
  }
  throw new Error("No public community has a discussion: fill the fleet with ./community demo.");
}

const launch = {
  executablePath: process.env.COMMUNITY_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless=new"],
};

const middle = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function measure(path, person) {
  const found = [];
  // A browser on a busy machine sometimes paints nothing in time: such a round is made again, a few times.
  for (let attempt = 0; found.length < rounds; attempt++) {
    // One for each round: what a browser keeps, and one that dies, would be in the next.
    const browser = await puppeteer.launch(launch);
    const page = await browser.newPage();
    if (person) {
      await page.setCookie({
        name: "__Host-community",
        value: person.refresh,
        url: url.replace(/^http:/, "https:"),
        httpOnly: true,
        secure: true,
        sameSite: "Strict",
      });
      await page.goto(`${url}/app/sign-in`);
      const me = { id: person.user.id, username: person.user.username, name: "Bench Reader", isGuest: false };
      await page.evaluate((text) => localStorage.setItem("community.me", text), JSON.stringify(me));
    }
    const { lhr } = await lighthouse(new URL(path, url).href, { disableStorageReset: Boolean(person), logLevel: "error" }, undefined, page);
    const [next] = person ? (await page.cookies(url.replace(/^http:/, "https:"))).filter((one) => one.name === "__Host-community") : [];
    if (next) {
      person.refresh = next.value;
    }
    await browser.close();
    if (lhr.runtimeError || lhr.audits["cumulative-layout-shift"].numericValue === undefined) {
      if (attempt >= rounds + 3) {
        throw new Error(`${path} could not be measured: ${lhr.runtimeError?.message ?? "the page was not painted"}`);
      }
      continue;
    }
    const score = (name) => Math.round(100 * (lhr.categories[name]?.score ?? 0));
    found.push({
      performance: score("performance"),
      accessibility: score("accessibility"),
      "best-practices": score("best-practices"),
      seo: score("seo"),
      lcp: Math.round(lhr.audits["largest-contentful-paint"].numericValue),
      tbt: Math.round(lhr.audits["total-blocking-time"].numericValue),
      cls: Number(lhr.audits["cumulative-layout-shift"].numericValue.toFixed(3)),
      bytes: lhr.audits["total-byte-weight"].numericValue,
      requests: lhr.audits["network-requests"].details?.items.length ?? 0,
      faults: Object.values(lhr.audits)
        .filter((one) => one.score === 0 && one.scoreDisplayMode === "binary")
        .map((one) => one.id),
    });
  }
  const names = Object.keys(found[0]).filter((name) => name !== "faults");
  return {
    path,
    faults: [...new Set(found.flatMap((one) => one.faults))],
    ...Object.fromEntries(names.map((name) => [name, middle(found.map((one) => one[name]))])),
  };
}

const events = (await call("GET", "/events?limit=1")).items;
const person = await member();
const pages = [
  ["start", "/", undefined, targets],
  ["event", events[0] ? `/e/${events[0].id}` : "/", undefined, targets],
  ["ticket list", "/app/mine", person, targetsInside],
  ["discussion", person.thread, person, targetsInside],
];
if (given.beside) {
  pages.push(["beside", given.beside, undefined, {}]);
}
const report = [];
for (const [name, path, who, wanted] of pages) {
  const result = await measure(path, who);
  report.push({ name, ...result });
  const missed = Object.entries(wanted).filter(([key, value]) =>
    key in { lcp: 1, tbt: 1, cls: 1 } ? result[key] > value : result[key] < value,
  );
  const { performance, accessibility, "best-practices": practices, seo, lcp, tbt, cls, bytes, requests } = result;
  const scores = `performance ${performance}, accessibility ${accessibility}, best practices ${practices}, SEO ${seo}`;
  const costs = `LCP ${lcp} ms, TBT ${tbt} ms, CLS ${cls}; ${Math.round(bytes / 1024)} KiB, ${requests} requests`;
  const verdict = missed.length > 0 ? `missed: ${missed.map(([key, value]) => `${key} (${value})`).join(", ")}` : "every target met";
  const faults = result.faults.length > 0 ? `; failed: ${result.faults.join(", ")}` : "";
  console.log(`${name.padEnd(12)} ${scores}; ${costs}; ${name === "beside" ? "no target" : verdict}${faults}`);
}
const beside = report.find((one) => one.name === "beside");
if (beside) {
  const own = report.find((one) => one.name === "discussion");
  const ratio = (name) => (beside[name] > 0 ? (own[name] / beside[name]).toFixed(2) : `${own[name]} and 0`);
  console.log(
    `discussion, of the page beside it: LCP ${ratio("lcp")}, TBT ${ratio("tbt")}, bytes ${ratio("bytes")}, requests ${ratio("requests")}`,
  );
}
await mkdir(given.output, { recursive: true });
const file = join(given.output, `${new Date().toISOString().replace(/[:.]/g, "-")}-web.json`);
await writeFile(file, `${JSON.stringify({ url, rounds, lighthouse: "12.2.3", pages: report }, null, 2)}\n`);
console.log(file);
