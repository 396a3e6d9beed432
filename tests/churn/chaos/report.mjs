// The report of a run: what held, what happened, and a picture. A failing seed is kept, so that it is tried again.
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { picture } from "../picture.mjs";
import { calls, done, erased, faults, happened, lags, options, orders } from "./day.mjs";
import { verdicts } from "./checks.mjs";

const SUSPECT_MS = 90_000;
const seconds = ms => (ms / 1000).toFixed(1);
const cell = (text, most) => String(text).replaceAll("|", "\\|").replaceAll("\n", " ").slice(0, most);
const percentile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
const slowest = list => (list.length ? `${list.length}, the slowest after ${seconds(Math.max(...list))} s` : "none");

/** Writes PATH.md, PATH.svg and PATH.json. */
export async function report(lacking) {
  const text = await wording(lacking, `${basename(options.output)}.svg`);
  await writeFile(`${options.output}.md`, `# A bad day\n\n${text}`);
  await writeFile(`${options.output}.svg`, picture(calls, happened));
  await writeFile(`${options.output}.json`, JSON.stringify({ seed: options.seed, minutes: options.minutes, calls: calls.length, done, verdicts, happened, lags, faults: faults.all }, null, 2));
  if (options.writesReport) await publish(lacking);
}

/** The last report is a page of the documents. */
async function publish(lacking) {
  const page = "docs/reliability.md";
  const mark = "<!-- the last report: ./community chaos --report -->";
  const [before] = (await readFile(page, "utf8")).split(mark);
  await writeFile(page, `${before}${mark}\n\n${await wording(lacking, "reliability.svg")}`);
  await writeFile("docs/reliability.svg", picture(calls, happened));
}

/** A seed whose run was broken is tried again by `./community test --full`, with the faults that were there shortly before. */
export async function keepSeed(firstBroken) {
  const near = happened.filter(({ at }) => at <= firstBroken && at >= firstBroken - SUSPECT_MS).map(({ kind }) => kind);
  const found = Object.entries(faults.all).map(([kind, { count, examples }]) => ({ kind, count, example: cell(examples[0], 300) }));
  const file = `tests/churn/seeds/${options.seed}.json`;
  await writeFile(file, `${JSON.stringify({ seed: options.seed, date: new Date().toISOString().slice(0, 10), faults: [...new Set(near)], found }, null, 2)}\n`);
  return file;
}

async function wording(lacking, image) {
  const answered = calls.filter(([, , status]) => status > 0 && status < 500).map(([, ms]) => ms).sort((one, other) => one - other);
  const load = (await readFile("/proc/loadavg", "utf8")).split(" ").slice(0, 3).join(" ");
  const count = pattern => [...orders.values()].filter(({ status }) => pattern.test(status)).length;
  const others = Object.entries(faults.all).filter(([kind]) => !verdicts.some(({ name }) => name === kind));
  const results = [
    ...verdicts.map(({ name, broken, example }) => [name, broken === 0 ? "holds" : `**broken** ${broken} times, such as: ${cell(example, 300)}`]),
    ...["seats were oversold", "a write was not read", "a block is not in force", "a suspension is not in force", "a ban is not in force", "answered with 500"].filter(kind => !others.some(([name]) => name === kind)).map(kind => [`never: ${kind}`, "holds"]),
    ...others.map(([kind, { count: times, examples }]) => [`never: ${kind}`, `**${times} times**, such as: ${cell(examples[0], 300)}`]),
  ];
  return `\`./community chaos --minutes ${options.minutes} --seed ${options.seed}\` on ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC, load average ${load}. The seed chooses the acts and the faults; their moments depend on the machine.
${lacking.length > 0 ? `This machine did not permit: ${lacking.join("; ")}.\n` : ""}
**${faults.count === 0 ? "All held." : `${faults.count} faults were found.`}** ${calls.length} calls, ${calls.length - answered.length} of them without an answer or with 5xx, which the clients repeated. Answered calls: p50 ${percentile(answered, 0.5)} ms, p99 ${percentile(answered, 0.99)} ms.

![Answer times and failed calls of each second, with the faults](${image})

| What must hold | Result |
| --- | --- |
${results.map(row => `| ${row.join(" | ")} |`).join("\n")}

Acts: ${Object.entries(done).map(([name, times]) => `${times} ${name}`).join(", ")}. Orders: ${orders.size}, of which ${count(/^fulfilled/)} were fulfilled and ${count(/refunded/)} refunded. Erased: ${erased.length}.
Blocks in force: ${slowest(lags.block)}. Suspensions in force: ${slowest(lags.suspension)}. Bans in force: ${slowest(lags.ban)}.

| At | Fault | All running again after |
| --- | --- | --- |
${happened.map(({ at, until, what, problem }) => `| ${seconds(at)} s | ${what}${problem ? ` (could not be made: ${cell(problem.split("\n")[0], 100)})` : ""} | ${seconds(until - at)} s |`).join("\n")}
`;
}
