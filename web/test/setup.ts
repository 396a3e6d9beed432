// vi.waitFor gives up after a second by default: too early on a busy machine. Here it has most of a test's minute.
import { vi } from "vitest";

const { waitFor } = vi;
vi.waitFor = (callback, options) => waitFor(callback, typeof options === "number" ? options : { timeout: 50_000, ...options });
