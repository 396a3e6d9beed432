import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test, vi } from "vitest";

const person = (id: string) => ({ id, username: id, full_name: id, is_guest: false });
const answer = (body: unknown, status = 200) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

interface Asked {
  path: string;
  method: string;
  token: string | null;
  body: string;
  /** Whether it goes on when the page ends. */
  outlives: boolean;
}

/** A server that knows the holder of a token by its name, and the page with the client's modules. */
async function page(answers: (asked: Asked) => Promise<Response> | Response | undefined = () => undefined) {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (input: string, init: RequestInit = {}) => {
    const one = {
      path: new URL(input, "http://localhost").pathname.replace("/api/v1", ""),
      method: init.method ?? "GET",
      token: new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? null,
      body: String(init.body ?? ""),
      outlives: init.keepalive ?? false,
    };
    asked.push(one);
    const aborted = new Promise<never>((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    return await Promise.race([
      aborted,
      Promise.resolve()
        .then(() => answers(one))
        .then((own) => own ?? usual(one)),
    ]);
  });
  const usual = ({ path, token, body }: Asked): Response => {
    const tokens = (id: string) => answer({ access_token: id, expires_in: 900, user: person(id) });
    return path === "/auth/login"
      ? tokens(JSON.parse(body).identifier)
      : path === "/auth/logout"
        ? answer(undefined, 204)
        : path === "/me" || path === "/users/me"
          ? answer(person(token ?? ""))
          : path === "/auth/refresh"
            ? answer({}, 401)
            : answer({ detail: "No." }, 404);
  };
  vi.resetModules();
  const { api, enter, leave, me, persons } = await import("../src/app/api.js");
  const feed = await import("../src/store/feed.js");
  const idb = await import("../src/store/idb.js");
  const answersOf = await import("../src/store/answers.js");
  vi.spyOn(api.realtime, "connect").mockResolvedValue();
  feed.start();
  const login = (id: string) => enter(api.auth.login({ identifier: id, password: "x" }));
  return { asked, api, login, leave, me, persons, ...feed, ...idb, ...answersOf };
}

describe("Another person at this device", () => {
  beforeEach(() => localStorage.clear());

  test("does not send the unsent messages of the former one", async () => {
    let isAway = true;
    const { outbox, login, asked, me } = await page(({ path }) => {
      if (path === "/direct/kim/messages" && isAway) {
        throw new TypeError("away");
      }
      return undefined;
    });
    await login("amal");
    outbox.write("direct/kim", "from amal");
    await vi.waitFor(() => expect(outbox.all.value[0]?.state).toBe("waiting"));
    isAway = false;
    await login("noor");
    outbox.wake();
    expect(me.value?.id).toBe("noor");
    outbox.write("direct/kim", "from noor");
    const posts = () => asked.filter((one) => one.path === "/direct/kim/messages");
    await vi.waitFor(() => expect(posts().at(-1)?.body).toContain("from noor"));
    expect(posts().filter((one) => one.token === "noor" && one.body.includes("from amal"))).toEqual([]);
  });

  test("ends the session of the former one", async () => {
    const { login, asked, me, persons } = await page();
    await login("amal");
    await login("noor");
    expect(asked.filter((one) => one.path === "/auth/logout")).toMatchObject([{ method: "POST", token: "amal" }]);
    expect([me.value?.id, persons.value]).toEqual(["noor", 1]);
  });

  test("does not get the answers that the former one waited for", async () => {
    let give: (response: Response) => void = () => {};
    const { api, login, leave, readKept, own } = await page(({ path, token }) =>
      path === "/wallet" && token === "amal" ? new Promise((resolve) => (give = resolve)) : undefined,
    );
    await login("amal");
    const wallet = readKept("wallet", () => api.wallet.get());
    const failed = expect(wallet).rejects.toMatchObject({ status: 499 });
    await vi.waitFor(() => expect(give.length).toBe(1));
    await leave();
    give(answer({ balance: 100 }));
    await failed;
    await login("noor");
    own("noor");
    await expect(readKept("wallet", () => api.wallet.get())).rejects.toMatchObject({ status: 404 });
  });

  test("keeps what they have when a frozen tab hears late of the former one's end", async () => {
    const { api, login, me } = await page();
    await login("amal");
    // Another tab: amal has signed out, noor has signed in.
    localStorage.setItem("community.me", JSON.stringify({ id: "noor", username: "noor", name: "noor", isGuest: false }));
    await api.session.clear();
    expect(me.value?.id).toBe("noor");
    expect(localStorage.getItem("community.me")).toContain("noor");
  });
});

test("A page begins with what it can read of the person", async () => {
  localStorage.setItem("community.me", "{broken");
  const { me } = await page();
  const { recall } = await import("../src/app/api.js");
  await recall();
  expect(me.value).toBeNull();
});

test("What is changed while the page goes away does not end with it; what is read does", async () => {
  const { api, login, asked } = await page(({ method }) => (method === "DELETE" ? answer(undefined, 204) : undefined));
  await login("amal");
  await api.checkIns.delete("one");
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  await Promise.all([api.checkIns.delete("two"), api.me.get()]);
  Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
  expect(asked.filter((one) => one.outlives).map((one) => `${one.method} ${one.path}`)).toEqual(["DELETE /companion/check-ins/two"]);
});

test("What the screen shows as done does not end with its page", async () => {
  const { api, login, asked } = await page(({ method }) => (method === "DELETE" ? answer(undefined, 204) : undefined));
  await login("amal");
  const { later, settle } = await import("../src/app/undo.js");
  later(
    () => api.checkIns.delete("one"),
    "Deleted",
    () => {},
  );
  await settle();
  await api.checkIns.delete("two");
  expect(asked.filter((one) => one.outlives).map((one) => one.path)).toEqual(["/companion/check-ins/one"]);
});

test("Who signs out and leaves the page at once has signed out", async () => {
  const { leave, login, asked } = await page();
  await login("amal");
  await leave();
  expect(asked.filter((one) => one.outlives).map((one) => one.path)).toEqual(["/auth/logout"]);
});
