import { ApiError, ConnectionFailed, NotFound, ValidationFailed } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { place } from "../src/app/router.js";
import Reset from "../src/screens/mailed/reset.js";
import Verify from "../src/screens/mailed/verify.js";
import Waitlist from "../src/screens/mailed/waitlist.js";

const open = (Page: typeof Verify, path: string) => {
  history.replaceState({}, "", `/app${path}`);
  place.value = { path: `/app${path.split("#")[0]}`, search: "" };
  return act(async () => render(<Page />, document.body));
};
const text = () => document.body.textContent ?? "";
const press = (name: string) =>
  act(async () => {
    [...document.querySelectorAll("button")].find((one) => one.textContent?.includes(name))?.click();
  });
const write = (value: string) =>
  act(async () => {
    const input = document.querySelector("input") as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

describe("The link of a mail", () => {
  beforeEach(() => vi.restoreAllMocks());
  afterEach(() => render(null, document.body));

  test("leaves the address bar, and is used by a button only", async () => {
    const verify = vi.spyOn(api.auth, "verifyEmail").mockResolvedValue(undefined as never);
    await open(Verify, "/verify-email#token=abc_1");
    expect(location.href).not.toContain("abc_1");
    expect(verify).not.toHaveBeenCalled();
    await press("Yes, this is my address");
    expect(verify).toHaveBeenCalledWith({ token: "abc_1" });
    await vi.waitFor(() => expect(text()).toContain("your email address is confirmed"));
  });

  test("that was used says so; one that could not be sent can be tried again", async () => {
    const verify = vi.spyOn(api.auth, "verifyEmail").mockRejectedValueOnce(new ConnectionFailed("no network"));
    await open(Verify, "/verify-email#token=abc_2");
    await press("Yes, this is my address");
    await vi.waitFor(() => expect(text()).toContain("There is no connection."));
    verify.mockRejectedValueOnce(new ApiError(400, { reason: "invalid_token" }));
    await press("Yes, this is my address");
    await vi.waitFor(() => expect(text()).toContain("This link has been used"));
  });

  test("survives that the screen is made anew, and without a code the page says where to get one", async () => {
    await open(Verify, "/verify-email#token=abc_3");
    render(null, document.body);
    await act(async () => render(<Verify />, document.body));
    expect(text()).toContain("Yes, this is my address");
    render(null, document.body);
    await open(Reset, "/reset-password");
    expect(text()).toContain("has no code in it");
    expect(document.querySelector("a.button")?.getAttribute("href")).toBe("/app/forgot");
  });

  test("sets a password; one that is refused can be changed", async () => {
    const reset = vi
      .spyOn(api.auth, "resetPassword")
      .mockRejectedValueOnce(new ValidationFailed(400, { errors: { password: ["common"] } }));
    await open(Reset, "/reset-password#token=abc_4");
    await write("password12");
    await press("Save the new password");
    await vi.waitFor(() => expect(text()).toContain("This password cannot be used."));
    reset.mockResolvedValueOnce(undefined as never);
    await write("four loud red kites");
    await press("Save the new password");
    await vi.waitFor(() => expect(text()).toContain("Your new password is saved."));
    expect(reset).toHaveBeenLastCalledWith({ token: "abc_4", password: "four loud red kites" });
    expect(document.querySelector("input")).toBeNull();
    // The reset has ended the session that this browser had: the screen is made anew.
    render(null, document.body);
    await act(async () => render(<Reset />, document.body));
    expect(text()).toContain("Your new password is saved.");
  });

  test("masks the new password, and lets it be pasted", async () => {
    await open(Reset, "/reset-password#token=abc_7");
    const input = document.querySelector("input") as HTMLInputElement;
    expect(input.type).toBe("password");
    expect(input.autocomplete).toBe("new-password");
    const paste = new Event("paste", { bubbles: true, cancelable: true });
    input.dispatchEvent(paste);
    expect(paste.defaultPrevented).toBe(false);
  });

  test("shows the place on the waitlist; an unknown one leads to the form", async () => {
    const status = vi
      .spyOn(api.waitlist, "status")
      .mockResolvedValueOnce({ position: 17, waitlist_position: 17, total: 230, subscribed_at: "2026-11-21T08:30:00Z" });
    await open(Waitlist, "/waitlist#token=abc_5");
    await vi.waitFor(() => expect(text()).toContain("You are number 17 of 230."));
    render(null, document.body);
    status.mockRejectedValueOnce(new NotFound(404, {}));
    const join = vi.spyOn(api.waitlist, "join").mockResolvedValue({ message: "" });
    await open(Waitlist, "/waitlist#token=abc_6");
    await vi.waitFor(() => expect(text()).toContain("We do not know this link."));
    await write("amal@example.org");
    await press("Put me on the list");
    await vi.waitFor(() => expect(text()).toContain("We have sent you a mail"));
    expect(join).toHaveBeenCalledWith({ email: "amal@example.org", source: "waitlist page" });
  });
});
