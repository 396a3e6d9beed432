import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import SignIn from "../src/screens/sign-in/sign-in.js";
import { en } from "../src/words/en.js";

const person = (isGuest: boolean) => ({ id: "hana", username: "hana", name: "Hana Aziz", isGuest });
const show = () => act(() => render(<SignIn />, document.body));
const texts = () => [...document.querySelectorAll("main p, main h1:not(.screen-heading), main button")].map((one) => one.textContent);

describe("The screen to sign in", () => {
  beforeEach(() => {
    vi.spyOn(globalThis, "scrollTo").mockImplementation(() => {});
  });
  afterEach(() => act(() => render(null, document.body)));

  test("lets another person in only after the present one has left", async () => {
    me.value = person(false);
    await show();
    expect([document.querySelector("form"), texts()[0]]).toEqual([null, en.signIn.here("Hana Aziz")]);
    vi.spyOn(api.auth, "logout").mockImplementation((async () => {
      me.value = null;
    }) as never);
    await act(async () => {
      [...document.querySelectorAll("button")].find((one) => one.textContent === en.signIn.leave)?.click();
    });
    await vi.waitFor(() => expect(document.querySelector("form")).not.toBeNull());
  });

  test("tells a guest what becomes of their tickets, and makes no second guest", async () => {
    me.value = person(true);
    await show();
    expect(texts().some((one) => one?.startsWith(en.signIn.fromGuest))).toBe(true);
    expect(texts()).not.toContain(en.signIn.guest);
    await act(() => render(null, document.body));
    me.value = null;
    await show();
    expect(texts()).toContain(en.signIn.guest);
  });
});
