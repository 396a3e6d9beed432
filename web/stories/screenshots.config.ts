import { defineConfig } from "@playwright/test";
import stories from "./playwright.config.js";

export default defineConfig({ ...stories, testMatch: "*.shot.ts", testIgnore: undefined });
