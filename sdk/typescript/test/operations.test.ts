import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { operationsOf } from "../src/core/operations.js";
import { operations } from "../src/generated/operations.js";
import { Community, memoryStore } from "../src/index.js";

interface Operation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, unknown> };
}

const contract = JSON.parse(readFileSync(new URL("../../../openapi/v1.json", import.meta.url), "utf8")) as {
  paths: Record<string, Record<string, Operation>>;
};
const names = JSON.parse(readFileSync(new URL("../names.json", import.meta.url), "utf8")) as {
  left_out: Record<string, string>;
  resources: Record<string, Record<string, string>>;
};
const published = Object.entries(contract.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ key: `${verb.toUpperCase()} ${path.replace("/api/v1", "")}`, path, operation })),
);
const named = Object.entries(names.resources).flatMap(([resource, methods]) =>
  Object.entries(methods).map(([method, key]) => ({ resource, method, key })),
);

test("every operation has one method, or a reason why it has none", () => {
  const all = [...named.map(({ key }) => key), ...Object.keys(names.left_out)];
  expect(new Set(all).size).toBe(all.length);
  expect(all.sort()).toEqual(published.map(({ key }) => key).sort());
  expect(all.length).toBeGreaterThan(280);
});

/** Calls a method with as many arguments as its operation has, and gives the request. */
async function sent(
  resource: string,
  method: string,
  operation: Operation,
): Promise<{ url: URL; init: RequestInit; headers: Record<string, string> }> {
  let seen: { url: URL; init: RequestInit } | undefined;
  const api = new Community({
    baseUrl: "http://x",
    session: memoryStore({ accessToken: "a", refreshToken: "r", expiresAt: Date.now() + 900_000 }),
    fetch: async (input, init) => {
      seen = { url: new URL(input as string), init: init as RequestInit };
      return Response.json({ items: [], access_token: "b" });
    },
  });
  const parameters = operation.parameters ?? [];
  const args: unknown[] = parameters.filter((one) => one.in === "path").map((_, index) => `id${index}`);
  const content = operation.requestBody?.content;
  if (content) {
    args.push("application/json" in content ? { some: "body" } : new Uint8Array([1]));
  }
  const query = parameters.filter((one) => one.in === "query");
  if (query.length > 0) {
    args.push(Object.fromEntries(query.map((one) => [one.name, "v"])));
  }
  args.push({ headers: { "x-last": "yes" } });
  await (api as unknown as Record<string, Record<string, (...all: unknown[]) => unknown>>)[resource]?.[method]?.(...args);
  const { url, init } = seen as unknown as { url: URL; init: RequestInit };
  return { url, init, headers: init.headers as Record<string, string> };
}

test.each(named)("$resource.$method sends $key", async ({ resource, method, key }) => {
  const { path, operation } = published.find((one) => one.key === key) as (typeof published)[number];
  const { url, init, headers } = await sent(resource, method, operation);
  let next = 0;
  expect(`${init.method} ${url.pathname}`).toBe(`${key.split(" ")[0]} ${path.replace(/\{[^}]*\}/g, () => `id${next++}`)}`);
  const query = (operation.parameters ?? []).filter((one) => one.in === "query").map((one) => one.name);
  expect([...url.searchParams.keys()].sort()).toEqual(query.sort());
  expect("idempotency-key" in headers).toBe((operation.parameters ?? []).some((one) => one.name === "Idempotency-Key"));
  expect(headers["x-last"]).toBe("yes");
  const content = operation.requestBody?.content;
  expect(headers["content-type"]).toBe(content && ("application/json" in content ? "application/json" : "application/octet-stream"));
  if (content && "application/json" in content) {
    expect(JSON.parse(init.body as string)).toMatchObject({ some: "body" });
  }
});

test("the table has the methods of names.json, and no others", () => {
  expect(
    Object.fromEntries(Object.entries(operations).map(([resource, table]) => [resource, operationsOf(table).map(({ name }) => name)])),
  ).toEqual(Object.fromEntries(Object.entries(names.resources).map(([resource, methods]) => [resource, Object.keys(methods)])));
});
