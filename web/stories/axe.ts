// The rules of WCAG 2.2 AA that a program can check: axe, the width of the page, and the size of what is pressed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { targetFaults } from "./beyond-axe.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a person who cannot see, or who has a narrow screen, would stumble over. */
export async function faultsOf(page: Page): Promise<string[]> {
  // Through the debugger: the policy of the page lets no other script in.
  await page.evaluate(axe);
  const faults = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run({
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    });
    const faults = violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`),
    );
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) {
      faults.push(`The page is wider (${root.scrollWidth}) than the window (${root.clientWidth}).`);
    }
    return faults;
  });
  return [...faults, ...(await targetFaults(page))];
}
