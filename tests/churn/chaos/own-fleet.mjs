// A fleet for one run: in a temporary folder, on small disks, with links that can be cut and clocks that can jump.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { chmod, cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountSmallDisks, unmountAll } from "./disks.mjs";

let running;
let data;
let output;

/**
 * Starts it.
 * @param appHost the program
 * @param logs the beginning of the paths of its output and, when `stopFleet` keeps them, of its logs
 * @returns the dashboard's address, the data folder, and what could not be had
 */
export async function startFleet(appHost, logs) {
  output = logs;
  data = await mkdtemp(join(tmpdir(), "community-chaos-"));
  // PostgreSQL runs as another user.
  await chmod(data, 0o711);
  await writeFile(join(data, "lock"), "");
  const lacking = [];
  const refused = await mountSmallDisks(data);
  if (refused) lacking.push(`small disks (${refused})`);
  const hasClocks = await hasFakeTime();
  if (!hasClocks) lacking.push("clocks that jump (libfaketime is not installed)");
  const [port, dashboardPort] = [await freePort(), await freePort()];
  const child = (running = spawn(appHost, ["up", "--data", data, "--port", port, "--dashboard-port", dashboardPort, "--rate-limit", "off", "--links", ...(hasClocks ? ["--clocks"] : [])].map(String), { stdio: ["ignore", "pipe", "pipe"] }));
  const ended = once(child, "exit");
  const log = createWriteStream(`${logs}.log`);
  let said = "";
  const isUp = new Promise((resolve, reject) => {
    const hear = part => (log.write(part), (said = (said + part).slice(-4000)).includes("Community is up") && resolve());
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.on("error", reject);
    void ended.then(() => reject(new Error(`The fleet did not start:\n${said}`)), reject);
  });
  await isUp;
  return { dashboard: `http://127.0.0.1:${dashboardPort}`, data, lacking };
}

/** Stops it, if one was begun, and removes its data; the logs may be kept. */
export async function stopFleet(keepsLogs) {
  const [child, folder, logs] = [running, data, output];
  running = data = output = undefined;
  if (child?.pid && child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  if (folder === undefined) return;
  if (keepsLogs) await keep(join(folder, "logs"), `${logs}-logs`);
  await unmountAll();
  await rm(folder, { recursive: true, force: true });
}

async function keep(from, to) {
  await rm(to, { recursive: true, force: true });
  await cp(from, to, { recursive: true }).catch(() => {});
}

async function hasFakeTime() {
  for (const folder of await readdir("/usr/lib").catch(() => [])) {
    if ((await readdir(join("/usr/lib", folder, "faketime")).catch(() => [])).length > 0) return true;
  }
  return false;
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}
