import "fake-indexeddb/auto";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { me } from "../src/app/api.js";
import { App } from "../src/app/app.js";
import { empty, log } from "../src/store/log.js";

const link = (path: string) => document.querySelector<HTMLElement>(`.bar a[href="/app${path}"]`);

beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("offline"));
  vi.spyOn(globalThis, "scrollTo").mockImplementation(() => {});
});
afterEach(() => {
  act(() => render(null, document.body));
  log.value = empty;
});

test("A link with unread marks has the text that is seen as the beginning of its name", async () => {
  me.value = { id: "hana", username: "hana", name: "Hana Aziz", isGuest: false };
  log.value = { ...empty, unreadNotifications: 120 };
  await act(() => render(<App />, document.body));
  const bell = link("/notifications");
  expect(bell?.hasAttribute("aria-label")).toBe(false);
  expect(bell?.textContent).toBe("Notifications 99+ unread");
  expect(link("/messages")?.textContent).toBe("Messages");
});

test("The frame shows the person's own picture", async () => {
  me.value = { id: "hana", username: "hana", name: "Hana Aziz", isGuest: false, picture: "/api/v1/users/hana/picture?v=1" };
  await act(() => render(<App />, document.body));
  expect(document.querySelector(".me img")?.getAttribute("src")).toContain("/api/v1/users/hana/picture");
});
