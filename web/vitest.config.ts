import { mergeConfig } from "vite";
import { defineConfig } from "vitest/config";
import vite from "./vite.config.js";

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      include: ["test/**/*.test.{ts,tsx}"],
      setupFiles: ["test/setup.ts"],
      environment: "happy-dom",
      testTimeout: 60_000,
      hookTimeout: 60_000,
      restoreMocks: true,
    },
  }),
);
