import { expect, test, vi } from "vitest";
import { cookieStore, localStorageStore, memoryStore, type SessionState, Unauthorized } from "../src/index.js";
import { client, failure, type Seen, serve, until } from "./server.js";

const Refresh = "/api/v1/auth/refresh";

/** Exchanges each refresh token once, and takes only the newest access token. */
function identity(first = 0) {
  let current = first;
  let refreshes = 0;
  const answer = (seen: Seen) => {
    if (seen.path === Refresh) {
      refreshes++;
      if (JSON.parse(seen.body).refresh_token !== `refresh-${current}`) {
        return { status: 401, json: { reason: "invalid_refresh_token" } };
      }
      current++;
      return { json: { access_token: `access-${current}`, refresh_token: `refresh-${current}`, expires_in: 900 } };
    }
    return seen.headers.authorization === `Bearer access-${current}` ? { json: { fine: true } } : { status: 401, json: {} };
  };
  return { answer, revoke: () => (current = 1000), refreshes: () => refreshes };
}

function state(number: number, lifetime = 900_000): SessionState {
  return { accessToken: `access-${number}`, refreshToken: `refresh-${number}`, expiresAt: Date.now() + lifetime, userId: "me" };
}

test("registering and logging in fill the session; logging out empties it", async () => {
  const tokens = { access_token: "a", refresh_token: "r", expires_in: 900, user: { id: "me" } };
  const { url, seen } = await serve((one) => (one.path.endsWith("logout") ? { status: 204 } : { json: tokens }));
  const api = client(url);
  const changes: (string | undefined)[] = [];
  api.session.onChange((next) => changes.push(next?.accessToken));
  await api.auth.register({ username: "amal", password: "three quiet green boats" });
  expect(await api.session.current()).toMatchObject({ accessToken: "a", refreshToken: "r", userId: "me" });
  await api.events.mine();
  expect(seen.map((one) => one.headers.authorization)).toEqual([undefined, "Bearer a"]);
  await api.auth.logout();
  expect(await api.session.current()).toBeNull();
  expect(changes).toEqual(["a", undefined]);
});

test("a login carries no token, not even an old one", async () => {
  const { url, seen } = await serve({ json: { access_token: "b", refresh_token: "r", user: { id: "me" } } });
  await client(url, { session: memoryStore(state(0, -1)) }).auth.login({ identifier: "amal", password: "three quiet green boats" });
  expect(seen.map((one) => [one.path, one.headers.authorization])).toEqual([["/api/v1/auth/login", undefined]]);
});

test("a token that is about to expire is exchanged before the call, once for calls that come together", async () => {
  const server = identity();
  const { url, seen } = await serve(server.answer);
  const api = client(url, { session: memoryStore(state(0, 10_000)) });
  await Promise.all(Array.from({ length: 20 }, () => api.events.mine()));
  expect(server.refreshes()).toBe(1);
  expect(seen.filter((one) => one.path !== Refresh).every((one) => one.headers.authorization === "Bearer access-1")).toBe(true);
  expect((await api.session.current())?.userId).toBe("me");
});

test("a refused token is exchanged, and the call is made again", async () => {
  const server = identity(5);
  const { url } = await serve(server.answer);
  const stale = { ...state(5), accessToken: "access-4" };
  const api = client(url, { session: memoryStore(stale) });
  await Promise.all(Array.from({ length: 5 }, () => api.events.mine()));
  expect(server.refreshes()).toBe(1);
});

test("a lost answer of the exchange is asked for again", async () => {
  const server = identity();
  const { url } = await serve("cut", "cut", server.answer);
  await client(url, { session: memoryStore(state(0, -1)) }).events.mine();
  expect(server.refreshes()).toBe(1);
});

test("a dead session is emptied, and the call is refused", async () => {
  const server = identity();
  server.revoke();
  const { url } = await serve(server.answer);
  const api = client(url, { session: memoryStore(state(0, -1)) });
  const changes: unknown[] = [];
  api.session.onChange((next) => changes.push(next));
  expect((await failure(api.events.mine(), Unauthorized)).reason).toBe("invalid_refresh_token");
  expect([await api.session.current(), changes]).toEqual([null, [null]]);
});

