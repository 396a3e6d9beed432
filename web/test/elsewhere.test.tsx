import "fake-indexeddb/auto";
import { ConnectionFailed } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import DraftsPage from "../src/screens/messages/drafts.js";
import { outbox } from "../src/store/feed.js";
import { everyKept, forgetAll, own } from "../src/store/idb.js";
import { Outbox } from "../src/store/outbox.js";

const away = () => Promise.reject(new ConnectionFailed("away"));

beforeEach(() => {
  own("amal");
  me.value = { id: "amal", username: "amal", name: "Amal", isGuest: false };
});
afterEach(async () => {
  render(null, document.body);
  vi.restoreAllMocks();
  outbox.clear();
  await forgetAll("amal");
});

test("The list of drafts has what another tab keeps, lets it be discarded, and sends nothing of it", async () => {
  const other = new Outbox(away, () => {});
  other.write("thread/t1", "From over there");
  await vi.waitFor(async () => expect(await everyKept("outbox")).toHaveLength(1));
  const post = vi.spyOn(api.threads, "post").mockImplementation(away as never);
  vi.spyOn(api.threads, "get").mockResolvedValue({ id: "t1", title: "Tea" } as never);
  await act(() => render(<DraftsPage parameters={{}} />, document.body));
  await vi.waitFor(() => expect(document.body.textContent).toContain("From over there"));
  expect(document.body.textContent).toContain("Kept by another tab");
  expect(post).not.toHaveBeenCalled();

  await act(() => outbox.write("thread/t1", "From here"));
  await vi.waitFor(() => expect(document.body.textContent).toContain("From here"));
  await vi.waitFor(async () => expect((await outbox.elsewhere()).map((one) => one.content)).toEqual(["From over there"]));
  expect(document.querySelectorAll(".rows > li")).toHaveLength(2);

  const [discard] = [...document.querySelectorAll("button")].filter((one) => one.getAttribute("aria-label")?.startsWith("Discard:"));
  await act(() => discard?.click());
  await vi.waitFor(() => expect(document.body.textContent).not.toContain("From over there"));
  expect(document.body.textContent).toContain("From here");
  expect(post.mock.calls.map(([, message]) => message.content)).not.toContain("From over there");
  other.clear();
});
