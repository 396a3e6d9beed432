import "fake-indexeddb/auto";
import type { Message } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, enter, me } from "../src/app/api.js";
import { App } from "../src/app/app.js";
import { to } from "../src/app/router.js";
import Account from "../src/screens/account/account.js";
import { start } from "../src/store/feed.js";
import { keep } from "../src/store/idb.js";
import { apply, messages } from "../src/store/store.js";
import { en } from "../src/words/en.js";

const person = { id: "hana", username: "hana", name: "Hana Aziz", isGuest: false };
const button = () => [...document.querySelectorAll("button")].find((one) => one.textContent === en.account.signOut);

/** All rows of all tables, with their keys. */
function rows(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("community");
    request.onerror = () => reject(request.error);
    request.onsuccess = async () => {
      const database = request.result;
      const found = await Promise.all(
        [...database.objectStoreNames].map(
          (table) =>
            new Promise<string[]>((done) => {
              const store = database.transaction(table).objectStore(table);
              const [keys, values] = [store.getAllKeys(), store.getAll()];
              values.onsuccess = () => done(values.result.map((value, i) => `${table} ${String(keys.result[i])} ${JSON.stringify(value)}`));
            }),
        ),
      );
      database.close();
      resolve(found.flat());
    };
  });
}

beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("offline"));
});

describe("To sign out", () => {
  beforeEach(() => {
    vi.spyOn(globalThis, "scrollTo").mockImplementation(() => {});
  });
  afterEach(() => act(() => render(null, document.body)));

  test("is one link of the bar and one button away, on every screen", async () => {
    me.value = person;
    await act(() => render(<App />, document.body));
    const link = document.querySelector<HTMLAnchorElement>("header .bar-end a.me");
    expect([link?.getAttribute("href"), link?.textContent]).toEqual([to("/account"), `${en.nav.account}: Hana AzizHA`]);

    await act(() => render(<Account />, document.body));
    const logout = vi.spyOn(api.auth, "logout").mockImplementation((async () => {
      me.value = null;
    }) as never);
    await act(async () => button()?.click());
    await vi.waitFor(() => expect(logout).toHaveBeenCalledOnce());
    await vi.waitFor(() => expect(button()).toBeUndefined());
  });
});

describe("A person who has signed out", () => {
  test("leaves nothing on the device and in the page, but the tickets that they let in", async () => {
    start();
    me.value = person;
    for (const table of ["tickets", "outbox", "drafts", "log", "answers"] as const) {
      await keep(table, "1", `hers in ${table}`);
    }
    await keep("scans", "1", "let in");
    apply([
      {
        kind: "message",
        message: { id: "m", seq: 1, channel_id: "c", content: "hers", reactions: [] } as unknown as Message,
        isNext: true,
      },
    ]);
    expect((await rows()).filter((row) => row.includes("hana"))).toHaveLength(6);

    // As a session that ends without the server, too: it tells onChange, and the person here is nobody.
    me.value = null;

    await vi.waitFor(async () => expect((await rows()).filter((row) => row.includes("hers"))).toEqual([]));
    expect((await rows()).filter((row) => row.includes("hana"))).toEqual(['scans hana 1 "let in"']);
    expect(messages.of("c").value).toBeUndefined();
  });

  test("has had no token in the storage of the browser", async () => {
    const user = { id: "hana", username: "hana", full_name: "Hana Aziz", is_guest: false };
    const tokens = { access_token: "secret-access", refresh_token: "secret-refresh", device_token: "secret-device", expires_in: 900, user };
    await enter(Promise.resolve(tokens as never));
    expect(me.value?.id).toBe("hana");
    const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, ...(await rows())].join("\n");
    expect(kept).not.toContain("secret-");
  });
});
