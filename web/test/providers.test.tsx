import "fake-indexeddb/auto";
import { Conflict, Unauthorized } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { place } from "../src/app/router.js";
import Register from "../src/screens/register/register.js";
import { providers } from "../src/screens/sign-in/providers.js";
import SignIn from "../src/screens/sign-in/sign-in.js";
import SignedIn from "../src/screens/sign-in/signed-in.js";
import { Toasts } from "../src/ui/toast.js";

const village = { name: "village", display_name: "The Village" };
const tokens = { user: { id: "hana", username: "hana", is_guest: false }, needs_second_factor: false };

const open = (Page: typeof SignIn, path: string, search = "") => {
  history.replaceState({}, "", `/app${path}${search}`);
  place.value = { path: `/app${path}`, search };
  return act(async () =>
    render(
      <>
        <Page />
        <Toasts />
      </>,
      document.body,
    ),
  );
};
const text = () => document.body.textContent ?? "";
const press = (name: string) => act(async () => [...document.querySelectorAll("button")].find((one) => one.textContent === name)?.click());
const keep = (more: object = {}) =>
  sessionStorage.setItem(
    "community.way",
    JSON.stringify({ ...village, state: "s1", isLink: false, next: "/app/mine", referral: "AMAL", ...more }),
  );
const complete = (failure?: Error) => {
  const spy = vi.spyOn(api.auth, "completeProviderLogin");
  return failure ? spy.mockRejectedValue(failure) : spy.mockResolvedValue(tokens as never);
};

beforeEach(() => {
  me.value = null;
  vi.spyOn(globalThis, "scrollTo").mockImplementation(() => {});
});
afterEach(async () => {
  await act(() => render(null, document.body));
  vi.restoreAllMocks();
  sessionStorage.clear();
});

test("Both screens offer each provider, and nothing where there is none or the list does not come", async () => {
  const list = vi.spyOn(api.auth, "listProviders");
  for (const Page of [SignIn, Register]) {
    providers.value = [];
    list.mockResolvedValueOnce({ items: [] });
    await open(Page, "/sign-in");
    expect(text()).not.toContain("Continue with");
    await act(() => render(null, document.body));
    list.mockRejectedValueOnce(new Error("away"));
    await open(Page, "/sign-in");
    expect(text()).not.toContain("Continue with");
    await act(() => render(null, document.body));
    list.mockResolvedValueOnce({ items: [village] });
    await open(Page, "/sign-in");
    await vi.waitFor(() => expect(text()).toContain("Continue with The Village"));
    await act(() => render(null, document.body));
  }
});

test("A button leaves for the provider, and the tab keeps the state", async () => {
  vi.spyOn(api.auth, "listProviders").mockResolvedValue({ items: [village] });
  vi.spyOn(api.auth, "beginProviderLogin").mockResolvedValue({ url: "https://village.example/", state: "s1", expires_at: "" });
  const assign = vi.spyOn(location, "assign").mockImplementation(() => {});
  await open(Register, "/register", "?next=/app/mine&referral=AMAL");
  await vi.waitFor(() => expect(text()).toContain("Continue with The Village"));
  await press("Continue with The Village");
  await vi.waitFor(() => expect(assign).toHaveBeenCalledWith("https://village.example/"));
  expect(JSON.parse(sessionStorage.getItem("community.way") ?? "")).toEqual({
    ...village,
    state: "s1",
    isLink: false,
    next: "/app/mine",
    referral: "AMAL",
  });
});

test("The way back signs in, once, and goes on where the person wanted to go", async () => {
  keep();
  const spy = complete();
  await open(SignedIn, "/signed-in", "?state=s1&code=c1&iss=https://village.example");
  await vi.waitFor(() => expect(location.pathname).toBe("/app/mine"));
  expect(location.href).not.toContain("c1");
  const body = { state: "s1", code: "c1", issuer: "https://village.example", referral_code: "AMAL" };
  expect(spy.mock.calls).toEqual([["village", body]]);
  expect(sessionStorage.getItem("community.way")).toBeNull();
});

test("A state of elsewhere is refused without a call", async () => {
  const spy = complete();
  for (const way of [undefined, { state: "s2" }]) {
    sessionStorage.clear();
    if (way) {
      keep(way);
    }
    await open(SignedIn, "/signed-in", "?state=s1&code=c1");
    await vi.waitFor(() => expect(text()).toContain("did not begin in this tab"));
    expect(location.href).not.toContain("c1");
    await act(() => render(null, document.body));
  }
  expect(spy).not.toHaveBeenCalled();
});

test("A person who declines is back at the sign-in, and another failure of the provider is said", async () => {
  keep();
  await open(SignedIn, "/signed-in", "?state=s1&error=access_denied");
  await vi.waitFor(() => expect(location.pathname + location.search).toBe("/app/sign-in?next=%2Fapp%2Fmine"));
  await act(() => render(null, document.body));
  keep();
  await open(SignedIn, "/signed-in", "?state=s1&error=server_error");
  await vi.waitFor(() => expect(text()).toContain("The Village did not sign you in"));
  expect(document.querySelector("main a")?.getAttribute("href")).toBe("/app/sign-in?next=%2Fapp%2Fmine");
});

test("The second factor is asked for, and an account with the same address is told kindly", async () => {
  keep();
  complete(new Unauthorized(401, { reason: "second_factor_required", challenge: "ch1" } as never));
  await open(SignedIn, "/signed-in", "?state=s1&code=c1");
  await vi.waitFor(() => expect(document.querySelector("input[name=code]")).not.toBeNull());
  const second = vi.spyOn(api.auth, "loginWithCode").mockResolvedValue(tokens as never);
  await act(async () => {
    const input = document.querySelector("input") as HTMLInputElement;
    input.value = "123456";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await press("Continue");
  await vi.waitFor(() => expect(location.pathname).toBe("/app/mine"));
  expect(second).toHaveBeenCalledWith({ challenge: "ch1", code: "123456" });
  await act(() => render(null, document.body));
  keep();
  complete(new Conflict(409, { reason: "log_in_and_link", detail: "…" }));
  await open(SignedIn, "/signed-in", "?state=s1&code=c1");
  await vi.waitFor(() => expect(text()).toContain("then link The Village in its security settings"));
});

test("A link ends where the logins are", async () => {
  keep({ isLink: true, next: null });
  const link = vi.spyOn(api.me, "completeLinkLogin").mockResolvedValue({ provider: "village", created_at: "" });
  await open(SignedIn, "/signed-in", "?state=s1&code=c1");
  await vi.waitFor(() => expect(location.pathname).toBe("/app/security"));
  expect(link).toHaveBeenCalledWith("village", { state: "s1", code: "c1", issuer: null });
  expect(text()).toContain("The Village is linked");
});
