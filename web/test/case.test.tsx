import { ConnectionFailed } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { CaseContent } from "../src/parts/case-content.js";

afterEach(() => render(null, document.body));

test("A moderator sees the content that they decide on, the words of the reports, and earlier decisions", async () => {
  const at = "2026-11-24T00:00:00Z";
  vi.spyOn(api.moderation, "getCase").mockResolvedValue({
    case: { id: "c1" },
    author: { id: "u1", username: "omar", full_name: "Omar", identity_badge: null, picture_url: null },
    copies: null,
    evidence: [
      { message_id: "m1", version: 1, content: "Buy now!", is_context: false, author_id: "u1", created_at: at, taken_at: at, files: [] },
      { message_id: "m0", version: 1, content: "Hello all", is_context: true, author_id: "u2", created_at: at, taken_at: at, files: [] },
    ],
    reports: [{ id: "r1", reason: "spam", details: "Again and again.", created_at: at, reporter_id: "u3", rule_name: null }],
    earlier_decisions: [{ id: "d1", decision: "warn", note: "First time.", created_at: at }],
  } as never);
  await act(async () => render(<CaseContent id="c1" />, document.body));
  await vi.waitFor(() => expect(document.body.textContent).toContain("Omar"));
  for (const text of ["Omar", "Buy now!", "Near it", "Hello all", "Spam", "Again and again.", "Warn the author", "First time."]) {
    expect(document.body.textContent).toContain(text);
  }
});

test("A picture of a case that does not load says so, and is loaded when it is tried again", async () => {
  const at = "2026-11-24T00:00:00Z";
  vi.spyOn(api.moderation, "getCase").mockResolvedValue({
    case: { id: "c1" },
    author: null,
    copies: [{ taken_at: at, fields: { name: "Tea" }, picture_url: "/moderation/cases/c1/pictures/3" }],
    evidence: null,
    reports: [],
    earlier_decisions: [],
  } as never);
  const load = vi.spyOn(api.moderation, "casePicture").mockRejectedValue(new ConnectionFailed("no network"));
  await act(async () => render(<CaseContent id="c1" />, document.body));
  await vi.waitFor(() => expect(document.querySelector("[role=alert]")?.textContent).toContain("The picture could not be loaded."));
  expect(document.querySelector("[role=alert]")?.textContent).toContain("There is no connection.");
  load.mockResolvedValue(new Response(new Blob(["x"], { type: "image/png" })) as never);
  await act(async () => document.querySelector<HTMLElement>("[role=alert] button")?.click());
  await vi.waitFor(() => expect(document.querySelector("img")?.alt).toBe("The reported picture"));
  expect(load).toHaveBeenLastCalledWith("c1", "3", expect.anything());
  // Bytes that are no picture.
  await act(async () => {
    document.querySelector("img")?.dispatchEvent(new Event("error"));
  });
  expect(document.querySelector("[role=alert]")?.textContent).toContain("The picture cannot be shown.");
  expect(document.querySelector("img")).toBeNull();
});
