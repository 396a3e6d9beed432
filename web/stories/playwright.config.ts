import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import { isFull, url } from "./fleet.js";

// Browsers come from the system: the one that COMMUNITY_CHROMIUM names, or Debian's. The one without a window takes half the work, and shows no
// notifications, which the whole run needs.
const [shell, whole] = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const installed = (isFull ? [whole, shell] : [shell, whole]).find((path) => existsSync(path));

export default defineConfig({
  testDir: ".",
  testMatch: "*.story.ts",
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  // Tests ask for "dot": what failed stands first in it, where a shortened log still has it.
  reporter: process.env.COMMUNITY_REPORTER ?? "list",
  outputDir: "../node_modules/.stories",
  use: {
    baseURL: url,
    locale: "en-GB",
    timezoneId: "Asia/Dubai",
    launchOptions: {
      executablePath: process.env.COMMUNITY_CHROMIUM ?? installed,
      // In a container there is one user, root, and Chromium's sandbox does not start for it.
      args: ["--no-sandbox"],
    },
    trace: "off",
  },
});
