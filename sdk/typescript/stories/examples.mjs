// Makes one module of the examples of docs/sdk.md.

/**
 * Each block of TypeScript becomes a part of one test, in the page's order; later blocks use the objects of earlier ones. A block marked `ts only-types` is for
 * a browser: it is compiled, and not run. The page's address becomes that of the fleet, and its names become new ones.
 */
export function moduleOf(page) {
  const imports = [];
  const run = [];
  const only = [];
  for (const [, kind, code] of page.matchAll(/^```ts( only-types)?\n(.*?)^```/gms)) {
    const body = code.replace(/^import .*;\n/gm, (line) => {
      imports.push(line);
      return "";
    });
    (kind ? only : run).push(kind ? `async () => {\n${body}};\n` : body);
  }
  if (run.length < 8) {
    throw new Error(`docs/sdk.md has only ${run.length} examples.`);
  }
  const name = `s${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  const local = (text) =>
    text.replaceAll("https://community.example", process.env.COMMUNITY_URL).replaceAll("amal", `${name}a`).replaceAll("noor", `${name}n`);
  return `import { test } from "node:test";
import { prove } from "./help.js";
${[...new Set(imports)].join("")}
test("the examples of docs/sdk.md work", async () => {
${local(run.join("\n"))}
void [${only.map((body) => local(body).trimEnd().replace(/;$/, "")).join(",\n")}];
void prove;
});
`;
}
