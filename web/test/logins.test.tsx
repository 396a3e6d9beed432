import "fake-indexeddb/auto";
import { Conflict } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { Logins } from "../src/screens/security/logins.js";
import { Toasts } from "../src/ui/toast.js";

const google = { provider: "google", created_at: "2026-11-01T10:00:00Z" };
const show = async (items: (typeof google)[], names: string[] = []) => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  vi.spyOn(api.me, "listLogins").mockResolvedValue({ items });
  vi.spyOn(api.auth, "listProviders").mockResolvedValue({ items: names.map((name) => ({ name, display_name: `The ${name}` })) });
  HTMLDialogElement.prototype.showModal = () => {};
  const all = (
    <>
      <Logins />
      <Toasts />
    </>
  );
  await act(() => render(all, document.body));
};
const press = (text: string) => act(() => [...document.querySelectorAll("button")].findLast((one) => one.textContent === text)?.click());

afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

test("A person without linked logins sees nothing of them", async () => {
  await show([]);
  expect(document.querySelector("section")).toBeNull();
});

test("A linked login is let go of after a question; the last way in stays, and the reason is said", async () => {
  await show([google]);
  await vi.waitFor(() => expect(document.body.textContent).toContain("Google"));
  const unlink = vi
    .spyOn(api.me, "unlinkLogin")
    .mockRejectedValueOnce(new Conflict(409, { reason: "last_login", detail: "This is your only way to log in. Set a password first." }));
  await press("Let go of it");
  expect(unlink).not.toHaveBeenCalled();
  await press("Let go of it");
  await vi.waitFor(() => expect(document.querySelector(".toast")?.textContent).toContain("only way"));
  expect(document.querySelector(".line")).not.toBeNull();
  unlink.mockResolvedValueOnce(undefined);
  await press("Let go of it");
  await vi.waitFor(() => expect(document.querySelector(".line")).toBeNull());
  expect(unlink).toHaveBeenLastCalledWith("google");
});

test("A provider that is not linked is offered, with its name for people", async () => {
  await show([google], ["google", "village"]);
  await vi.waitFor(() => expect(document.body.textContent).toContain("The google"));
  const begin = vi.spyOn(api.me, "beginLinkLogin").mockResolvedValue({ url: "https://village.example/", state: "s1", expires_at: "" });
  const assign = vi.spyOn(location, "assign").mockImplementation(() => {});
  await press("Link The village");
  await vi.waitFor(() => expect(assign).toHaveBeenCalledWith("https://village.example/"));
  expect(begin).toHaveBeenCalledWith("village");
  expect(document.body.textContent).not.toContain("Link The google");
});