test("what is open to all is not refused to a dead session", async () => {
  const open = (seen: Seen) => (seen.path === Refresh || seen.headers.authorization ? { status: 401, json: {} } : { json: { items: [] } });
  const expired = await serve(open);
  await expect(client(expired.url, { session: memoryStore(state(0, -1)) }).events.list()).resolves.toEqual({ items: [] });
  const revoked = await serve(open);
  await expect(client(revoked.url, { session: memoryStore(state(0)) }).events.list()).resolves.toEqual({ items: [] });
});

test("a failing exchange keeps the session: the network may come back", async () => {
  const { url } = await serve("cut");
  const api = client(url, { session: memoryStore(state(0, -1)), maxRetries: 1 });
  await expect(api.events.mine()).rejects.toThrow();
  expect((await api.session.current())?.refreshToken).toBe("refresh-0");
});

test("a login during an exchange wins", async () => {
  const store = memoryStore(state(0, -1));
  const { url } = await serve((seen) => {
    if (seen.path === Refresh) {
      store.save({ ...state(7), userId: "somebody else" });
      return { json: { access_token: "access-1", refresh_token: "refresh-1" } };
    }
    return { json: {} };
  });
  const api = client(url, { session: store });
  await api.events.mine();
  expect(await api.session.current()).toMatchObject({ userId: "somebody else", refreshToken: "refresh-7" });
});

/** The locks of a browser: one at a time for each name, over all tabs. */
function locks() {
  const queues = new Map<string, Promise<unknown>>();
  return {
    request: (name: string, work: () => Promise<unknown>) => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(work, work);
      queues.set(name, turn);
      return turn;
    },
  };
}

function storage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const items = new Map<string, string>();
  return {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

test("tabs exchange a token once, under one lock, and hear of it", async () => {
  vi.stubGlobal("navigator", { locks: locks() });
  const server = identity();
  const { url } = await serve(server.answer);
  const shared = storage();
  const tabs = Array.from({ length: 4 }, () => client(url, { session: localStorageStore("shared by tabs", shared) }));
  await localStorageStore("shared by tabs", shared).save(state(0, 10_000));
  const heard = tabs.map((tab) => {
    const changes: (SessionState | null)[] = [];
    tab.session.onChange((next) => changes.push(next));
    return changes;
  });
  await Promise.all(tabs.flatMap((tab) => [tab.events.mine(), tab.events.mine()]));
  expect(server.refreshes()).toBe(1);
  await until(() => heard.every((changes) => changes.at(-1)?.accessToken === "access-1"), "all tabs hear of the new tokens");
  await tabs[0]?.session.clear();
  await until(() => heard.every((changes) => changes.at(-1) === null), "all tabs hear of the end");
  await Promise.all(tabs.map((tab) => tab.close()));
});

test("clients of one store exchange a token once where there are no locks", async () => {
  const server = identity();
  const { url } = await serve(server.answer);
  const store = memoryStore(state(0, 10_000));
  await Promise.all([client(url, { session: store }).events.mine(), client(url, { session: store }).events.mine()]);
  expect(server.refreshes()).toBe(1);
});

/** A server with cookies, and browsers' `fetch`: a jar for all tabs of one origin, used only with credentials. */
function browser() {
  let jar: string | undefined;
  let current = 0;
  let signedIn = false;
  const refreshes: (string | undefined)[] = [];
  const answer = (seen: Seen) => {
    const asks = seen.headers["x-session"] === "cookie";
    if (seen.path === Refresh) {
      refreshes.push(seen.headers.cookie);
      if (!signedIn || !asks || seen.headers.cookie !== `c=refresh-${current}`) {
        return { status: 401, json: { reason: "invalid_refresh_token" }, headers: { "set-cookie": "c=" } };
      }
    } else if (seen.path.endsWith("/login")) {
      signedIn = asks;
    } else if (seen.path.endsWith("/logout")) {
      signedIn = false;
      return { status: 204, headers: { "set-cookie": "c=" } };
    } else {
      return seen.headers.authorization === `Bearer access-${current}` && seen.headers.cookie === undefined
        ? { json: { fine: true } }
        : { status: 401, json: {} };
    }
    current++;
    const tokens = { access_token: `access-${current}`, refresh_token: null, expires_in: 900, user: { id: "me" } };
    return { json: tokens, headers: { "set-cookie": `c=refresh-${current}` } };
  };
  const fetchWithJar: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (init?.credentials === "include" && jar) {
      headers.set("cookie", `c=${jar}`);
    }
    const response = await fetch(input, { ...init, headers });
    const set = response.headers.get("set-cookie");
    if (set && init?.credentials === "include") {
      jar = set.slice(2) || undefined;
    }
    return response;
  };
  return { answer, fetch: fetchWithJar, refreshes, jar: () => jar, current: () => current };
}

