// The web client in use, in the system's browser: keys, discussions, a reload, a connection that comes back, memory.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import puppeteer from "puppeteer-core";

const { values: given } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:8080" },
    rounds: { type: "string", default: "5" },
    // Messages of the discussion that are in the store while keys are measured.
    messages: { type: "string", default: "10000" },
    // Of use with a processor four times slower.
    minutes: { type: "string", default: "2" },
    // Of a way through all screens, over and over: an hour of use.
    walk: { type: "string", default: "2" },
    output: { type: "string", default: "bench-results" },
    // Others that ./community bench has.
    dashboard: { type: "string" },
    data: { type: "string" },
  },
});
const url = given.url.replace(/\/+$/, "");
const [rounds, messages, minutes, walk] = [given.rounds, given.messages, given.minutes, given.walk].map(Number);
const Missed = 500;

/** What each figure should be at most: milliseconds, and mebibytes of the page's heap. */
const targets = { keystroke: 16, switch: 100, reload: 400, "caught up": 1000, "interaction p98": 100, "longest task": 100, heap: 60, "heap after the walk": 60, "heap growth": 3 };

const password = "three quiet green boats";

async function call(verb, path, body, token) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: verb,
    headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${verb} ${path} answered ${answer.status}: ${text}`);
  }
  return text ? JSON.parse(text) : undefined;
}

async function person(name) {
  const username = `bench${name.toLowerCase()}${Date.now().toString(36)}`;
  const body = { username, password, full_name: `Bench ${name}`, email: `${username}@example.org` };
  return { username, token: (await call("POST", "/auth/register", body)).access_token };
}

/** Services learn of new things within moments. */
async function untilDone(work) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 50) {
        throw error;
      }
      await new Promise((go) => setTimeout(go, 200));
    }
  }
}

async function post(thread, count, text, token) {
  let next = 0;
  const write = async () => {
    while (next < count) {
      const content = `${text} ${++next}`;
      await call("POST", `/threads/${thread}/messages`, { content }, token);
    }
  };
  await Promise.all(Array.from({ length: 16 }, write));
}

const quantile = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];

/** Runs in the page before its scripts: watches keys, long tasks and the first message. */
function watch() {
  const seen = { keys: [], interactions: [], longest: 0, firstRow: undefined };
  window.benchSeen = seen;
  window.benchPainted = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        channel.port1.close();
        then(performance.now());
      };
      channel.port2.postMessage(0);
    });
  // To the end of the frame that the page makes for it. What the browser draws after that depends on the graphics of the machine, and a
  // browser without a window tells it late.
  for (const name of ["keydown", "pointerdown", "click"]) {
    addEventListener(
      name,
      (event) =>
        window.benchPainted((at) => {
          const took = at - event.timeStamp;
          seen.interactions.push({ name, place: event.target.className || event.target.nodeName, took });
          seen.keys.push(...(name === "keydown" ? [took] : []));
        }),
      true,
    );
  }
  new PerformanceObserver((list) => {
    seen.longest = Math.max(seen.longest, ...list.getEntries().map((entry) => entry.duration));
  }).observe({ type: "longtask" });
  const watcher = new MutationObserver(() => {
    if (document.querySelector(".message")) {
      watcher.disconnect();
      window.benchPainted((at) => {
        seen.firstRow = at;
      });
    }
  });
  watcher.observe(document, { childList: true, subtree: true });
}

const seen = (page) => page.evaluate(() => window.benchSeen);
const reset = (page) => page.evaluate(() => Object.assign(window.benchSeen, { keys: [], interactions: [], longest: 0 }));

/** Follows the link to a discussion; returns the milliseconds until its messages are painted. */
const follow = (page, thread, text) =>
  page.evaluate(
    (id, sign) =>
      new Promise((resolve) => {
        const began = performance.now();
        const isThere = () => document.querySelector(".messages")?.textContent.includes(sign);
        const watcher = new MutationObserver(() => {
          if (isThere()) {
            watcher.disconnect();
            window.benchPainted((at) => resolve(at - began));
          }
        });
        watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
        document.querySelector(`a[href$="/threads/${id}"]`).click();
      }),
    thread,
    text,
  );

async function heap(page) {
  const session = await page.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 2 ** 20;
}

/** Waits for an element without a handle to it: a handle holds the element, and all that it was part of, after the page has left it. */
const appears = (page, selector) => page.waitForFunction((of) => document.querySelector(of) !== null, {}, selector);

/** Clicks as a mouse does, for the same reason not by the browser's own handle. */
async function press(page, selector) {
  const { x, y, width, height } = await page.evaluate((of) => document.querySelector(of).getBoundingClientRect().toJSON(), selector);
  await page.mouse.click(x + width / 2, y + height / 2);
}

/** Opens a screen as a link does. */
const open = (page, path) =>
  page.evaluate((href) => {
    const link = document.body.appendChild(Object.assign(document.createElement("a"), { href }));
    link.click();
    link.remove();
  }, path);

/** Goes to the end of the talk, if it is not there. */
async function toEnd(page) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await new Promise((go) => setTimeout(go, 500))) {
    const isFar = await page.evaluate(() => {
      const button = document.querySelector(".to-latest");
      button?.click();
      return button !== null;
    });
    if (!isFar) {
      return;
    }
  }
}

/** Goes through screens until the time is over. The heap after each minute, in mebibytes, when the garbage is gone, and the nodes of the page. */
async function wander(page, paths, minutes) {
  const found = [];
  const end = Date.now() + minutes * 60_000;
  for (let turn = 0, look = Date.now() + 60_000; Date.now() < end; turn++) {
    await open(page, paths[turn % paths.length]);
    await new Promise((go) => setTimeout(go, 400));
    await page.mouse.wheel({ deltaY: 600 });
    await new Promise((go) => setTimeout(go, 100));
    if (turn % paths.length === 0) {
      // A dialog, too.
      await page.keyboard.down("Control");
      await page.keyboard.press("k");
      await page.keyboard.up("Control");
      await new Promise((go) => setTimeout(go, 200));
      await page.keyboard.press("Escape");
    }
    if (Date.now() >= look) {
      look += 60_000;
      // Always on the same screen: what another holds is not compared with it.
      await open(page, paths[0]);
      await new Promise((go) => setTimeout(go, 1500));
      const size = await heap(page);
      found.push({ turn, heap: Math.round(size * 100) / 100, nodes: (await page.metrics()).Nodes });
    }
  }
  return found;
}

const writer = await person("Writer");
const reader = await person("Reader");
const community = await call("POST", "/communities", { name: `Bench ${Date.now()}`, kind: "group", visibility: "public" }, writer.token);
await call("POST", `/communities/${community.id}/join`, undefined, reader.token);
const thread = (title) =>
  untilDone(() => call("POST", `/communities/${community.id}/threads`, { title, content: `${title} begins` }, writer.token));
const [long, short] = [(await thread("Long")).id, (await thread("Short")).id];
await post(long, messages, "A message of the long discussion, as long as one writes:", writer.token);
await post(short, 30, "A message of the short discussion:", writer.token);

const browser = await puppeteer.launch({
  executablePath: process.env.COMMUNITY_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--headless=new"],
  defaultViewport: { width: 1280, height: 800 },
  protocolTimeout: 600_000,
});
const figures = {};
let slowest = [];
let walked = [];
try {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(watch);
  await page.goto(`${url}/app/sign-in`);
  await appears(page, "input[type=password]");
  await page.type("form input", reader.username);
  await page.type("input[type=password]", password);
  await Promise.all([page.waitForFunction(() => !location.pathname.endsWith("/sign-in")), page.keyboard.press("Enter")]);
  const address = `${url}/app/communities/${community.id}/threads/`;
  await page.goto(address + short);
  await appears(page, ".message");
  await page.goto(address + long);
  await appears(page, ".message");

  // Messages that were shown before, from IndexedDB.
  const reloads = [];
  for (let round = 0; round < rounds; round++) {
    await page.reload();
    await page.waitForFunction(() => window.benchSeen?.firstRow !== undefined);
    reloads.push((await seen(page)).firstRow);
  }
  figures.reload = quantile(reloads, 0.5);

  const switches = [];
  for (let round = 0; round < 2 * rounds + 2; round++) {
    const isShort = round % 2 === 0;
    const took = await follow(page, isShort ? short : long, isShort ? "of the short discussion" : "of the long discussion");
    // The first two are not yet kept in memory.
    switches.push(...(round < 2 ? [] : [took]));
  }
  figures.switch = quantile(switches, 0.5);

  // A connection that comes back to a reader who had read all. What has come is there when it is on the page or counted: of many messages the page shows
  // the first that are new.
  const returns = [];
  for (let round = 0; round < rounds; round++) {
    await toEnd(page);
    await page.setOfflineMode(true);
    await post(long, Missed - 1, `Missed in round ${round}:`, writer.token);
    // The last of all.
    await call("POST", `/threads/${long}/messages`, { content: `Missed in round ${round}: ${Missed}` }, writer.token);
    await page.evaluate((text, missed) => {
      const isThere = () =>
        document.querySelector(".messages")?.textContent.includes(text) || document.querySelector(".to-latest")?.textContent.includes(missed);
      window.benchCaughtUp = new Promise((resolve) => {
        let began;
        addEventListener("online", () => (began = performance.now()), { once: true });
        const watcher = new MutationObserver(() => {
          if (began !== undefined && isThere()) {
            watcher.disconnect();
            window.benchPainted((at) => resolve(at - began));
          }
        });
        watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
      });
    }, `Missed in round ${round}: ${Missed}`, String(Missed));
    await page.setOfflineMode(false);
    returns.push(
      await Promise.race([page.evaluate(() => window.benchCaughtUp), new Promise((go) => setTimeout(() => go(Number.POSITIVE_INFINITY), 30_000))]),
    );
  }
  figures["caught up"] = quantile(returns, 0.5);

  // Keys, with the whole discussion read.
  const earlier = () =>
    page.evaluate(() => {
      const button = document.querySelector(".earlier button");
      button?.click();
      return button !== null;
    });
  for (const deadline = Date.now() + 240_000; (await earlier()) && Date.now() < deadline; ) {
    await new Promise((go) => setTimeout(go, 20));
  }
  figures.rows = await page.evaluate(() => document.querySelectorAll(".message").length);
  await page.focus("textarea");
  await reset(page);
  await page.keyboard.type("A text of some words, a key each, as fast as somebody types who is good at it. ".repeat(2), { delay: 40 });
  const keys = (await seen(page)).keys;
  figures.keystroke = quantile(keys, 0.5);
  figures["keystroke p95"] = quantile(keys, 0.95);
  figures["heap with all"] = await heap(page);

  // Use on a slow device.
  await page.reload();
  await appears(page, "textarea");
  await page.emulateCPUThrottling(4);
  await reset(page);
  const end = Date.now() + minutes * 60_000;
  for (let turn = 0; Date.now() < end; turn++) {
    await press(page, "textarea");
    await page.keyboard.type(`Turn ${turn} on a slow device`, { delay: 30 });
    await page.keyboard.press("Enter");
    await page.keyboard.down("Control");
    await page.keyboard.press("k");
    await page.keyboard.up("Control");
    await appears(page, "dialog[open] input");
    await page.keyboard.type("bench", { delay: 30 });
    await page.keyboard.press("Escape");
    await press(page, `a[href$="/threads/${turn % 2 === 0 ? short : long}"]`);
    await appears(page, "textarea");
    await page.mouse.wheel({ deltaY: -400 });
    await new Promise((go) => setTimeout(go, 300));
  }
  const used = await seen(page);
  await page.emulateCPUThrottling(1);
  const interactions = used.interactions.sort((a, b) => b.took - a.took);
  figures.interactions = interactions.length;
  figures["interaction p98"] = interactions[Math.floor(interactions.length * 0.02)]?.took ?? 0;
  slowest = interactions.slice(0, 10).map((one) => ({ ...one, took: Math.round(one.took) }));
  figures["longest task"] = used.longest;
  figures.heap = await heap(page);

  const places = [
    ...["/", "/?view=map", "/mine", "/communities", "/people", "/connections", "/network", "/activity", "/messages", "/notifications"],
    ...["/wallet", "/plans", "/companion", "/courses", "/calls", "/drafts", "/profile", "/account", "/security", "/standing"],
    ...["/organize/new", `/communities/${community.id}`, `/communities/${community.id}/threads/${short}`, "/account/bots"],
  ];
  const [event] = (await call("GET", "/events?limit=1")).items;
  walked = await wander(page, [...places, ...(event ? [`/events/${event.id}`] : [])].map((path) => `/app${path}`), walk);
  if (walked.length > 1) {
    const sizes = walked.map((one) => one.heap);
    // The first minutes fill what is kept on purpose.
    const part = Math.max(1, Math.floor(sizes.length / 4));
    figures["heap after the walk"] = sizes.at(-1);
    figures["heap growth"] = quantile(sizes.slice(-part), 0.5) - quantile(sizes.slice(part, 2 * part), 0.5);
  }
} finally {
  await browser.close();
}

for (const [name, value] of Object.entries(figures)) {
  const target = targets[name];
  const verdict = target === undefined ? "" : value <= target ? ` (target ${target})` : ` (MISSED: ${target})`;
  console.log(`${name.padEnd(14)} ${Math.round(value * 10) / 10}${verdict}`);
}
await mkdir(given.output, { recursive: true });
const file = join(given.output, `${new Date().toISOString().replace(/[:.]/g, "-")}-use.json`);
await writeFile(file, `${JSON.stringify({ url, rounds, messages, minutes, figures, slowest, walked }, null, 2)}\n`);
console.log(file);
