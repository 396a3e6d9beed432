import { render } from "preact";
import { expect, test, vi } from "vitest";
import { Cover } from "../src/ui/cover.js";

test("A picture that cannot be read gives way to the pattern, until there is another", async () => {
  const box = document.createElement("div");
  render(<Cover id="a" picture="/api/v1/events/a/image?v=1" />, box);
  box.querySelector("img")?.dispatchEvent(new Event("error"));
  await vi.waitFor(() => expect(box.querySelector("svg")).not.toBeNull());
  expect(box.querySelector("img")).toBeNull();
  render(<Cover id="a" picture="/api/v1/events/a/image?v=2" />, box);
  expect(box.querySelector("img")).not.toBeNull();
});
