import { expect, test } from "vitest";
import { until as race } from "../src/core/timing.js";
import { FakeServer } from "../src/fake/index.js";
import { ApiError, type Community, type Schemas } from "../src/index.js";
import { client, serve, until } from "./server.js";

type Changes = Schemas["SyncView"];

const changes = (token: string, more: Partial<Changes> = {}): { json: unknown } => ({
  json: {
    token,
    is_whole: false,
    unread_notifications: 0,
    channels: [],
    communities: [],
    notifications: [],
    connections: [],
    registrations: [],
    wallet: null,
    plan: null,
    subscription: null,
    people: [],
    removed: [],
    ...more,
  },
});

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

const gone = { removed: [{ kind: "channel", id: "c" }] };

test("the whole state comes first, then each change, with the token of the answer before", async () => {
  const { url, seen } = await serve(
    changes("a", { is_whole: true }),
    changes("b", gone),
    changes("c"),
    "cut",
    changes("d", { wallet: { balance: 3, link: "/" } }),
  );
  const tokens: string[] = [];
  for await (const one of client(url).sync.follow({ maxRetries: 0 })) {
    tokens.push(one.token);
    if (tokens.length === 3) {
      break;
    }
  }
  // An answer without entries moves the token only; a cut request is asked again.
  expect(tokens).toEqual(["a", "b", "d"]);
  expect(seen.map((one) => one.path)).toEqual([
    "/api/v1/sync?wait=0",
    "/api/v1/sync?wait=25&since=a",
    "/api/v1/sync?wait=25&since=b",
    "/api/v1/sync?wait=25&since=c",
    "/api/v1/sync?wait=25&since=c",
  ]);
});

test("a kept token goes on, and an old one brings the whole state", async () => {
  const { url, seen } = await serve(changes("new", { is_whole: true }));
  for await (const one of client(url).sync.follow({ since: "old one", wait: 5 })) {
    expect(one.is_whole).toBe(true);
    break;
  }
  expect(seen[0]?.path).toBe("/api/v1/sync?wait=5&since=old%20one");
});

test("a refusal and a signal end it", async () => {
  const { url } = await serve({ status: 403, json: { status: 403, detail: "No." } });
  await expect(client(url).sync.follow().next()).rejects.toBeInstanceOf(ApiError);

  const silent = await serve(changes("a", { is_whole: true }), "silent");
  const end = new AbortController();
  const log = client(silent.url).sync.follow({ signal: end.signal });
  await log.next();
  const next = log.next();
  end.abort(new Error("enough"));
  await expect(next).rejects.toThrow("enough");
});

test("over the hub, each connection goes on from the last token", async () => {
  const server = new FakeServer();
  const api = server.client();
  await api.auth.register({ username: "amal", password: "three quiet green boats" });
  const call = server.call.bind(server);
  const since: unknown[] = [];
  server.call = (hub, userId, method, args) => {
    if (method === "Subscribe") {
      since.push((args as unknown[])[0]);
      hub.tell("sync", changes(`t${since.length}`, { is_whole: since.length === 1 }).json);
      return { token: `t${since.length}`, is_whole: since.length === 1 };
    }
    return method === "Unsubscribe" ? undefined : call(hub, userId, method, args);
  };
  const log = api.sync.follow({ realtime: true });
  expect((await log.next()).value?.is_whole).toBe(true);
  await until(() => api.realtime.state === "live");
  await expect(api.sync.follow({ realtime: true }).next()).rejects.toThrow("followed already");
  server.cut();
  expect((await log.next()).value?.token).toMatch(/^t\d$/);
  await log.return();
  expect(since[0]).toBe(null);
  expect(since.at(-1)).toMatch(/^t\d$/);
  await api.close();
});

test("a server that is away or busy for long does not end it; a refusal does", async () => {
  const { url } = await serve(changes("a", { is_whole: true }), { status: 503, json: {} }, { status: 429, json: {} }, changes("b", gone), {
    status: 403,
    json: {},
  });
  const log = client(url).sync.follow({ maxRetries: 0 });
  expect([(await log.next()).value?.token, (await log.next()).value?.token]).toEqual(["a", "b"]);
  await expect(log.next()).rejects.toThrow(ApiError);
});

test("over the hub it ends with the session, and with the connection", async () => {
  for (const end of [(api: Community) => api.session.clear(), (api: Community) => api.realtime.close()]) {
    const api = new FakeServer().client();
    await api.auth.register({ username: "amal", password: "three quiet green boats" });
    const log = api.sync.follow({ realtime: true });
    await log.next();
    const next = expect(log.next()).rejects.toThrow(/ended|closed/);
    await end(api);
    await next;
  }
});

test.each([false, true])("over the hub, a reader who takes time misses nothing, and little waits for it (cut: %s)", async (isCut) => {
  const server = new FakeServer();
  const api = server.client();
  const { user } = await api.auth.register({ username: "amal", password: "three quiet green boats" });
  const call = server.call.bind(server);
  const calls: string[] = [];
  server.call = (hub, userId, method, args) => {
    calls.push(method);
    return call(hub, userId, method, args);
  };
  const log = api.sync.follow({ realtime: true });
  expect((await log.next()).value?.is_whole).toBe(true);
  const ids = Array.from({ length: 100 }, (_, at) => `${at}`);
  for (const id of ids) {
    if (isCut && id === "50") {
      server.cut();
    }
    server.sync(user.id, { removed: [{ kind: "person", id }] });
  }
  const seen: string[] = [];
  while (seen.length < ids.length) {
    seen.push(...((await log.next()).value?.removed ?? []).map((one) => one.id));
  }
  expect(seen).toEqual(ids);
  expect(calls.includes("Unsubscribe")).toBe(!isCut);
  await api.close();
});

