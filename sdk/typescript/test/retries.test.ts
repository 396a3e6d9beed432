import { describe, expect, test } from "vitest";
import { Conflict, ConnectionFailed, RateLimited, ServerError, TimedOut } from "../src/index.js";
import { type Answer, client, failure, serve, until } from "./server.js";

const id = "0198c0de-0000-7000-8000-000000000001";
const fine = { json: { id } };
const inUse = { status: 409, json: { reason: "idempotency_key_in_use" }, headers: { "retry-after": "0" } };

describe("a call with an Idempotency-Key", () => {
  test.each<[string, Answer]>([
    ["no answer", "cut"],
    ["half an answer", "cut inside"],
    ["409 in flight", inUse],
    ["429", { status: 429, headers: { "retry-after": "0" } }],
    ["500", { status: 500 }],
    ["502", { status: 502, text: "<html>bad gateway</html>" }],
    ["503", { status: 503, headers: { "retry-after": "0" } }],
    ["504", { status: 504 }],
  ])("is repeated with the same key after %s", async (_, answer) => {
    const { url, seen } = await serve(answer, answer, fine);
    await expect(client(url).events.register(id)).resolves.toEqual({ id });
    expect(seen.map((one) => one.path)).toEqual(Array(3).fill(`/api/v1/events/${id}/register`));
    const keys = new Set(seen.map((one) => one.headers["idempotency-key"]));
    expect(keys.size).toBe(1);
    expect([...keys][0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("has a trace of its own, in all attempts", async () => {
    const { url, seen } = await serve("cut", fine);
    const api = client(url);
    await api.events.register(id);
    await api.events.get(id);
    const traces = seen.map((one) => one.headers.traceparent);
    expect(traces[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect([traces[1], new Set(traces).size]).toEqual([traces[0], 2]);
  });

  test("has a new key for each call, or the caller's", async () => {
    const { url, seen } = await serve(fine);
    const api = client(url);
    await api.events.register(id);
    await api.events.register(id);
    await api.events.register(id, { idempotencyKey: "the key of my choice" });
    const keys = seen.map((one) => one.headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe("the key of my choice");
  });

  test("fails with the last error when the retries are used up", async () => {
    const { url, seen } = await serve({
      status: 503,
      json: { detail: "Try again shortly.", trace_id: "abc" },
      headers: { "retry-after": "0" },
    });
    const error = await failure(client(url, { maxRetries: 2 }).events.register(id), ServerError);
    expect(error).toMatchObject({ status: 503, message: "Try again shortly.", traceId: "abc" });
    expect(seen.length).toBe(3);
  });
});

describe("a call that could have a second effect", () => {
  test.each<[string, Answer]>([
    ["no answer", "cut"],
    ["half an answer", "cut inside"],
    ["500", { status: 500 }],
    ["503", { status: 503, headers: { "retry-after": "0" } }],
  ])("is not repeated after %s", async (_, answer) => {
    const { url, seen } = await serve(answer, fine);
    await expect(client(url).connections.accept(id)).rejects.toThrow();
    expect(seen.length).toBe(1);
  });

  test("is repeated after 429, which had none", async () => {
    const { url, seen } = await serve({ status: 429, headers: { "retry-after": "0" } }, fine);
    await client(url).connections.accept(id);
    expect(seen.length).toBe(2);
  });
});

test.each<[string, (api: ReturnType<typeof client>) => Promise<unknown>]>([
  ["GET", (api) => api.events.get(id)],
  ["PUT", (api) => api.users.follow(id)],
  ["DELETE", (api) => api.users.unfollow(id)],
])("%s is repeated after a cut", async (_, call) => {
  const { url, seen } = await serve("cut", { status: 204 });
  await call(client(url));
  expect(seen.length).toBe(2);
});

test("a message is repeated with the same client_id, made if there is none", async () => {
  const { url, seen } = await serve("cut", fine);
  await client(url).threads.post(id, { content: "hello" });
  const bodies = seen.map((one) => JSON.parse(one.body));
  expect(bodies[0]).toEqual({ content: "hello", client_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(bodies[1]).toEqual(bodies[0]);
  await client(url).threads.post(id, { content: "hello", client_id: "mine" });
  expect(JSON.parse(seen[2]?.body ?? "")).toEqual({ content: "hello", client_id: "mine" });
});

test.each([400, 401, 402, 403, 404, 409, 413, 415, 422])("%i is not repeated", async (status) => {
  const { url, seen } = await serve({ status, json: {} });
  await expect(client(url).events.get(id)).rejects.toMatchObject({ status });
  expect(seen.length).toBe(1);
});

test("another conflict is not repeated", async () => {
  const { url, seen } = await serve({ status: 409, json: { reason: "event_over" } });
  expect((await failure(client(url).events.register(id), Conflict)).reason).toBe("event_over");
  expect(seen.length).toBe(1);
});

test("Retry-After is waited for", async () => {
  const { url, seen } = await serve({ status: 429, headers: { "retry-after": "1" } }, fine);
  const began = performance.now();
  await client(url).events.get(id);
  // A lower bound only: no machine is too slow for it.
  expect(performance.now() - began).toBeGreaterThan(950);
  expect(seen.length).toBe(2);
});

test("a Retry-After beyond the limit is the caller's to wait for", async () => {
  const { url, seen } = await serve({ status: 429, json: { reason: "daily_limit" }, headers: { "retry-after": "30000" } });
  expect(await failure(client(url).events.get(id), RateLimited)).toMatchObject({ retryAfter: 30_000, reason: "daily_limit" });
  expect(seen.length).toBe(1);
});

test("a Retry-After may be a date", async () => {
  const { url } = await serve({ status: 429, headers: { "retry-after": new Date(Date.now() + 3_600_000).toUTCString() } });
  const error = await failure(client(url).events.get(id), RateLimited);
  expect(error.retryAfter).toBeGreaterThan(3000);
});

test("a silent server is given up after the time limit, and asked again", async () => {
  const { url, seen } = await serve("silent", fine);
  await expect(client(url, { timeout: 1000 }).events.get(id)).resolves.toEqual({ id });
  expect(seen.length).toBeGreaterThanOrEqual(2);
  const silent = await serve("silent");
  await failure(client(silent.url, { timeout: 100, maxRetries: 0 }).events.get(id), TimedOut);
});

test("no server at all is ConnectionFailed", async () => {
  await failure(client("http://127.0.0.1:9").events.get(id), ConnectionFailed);
});

test("an aborted call ends at once with the signal's reason, also between attempts", async () => {
  const silent = await serve("silent");
  const abort = new AbortController();
  const call = client(silent.url).events.get(id, { signal: abort.signal });
  abort.abort(new Error("enough"));
  await expect(call).rejects.toThrow("enough");

  const later = await serve({ status: 503, headers: { "retry-after": "50" } });
  const between = new AbortController();
  const waiting = client(later.url).events.get(id, { signal: between.signal });
  await until(() => later.seen.length === 1);
  between.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  expect(later.seen.length).toBe(1);

  const before = await serve(fine);
  await expect(client(before.url).events.get(id, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  expect(before.seen.length).toBe(0);
});

test("an id that would lead elsewhere is refused, not sent", async () => {
  const { url, seen } = await serve(fine);
  for (const wrong of ["", ".", "..", undefined, null]) {
    expect(() => client(url).users.get(wrong as string)).toThrow(TypeError);
  }
  await client(url).users.get("a/../b?c");
  expect(seen.map((one) => one.path)).toEqual(["/api/v1/users/a%2F..%2Fb%3Fc"]);
});