test("with a cookie no refresh token is in the page, and a new page goes on with the session", async () => {
  const server = browser();
  const { url, seen } = await serve(server.answer);
  const first = client(url, { session: "cookie", fetch: server.fetch });
  await first.auth.login({ identifier: "amal", password: "three quiet green boats" });
  await first.events.mine();
  expect(await first.session.current()).toMatchObject({ accessToken: "access-1", refreshToken: "", userId: "me" });
  expect(seen.map((one) => one.headers["x-session"])).toEqual(["cookie", undefined]);
  await first.close();

  const reloaded = client(url, { session: cookieStore("another page"), fetch: server.fetch });
  await Promise.all([reloaded.events.mine(), reloaded.events.mine(), reloaded.session.current()]);
  expect(server.refreshes).toEqual(["c=refresh-1"]);
  await reloaded.auth.logout();
  expect([await reloaded.session.current(), server.jar()]).toEqual([null, undefined]);
  await reloaded.close();
});

test("with a cookie a page without a session asks once, and is signed out", async () => {
  const server = browser();
  const { url } = await serve(server.answer);
  const api = client(url, { session: cookieStore("nobody here"), fetch: server.fetch });
  expect([await api.session.current(), await api.session.current(), await api.session.token()]).toEqual([null, null, undefined]);
  expect(server.refreshes).toHaveLength(1);
  await api.close();
});

test("with a cookie a page that knows of no session asks nothing, until it knows of one", async () => {
  const server = browser();
  const { url, seen } = await serve(server.answer);
  let isKnown = false;
  const store = cookieStore("no name here", () => isKnown);
  const api = client(url, { session: store, fetch: server.fetch });
  expect(await api.session.current()).toBeNull();
  expect(seen).toEqual([]);
  isKnown = true;
  expect(await api.session.current()).toBeNull();
  expect(seen).toHaveLength(1);
});

test("with a cookie tabs refresh once under one lock, and hear of login and logout", async () => {
  vi.stubGlobal("navigator", { locks: locks() });
  const server = browser();
  const { url } = await serve(server.answer);
  const tabs = Array.from({ length: 3 }, () => client(url, { session: cookieStore("three tabs"), fetch: server.fetch }));
  const [one] = tabs;
  expect(await Promise.all(tabs.map((tab) => tab.session.current()))).toEqual([null, null, null]);
  server.refreshes.length = 0;
  await one?.auth.login({ identifier: "amal", password: "three quiet green boats" });
  const holds = async (token: string | undefined) =>
    (await Promise.all(tabs.map((tab) => tab.session.current()))).every((state) => state?.accessToken === token);
  await until(() => holds("access-1"), "all tabs hear of the login");
  await Promise.all(tabs.map((tab) => tab.session.refresh("access-1")));
  await until(() => holds("access-2"), "all tabs have the new token");
  expect(server.refreshes).toEqual(["c=refresh-1"]);
  await Promise.all(tabs.map((tab) => tab.events.mine()));
  await one?.auth.logout();
  await until(() => holds(undefined), "all tabs hear of the logout");
  await Promise.all(tabs.map((tab) => tab.close()));
});

test("with a cookie a failing network ends nothing", async () => {
  const server = browser();
  const { url } = await serve("cut", server.answer);
  const api = client(url, { session: cookieStore("bad network"), fetch: server.fetch, maxRetries: 0 });
  await expect(api.session.current()).rejects.toThrow();
  expect(await api.session.current()).toBeNull();
  expect(server.refreshes).toHaveLength(1);
  await api.close();
});