test("over the hub, a reader who catches up while the connection is replaced misses nothing", async () => {
  const most = 40;
  const server = new FakeServer();
  const api = server.client();
  await api.auth.register({ username: "amal", password: "three quiet green boats" });
  let last = 0;
  const call = server.call.bind(server);
  server.call = (hub, userId, method, args) => {
    if (method === "Subscribe") {
      return (async () => {
        await pause(3);
        if (args[0] === null) {
          hub.tell("sync", changes("0", { is_whole: true }).json as Changes);
        }
        for (let at = Number(args[0] ?? last) + 1; at <= last; at++) {
          await pause(0);
          hub.tell("sync", changes(`${at}`).json as Changes);
        }
      })();
    }
    return method === "Unsubscribe" ? pause(5) : call(hub, userId, method, args);
  };
  const log = api.sync.follow({ realtime: true });
  expect((await log.next()).value?.is_whole).toBe(true);
  for (let round = 0; round < 5; round++) {
    for (let change = 0; change < most; change++) {
      server.tell("sync", changes(`${++last}`).json as Changes);
    }
    server.cut();
    for (let change = 1; change <= most; change++) {
      expect((await log.next()).value?.token).toBe(`${round * most + change}`);
    }
  }
  await api.close();
});

test("over the hub, a refused subscription ends the reader and nothing else", async () => {
  const server = new FakeServer();
  const api = server.client();
  await api.auth.register({ username: "amal", password: "three quiet green boats" });
  const call = server.call.bind(server);
  server.call = (hub, userId, method, args) => {
    if (method === "Subscribe") {
      throw new Error("validation_failed: The token is too long.");
    }
    return call(hub, userId, method, args);
  };
  await expect(api.sync.follow({ realtime: true, since: "far too long" }).next()).rejects.toThrow("too long");
  await until(() => api.realtime.state === "live");
  await api.close();
});

test("over the hub, the end of a reader does not end the next one", async () => {
  const server = new FakeServer();
  const api = server.client();
  const { user } = await api.auth.register({ username: "amal", password: "three quiet green boats" });
  const call = server.call.bind(server);
  let isFirst = true;
  server.call = (hub, userId, method, args) => {
    if (method === "Unsubscribe" && isFirst) {
      isFirst = false;
      server.cut();
      throw new Error("The connection was cut.");
    }
    return call(hub, userId, method, args);
  };
  const first = api.sync.follow({ realtime: true });
  expect((await first.next()).value?.is_whole).toBe(true);
  await until(() => api.realtime.state === "live");
  await first.return();
  const second = api.sync.follow({ realtime: true });
  expect((await second.next()).value?.is_whole).toBe(true);
  await until(() => api.realtime.state === "live");
  await pause(50);
  server.sync(user.id, gone);
  expect((await second.next()).value?.removed).toEqual(gone.removed);
  await api.close();
});

test("over the hub, a reader who ends while it catches up leaves the next one its whole state", async () => {
  const server = new FakeServer();
  const api = server.client();
  const { user } = await api.auth.register({ username: "amal", password: "three quiet green boats" });
  const call = server.call.bind(server);
  server.call = (hub, userId, method, args) =>
    method === "Unsubscribe" ? pause(20).then(() => call(hub, userId, method, args)) : call(hub, userId, method, args);
  const end = new AbortController();
  const first = api.sync.follow({ realtime: true, signal: end.signal });
  expect((await first.next()).value?.is_whole).toBe(true);
  await until(() => api.realtime.state === "live");
  for (let at = 0; at < 30; at++) {
    server.sync(user.id, { removed: [{ kind: "person", id: `${at}` }] });
  }
  await expect(
    (async () => {
      for (let at = 0; at < 30; at++) {
        const next = first.next();
        if (at === 17) {
          await pause(5);
          end.abort(new Error("enough"));
        }
        await next;
      }
    })(),
  ).rejects.toThrow("enough");
  const second = api.sync.follow({ realtime: true });
  expect((await second.next()).value?.is_whole).toBe(true);
  server.sync(user.id, gone);
  expect((await second.next()).value?.removed).toEqual(gone.removed);
  await api.close();
});

test("over the hub, a reader who takes time sees nothing of the next user", async () => {
  const server = new FakeServer();
  const api = server.client();
  const { user } = await api.auth.register({ username: "amal", password: "three quiet green boats" });
  const log = api.sync.follow({ realtime: true });
  await log.next();
  server.sync(user.id, gone);
  await api.session.clear();
  await api.auth.register({ username: "badr", password: "three quiet green boats" });
  await api.realtime.connect();
  await until(() => api.realtime.state === "live");
  expect((await log.next()).value?.removed).toEqual(gone.removed);
  await expect(log.next()).rejects.toThrow("ended");
  await api.close();
});

test("a call whose signal is aborted at once leaves no failure unhandled", async () => {
  const failed = Promise.reject(new Error("refused"));
  await expect(race(failed, AbortSignal.abort(new Error("aborted")))).rejects.toThrow("aborted");
  await pause(5);
});
