import "fake-indexeddb/auto";
import { Conflict } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import { query } from "../src/app/router.js";
import Companion from "../src/screens/companion/companion.js";
import { Toasts } from "../src/ui/toast.js";

const messages = [
  { id: "m1", role: "user", content: "I moved here a mnth ago.", edited_at: null },
  { id: "m2", role: "assistant", content: "How is it?", edited_at: null },
];
const press = (text: string) =>
  act(() => [...document.querySelectorAll("button")].find((one) => one.textContent?.trim() === text)?.click());
const area = () => document.querySelector("textarea") as HTMLTextAreaElement;
const key = (name: string) =>
  act(() => {
    area().dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  });
const write = (text: string) =>
  act(() => {
    area().value = text;
    area().dispatchEvent(new Event("input", { bubbles: true }));
  });

beforeEach(async () => {
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
  history.replaceState(null, "", "?part=memory");
  vi.spyOn(query, "value", "get").mockReturnValue(new URLSearchParams("part=memory"));
  vi.spyOn(api.companion, "getSettings").mockResolvedValue({ age_status: "known" } as never);
  vi.spyOn(api.companion, "context").mockResolvedValue({ system_prompt: "You are Xela.", messages } as never);
  await act(() =>
    render(
      <>
        <Companion />
        <Toasts />
      </>,
      document.body,
    ),
  );
  await vi.waitFor(() => expect(document.body.textContent).toContain("I moved here a mnth ago."));
});
afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

test("A message of one's own is edited in place, an answer is not", async () => {
  expect([...document.querySelectorAll("button")].filter((one) => one.textContent === "Edit")).toHaveLength(1);
  const edit = vi.spyOn(api.companion, "editMessage").mockResolvedValue({ message: {}, care: null } as never);
  await press("Edit");
  expect(document.activeElement).toBe(area());
  await write("I moved here a month ago.");
  vi.mocked(api.companion.context).mockResolvedValue({
    system_prompt: "You are Xela.",
    messages: [{ ...messages[0], content: "I moved here a month ago.", edited_at: "2026-11-26T10:00:00Z" }, messages[1]],
  } as never);
  await key("Enter");
  await vi.waitFor(() => expect(document.body.textContent).toContain("You · edited"));
  expect(edit).toHaveBeenCalledExactlyOnceWith("m1", { content: "I moved here a month ago." });
  expect(document.querySelector("textarea")).toBeNull();
  expect(document.activeElement?.textContent).toBe("Edit");
});

test("Escape leaves the text as it was; a blank text cannot be saved", async () => {
  const edit = vi.spyOn(api.companion, "editMessage");
  await press("Edit");
  await write(" ");
  await key("Enter");
  await press("Save");
  await key("Escape");
  expect(document.querySelector("textarea")).toBeNull();
  expect(document.body.textContent).toContain("I moved here a mnth ago.");
  expect(document.activeElement?.textContent).toBe("Edit");
  expect(edit).not.toHaveBeenCalled();
});

test("A text that sounds as if help was needed shows the lines to call; after a refusal the text is still there", async () => {
  vi.spyOn(api.companion, "editMessage")
    .mockRejectedValueOnce(new Conflict(409, { detail: "This message is still being answered." }))
    .mockResolvedValue({ message: {}, care: "Call 112 now." } as never);
  await press("Edit");
  await write("I cannot go on");
  await press("Save");
  await vi.waitFor(() => expect(document.querySelector(".toast")?.textContent).toContain("still being answered"));
  expect(area().value).toBe("I cannot go on");
  await press("Save");
  await vi.waitFor(() => expect(document.querySelector("[role=alert].help a")?.getAttribute("href")).toBe("tel:112"));
});
