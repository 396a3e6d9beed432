import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { match } from "../src/app/router.js";
import { elsewhere, routes } from "../src/app/routes.js";

// Tests run in web/.
const services = `${process.cwd()}/../services`;
const read = (file: string) => readFileSync(`${services}/${file}`, "utf8");

/** Whether a path of the API's links has a screen. */
const leads = (path: string) => path in elsewhere || match(routes, `/app${path}`) !== undefined;

describe("Links that the services make", () => {
  test("of help texts lead to a screen", () => {
    const folder = "ai-companion/Conversation/Guide";
    const texts = readdirSync(`${services}/${folder}`).filter((name) => name.endsWith(".txt"));
    const paths = new Set(
      texts.flatMap((name) => [...read(`${folder}/${name}`).matchAll(/(?:^|[\s|])(\/[a-z][a-z/_-]*)/gm)].map((found) => found[1] ?? "")),
    );
    expect(paths.size).toBeGreaterThan(10);
    expect([...paths].filter((path) => !leads(path))).toEqual([]);
  });

  test("of notices lead to a screen", () => {
    const paths = [...read("messaging/Notifications/NotificationLink.cs").matchAll(/"(\/[a-z][^"?]*)/g)].map((found) =>
      (found[1] ?? "").replace(/\{[^}]*\}/g, "1"),
    );
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter((path) => !leads(path))).toEqual([]);
  });

  test("of suggestions and search lead to a screen", () => {
    const code = read("ai-companion/Meaning/SearchViews.cs") + read("ai-companion/Opportunities/OpportunityFinder.cs");
    const paths = [...code.matchAll(/\$?"(\/(?:events|communities|users|courses|companion|people)[^"?]*)"/g)].map((found) =>
      (found[1] ?? "").replace(/\{[^}]*\}/g, "1"),
    );
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => !leads(path))).toEqual([]);
  });

  test("that lead elsewhere end at a screen", () => {
    expect(Object.values(elsewhere).filter((path) => !match(routes, `/app${path.split("?")[0]}`))).toEqual([]);
  });
});
