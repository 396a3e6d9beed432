import { render } from "preact";
import { expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
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

test("A picture that is not for everybody is read with the reader's right", async () => {
  me.value = { id: "p", username: "p", name: "P", isGuest: false };
  const image = vi.spyOn(api.events, "image").mockResolvedValue(new Response(new Blob(["picture"])));
  const box = document.createElement("div");
  render(<Cover id="a" picture="/api/v1/events/a/image?v=1" />, box);
  box.querySelector("img")?.dispatchEvent(new Event("error"));
  await vi.waitFor(() => expect(box.querySelector("img")?.src).toMatch(/^blob:/));
  expect(image).toHaveBeenCalledExactlyOnceWith("a", { v: "1", w: 1024 });
  box.querySelector("img")?.dispatchEvent(new Event("error"));
  await vi.waitFor(() => expect(box.querySelector("svg")).not.toBeNull());
  expect(image).toHaveBeenCalledOnce();
  me.value = null;
});

test("The star of a pattern is whole in every cut of it: the square, and the ribbon of 16 to 6", () => {
  const box = document.createElement("div");
  for (let id = 0; id < 200; id++) {
    render(<Cover id={`event-${id}`} />, box);
    const corners = [...(box.querySelector(".figure")?.getAttribute("d") ?? "").matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(corners).toHaveLength(16);
    for (const [x = 0, y = 0] of corners) {
      expect(x > 68 && x < 252 && y > 40 && y < 160, `${id}: ${x} ${y}`).toBe(true);
    }
  }
});
