import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, me } from "../src/app/api.js";
import Network from "../src/screens/people/network.js";

const person = (id: string, full_name: string) => ({ id, username: id, full_name, picture_url: null });
const node = (id: string, name: string, distance: number) => ({ person: person(id, name), distance });

beforeEach(async () => {
  me.value = { id: "me", username: "me", name: "Me", isGuest: false };
  vi.spyOn(api.network, "graph").mockResolvedValue({
    nodes: [node("me", "Me", 0), node("amal", "Amal Haddad", 1), node("noor", "Noor Saleh", 1)],
    edges: [
      { one: "me", other: "amal" },
      { one: "me", other: "noor" },
    ],
  } as never);
  // A picture of 160 x 90 pixels: one for each unit.
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue({ left: 0, top: 0, width: 160, height: 90 } as DOMRect);
  await act(() => render(<Network />, document.body));
  await vi.waitFor(() => expect(document.querySelector(".graph")).not.toBeNull());
});
afterEach(() => {
  render(null, document.body);
  me.value = null;
});

const graph = () => document.querySelector(".graph") as Element;
const seen = () => (graph().getAttribute("viewBox") ?? "").split(" ").map((number) => Math.round(Number(number)));
const name = () => document.querySelector(".graph-name")?.textContent;
const dot = (id: string) => document.querySelector(`[data-id=${id}]`) as Element;
const point = (type: string, x: number, y: number, more: object = {}, target = graph()) =>
  act(() => {
    const init = { clientX: x, clientY: y, pointerId: 1, pointerType: "touch", buttons: 1, bubbles: true, cancelable: true, ...more };
    target.dispatchEvent(new PointerEvent(type, init));
  });
const turn = (deltaY: number, x: number, y: number) => {
  // The WheelEvent of the units has no place.
  const wheel = Object.assign(new MouseEvent("wheel", { clientX: x, clientY: y, bubbles: true, cancelable: true }), { deltaY });
  return act(() => {
    graph().dispatchEvent(wheel);
  }).then(() => wheel.defaultPrevented);
};

test("The wheel zooms about the pointer, and scrolls the page where the whole is seen", async () => {
  expect(seen()).toEqual([0, 0, 160, 90]);
  expect(await turn(100, 0, 0)).toBe(false);
  expect(await turn(-300 * Math.log(2), 0, 0)).toBe(true);
  expect(seen()).toEqual([0, 0, 80, 45]);
});

test("A pointer moves the picture, and the end of a drag is no click", async () => {
  await turn(-300 * Math.log(2), 80, 45);
  expect(seen()).toEqual([40, 23, 80, 45]);
  await point("pointerdown", 80, 45, {}, dot("amal"));
  await point("pointermove", 100, 45);
  expect(seen()).toEqual([30, 23, 80, 45]);
  await point("pointerup", 100, 45);
  await point("pointermove", 150, 45);
  expect(seen()).toEqual([30, 23, 80, 45]);
  const before = location.pathname;
  await point("click", 100, 45, {}, dot("amal"));
  expect(location.pathname).toBe(before);
});

test("A press beside the people brings that place to the middle, without dragging", async () => {
  await turn(-300 * Math.log(2), 80, 45);
  await point("pointerdown", 120, 45);
  await point("pointerup", 120, 45);
  await point("click", 120, 45);
  expect(seen()).toEqual([60, 23, 80, 45]);
});

test("Two fingers pinch", async () => {
  await point("pointerdown", 70, 45);
  await point("pointerdown", 90, 45, { pointerId: 2 });
  await point("pointermove", 60, 45);
  await point("pointermove", 100, 45, { pointerId: 2 });
  expect(seen()).toEqual([40, 23, 80, 45]);
});

test("The name of a person appears under the pointer, with the focus, and at a first touch, which does not lead away", async () => {
  expect(name()).toBeUndefined();
  await point("pointerenter", 0, 0, { pointerType: "mouse", bubbles: false }, dot("noor"));
  expect(name()).toBe("Noor Saleh");
  await point("pointerleave", 0, 0, { pointerType: "mouse", bubbles: false }, dot("noor"));
  expect(name()).toBeUndefined();
  await act(() => {
    dot("amal").dispatchEvent(new FocusEvent("focus"));
  });
  expect(name()).toBe("Amal Haddad");
  await act(() => {
    graph().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  expect(name()).toBeUndefined();
  const before = location.pathname;
  await point("pointerdown", 5, 5, {}, dot("noor"));
  await point("pointerup", 5, 5, {}, dot("noor"));
  await point("click", 5, 5, {}, dot("noor"));
  expect([name(), location.pathname]).toEqual(["Noor Saleh", before]);
  await point("pointerdown", 5, 5, {}, dot("noor"));
  await point("pointerup", 5, 5, {}, dot("noor"));
  await point("click", 5, 5, {}, dot("noor"));
  expect(location.pathname).toBe("/app/users/noor");
});

test("The person with the focus is seen: while the picture comes nearer, and when the focus comes back to it", async () => {
  const isSeen = (id: string) => {
    const [x = 0, y = 0, width = 0, height = 0] = (graph().getAttribute("viewBox") ?? "").split(" ").map(Number);
    const [cx, cy] = ["cx", "cy"].map((name) => Number(dot(id).querySelector("circle")?.getAttribute(name))) as [number, number];
    return cx >= x && cx <= x + width && cy >= y && cy <= y + height;
  };
  const press = (key: string) =>
    act(() => {
      graph().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    });
  const focus = (id: string) =>
    act(() => {
      dot(id).dispatchEvent(new FocusEvent("focus"));
    });
  await focus("amal");
  for (let times = 0; times < 5; times++) {
    await press("+");
    expect(isSeen("amal")).toBe(true);
  }
  expect(seen()[2]).toBe(20);
  expect(isSeen("noor")).toBe(false);
  await focus("noor");
  expect([isSeen("noor"), name()]).toEqual([true, "Noor Saleh"]);
});
