// Small disks of its own for a fleet's PostgreSQL and its files, so that they can be full or slow without harm to the machine. They need root.
import { execFile } from "node:child_process";
import { mkdir, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { pause } from "../api.mjs";

const DATABASE_DISK = "2G";
const FILES_DISK = "96M";
const execute = promisify(execFile);
const mounted = [];
const frozen = new Set();

/**
 * Mounts PostgreSQL's folder (ext4, on a loop device) and the folder of files (tmpfs) in a data folder that no fleet has used yet.
 * @returns why it was not possible; undefined: it was
 */
export async function mountSmallDisks(data) {
  const image = `${data}.disk`;
  try {
    const [database, files] = [join(data, "postgres"), join(data, "storage")];
    await mkdir(database, { recursive: true });
    await mkdir(files, { recursive: true, mode: 0o700 });
    await execute("truncate", ["-s", DATABASE_DISK, image]);
    await execute("mkfs.ext4", ["-q", "-m", "0", image]);
    await execute("mount", ["-o", "loop", image, database]);
    mounted.push(database);
    await execute("mount", ["-t", "tmpfs", "-o", `size=${FILES_DISK},mode=0700`, "tmpfs", files]);
    mounted.push(files);
    return undefined;
  } catch (refused) {
    return refused.message.split("\n")[0];
  } finally {
    // The mount keeps it.
    await rm(image, { force: true });
  }
}

/** Undoes all mounts. */
export async function unmountAll() {
  await thawAll();
  for (const folder of mounted.splice(0).reverse()) await execute("umount", [folder]).catch(() => execute("umount", ["-l", folder]).catch(() => {}));
}

/** Whether a folder is on a disk of its own, which may be filled or frozen. */
export async function hasOwnDisk(folder) {
  const [own, outer] = await Promise.all([stat(folder), stat(dirname(folder))]);
  return own.dev !== outer.dev;
}

/** Leaves no free byte on the disk of a folder for some time; what is given back meanwhile is taken, too. */
export async function fill(folder, seconds, meanwhile = async () => {}) {
  if (!(await hasOwnDisk(folder))) throw new Error(`${folder} has no small disk of its own`);
  const filler = join(folder, "filler");
  try {
    for (let [number, end] = [0, Date.now() + seconds * 1000]; Date.now() < end; number++, await pause(300)) {
      const { bavail, bsize } = await statfs(folder);
      for (let size = bavail * bsize; size >= bsize; size = Math.floor(size / 2)) {
        await execute("fallocate", ["-l", String(size), `${filler}.${number}.${size}`]).catch(() => {});
      }
      await meanwhile();
    }
  } finally {
    await execute("find", [folder, "-maxdepth", "1", "-name", "filler.*", "-delete"]);
  }
}

/** Lets each write to the disk of a folder wait up to 400 ms, four fifths of the time. */
export async function slowDown(folder, seconds) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(100)) {
    await execute("fsfreeze", ["--freeze", folder]);
    frozen.add(folder);
    await pause(400);
    await thawAll();
  }
}

async function thawAll() {
  for (const folder of frozen) await execute("fsfreeze", ["--unfreeze", folder]).then(() => frozen.delete(folder), () => {});
}
