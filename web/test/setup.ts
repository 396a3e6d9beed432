// Each file's tests begin with this.
import { options } from "preact";
import { afterEach, vi } from "vitest";

// vi.waitFor gives up after a second by default: too early on a busy machine. Here it has most of a test's minute.
const { waitFor } = vi;
vi.waitFor = (callback, limit) => waitFor(callback, typeof limit === "number" ? limit : { timeout: 50_000, ...limit });

// Effects follow at once. By default they wait for a frame or 35 ms, and a test file may have ended by then, with its document.
options.requestAnimationFrame = (effects) => void setTimeout(effects);
afterEach(() => new Promise((next) => setTimeout(next)));
