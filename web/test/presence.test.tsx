import { render } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { useHere } from "../src/screens/messages/here.js";

const box = document.createElement("div");
const visible = (state: "visible" | "hidden") => vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
const online = (...ids: string[]) => vi.spyOn(api.direct, "presence").mockResolvedValue({ online: ids });

function Probe() {
  const here = useHere();
  return <p>{[...here.value].join(" ")}</p>;
}

const shows = (text: string) => vi.waitFor(() => expect(box.textContent).toBe(text));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  visible("visible");
  online("a", "b");
  render(<Probe />, box);
});

afterEach(() => {
  render(null, box);
  vi.useRealTimers();
});

test("The people who are here are asked for at once, each minute, and not by a hidden page", async () => {
  await shows("a b");
  const presence = online("b");
  const asked = presence.mock.calls.length;
  vi.advanceTimersByTime(60_000);
  await shows("b");
  visible("hidden");
  vi.advanceTimersByTime(180_000);
  expect(presence).toHaveBeenCalledTimes(asked + 1);
  visible("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(presence).toHaveBeenCalledTimes(asked + 2);
});

test("What is not known is not shown", async () => {
  await shows("a b");
  online().mockRejectedValue(new Error("away"));
  vi.advanceTimersByTime(60_000);
  await shows("");
});
