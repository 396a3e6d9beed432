import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { areas, notForBots, types } from "../src/screens/developer/scopes.js";
import { developerWords } from "../src/screens/developer/words.js";

// Tests run in web/.
const read = (file: string) => readFileSync(`${process.cwd()}/../${file}`, "utf8");

describe("The screens for programs", () => {
  test("offer the areas that the gateway opens to tokens", () => {
    const opened = new Set(
      [...read("gateway/Authentication/ApiScopes.cs").matchAll(/\("\/[^"]*", "([a-z]+)"\)/g)].map((found) => found[1]),
    );
    expect([...areas].sort()).toEqual([...opened].sort());
    expect(Object.keys(developerWords.value.areas).sort()).toEqual([...areas].sort());
  });

  test("offer for a bot what identity gives its tokens", () => {
    const [, refused = ""] = /ForBots[\s\S]*?Except\(\[([^\]]*)\]/.exec(read("services/identity/ApiTokens/ApiTokenScopes.cs")) ?? [];
    expect([...refused.matchAll(/"([^"]+)"/g)].map((found) => found[1])).toEqual([...notForBots]);
  });

  test("offer the kinds of news that webhooks carry, and name each", () => {
    const code = read("services/messaging/Webhooks/WebhookCatalogue.cs");
    const all = [...code.matchAll(/const string \w+ = "([a-z_.]+)"/g)].map((found) => found[1] ?? "");
    expect([...types, "webhook.ping"].sort()).toEqual([...all].sort());
    expect(Object.keys(developerWords.value.names).sort()).toEqual([...all].sort());
  });
});
