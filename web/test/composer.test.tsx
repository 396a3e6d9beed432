import type { Message } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { fitted } from "../src/screens/talk/attachments.js";
import { Composer, type Sent } from "../src/screens/talk/composer.js";

const own = { id: "m1", content: "Hello" } as Message;
const nothing = () => {};
const field = () => document.querySelector("textarea") as HTMLTextAreaElement;

function show(editing?: Message, onSend: (sent: Sent) => void = nothing): void {
  void act(() => {
    render(
      <Composer
        place="thread/1"
        {...(editing ? { editing } : {})}
        onSend={onSend}
        onTyping={nothing}
        onStop={nothing}
        onEditLast={nothing}
      />,
      document.body,
    );
  });
}

describe("Changing the last message", () => {
  beforeEach(() => {
    render(null, document.body);
  });

  test("leaves an empty field empty, so that Enter does not post the message again", () => {
    show();
    show(own);
    expect(field().value).toBe("Hello");
    show();
    expect(field().value).toBe("");
  });

  test("gives a draft back", () => {
    show();
    void act(() => {
      field().value = "A draft";
      field().dispatchEvent(new Event("input", { bubbles: true }));
    });
    show(own);
    show();
    expect(field().value).toBe("A draft");
  });

  test("keeps the files of the draft", async () => {
    vi.spyOn(api.attachments, "upload").mockResolvedValue({ id: "a1", content_type: "image/png" } as never);
    const sent: Sent[] = [];
    const send = () => {
      void act(() => {
        field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      });
    };
    const push = (one: Sent) => void sent.push(one);
    show(undefined, push);
    const drop = Object.assign(new Event("drop", { bubbles: true }), { dataTransfer: { files: [new File(["x"], "map.png")] } });
    await act(async () => {
      document.querySelector("form")?.dispatchEvent(drop);
    });
    show(own, push);
    send();
    expect(sent).toMatchObject([{ content: "Hello", attachments: [] }]);
    show(undefined, push);
    send();
    expect(sent[1]).toMatchObject({ content: "", attachments: [{ id: "a1", name: "map.png" }] });
  });
});

test("An upload goes on while the field of another place is shown", async () => {
  render(null, document.body);
  let arrive = (_: object) => {};
  vi.spyOn(api.attachments, "upload").mockReturnValue(
    new Promise((resolve) => {
      arrive = resolve;
    }) as never,
  );
  const at = (place: string) =>
    act(() =>
      render(
        <Composer key={place} place={place} onSend={nothing} onTyping={nothing} onStop={nothing} onEditLast={nothing} />,
        document.body,
      ),
    );
  const files = () => [...document.querySelectorAll(".composer-files bdi")].map((one) => one.textContent);
  await at("thread/here");
  const drop = Object.assign(new Event("drop", { bubbles: true }), { dataTransfer: { files: [new File(["x"], "map.png")] } });
  await act(async () => {
    document.querySelector("form")?.dispatchEvent(drop);
  });
  expect(files()).toEqual(["map.png, 0 %"]);
  await at("thread/elsewhere");
  expect(files()).toEqual([]);
  arrive({ id: "a1", content_type: "image/png" });
  await at("thread/here");
  await vi.waitFor(() => expect(files()).toEqual(["map.png"]));
});

test("A picture is described before it is sent", async () => {
  render(null, document.body);
  vi.spyOn(api.attachments, "upload").mockResolvedValue({ id: "a1", content_type: "image/png" } as never);
  const update = vi.spyOn(api.attachments, "update").mockResolvedValue({} as never);
  show();
  const drop = Object.assign(new Event("drop", { bubbles: true }), { dataTransfer: { files: [new File(["x"], "map.png")] } });
  await act(async () => {
    document.querySelector("form")?.dispatchEvent(drop);
  });
  const button = () => document.querySelector<HTMLButtonElement>(".composer-files .link-button");
  await vi.waitFor(() => expect(button()).not.toBeNull());
  await act(async () => button()?.click());
  const text = document.querySelector<HTMLInputElement>("dialog input") as HTMLInputElement;
  await act(async () => {
    text.value = "A map of the harbour";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await act(async () => {
    text.form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  });
  expect(update).toHaveBeenCalledWith("a1", { alt: "A map of the harbour" });
  await vi.waitFor(() => expect(document.querySelector("dialog")).toBeNull());
  expect(button()?.textContent).toBe("Change the description");
});

test.each([
  [
    { width: 100, height: 50 },
    { width: 100, height: 50 },
  ],
  [
    { width: 4000, height: 3000 },
    { width: 427, height: 320 },
  ],
  [
    { width: 2, height: 4000 },
    { width: 1, height: 320 },
  ],
  [{ width: null, height: null }, undefined],
])("A picture of %o has its place before it has arrived", (size, place) => {
  expect(fitted(size)).toEqual(place);
});

test("Typing is told half a second after the first key, unless the field is empty again by then", () => {
  vi.useFakeTimers();
  try {
    render(null, document.body);
    const typed = vi.fn();
    const write = (text: string) =>
      act(() => {
        field().value = text;
        field().dispatchEvent(new Event("input", { bubbles: true }));
      });
    void act(() => {
      render(<Composer place="thread/9" onSend={nothing} onTyping={typed} onStop={nothing} onEditLast={nothing} />, document.body);
    });
    void write("H");
    void write("");
    vi.advanceTimersByTime(1000);
    expect(typed).not.toHaveBeenCalled();
    void write("H");
    vi.advanceTimersByTime(400);
    void write("He");
    expect(typed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(typed).toHaveBeenCalledTimes(1);
    void write("Hel");
    vi.advanceTimersByTime(1000);
    expect(typed).toHaveBeenCalledTimes(1);
  } finally {
    vi.useRealTimers();
  }
});

test("A chosen mention closes the list of people, and Enter sends the message then", async () => {
  const sent: Sent[] = [];
  const noor = { id: "p1", username: "noor", full_name: "Noor Salem" };
  render(null, document.body);
  void act(() =>
    render(
      <Composer
        place="thread/mention"
        people={async () => [noor]}
        onSend={(one) => sent.push(one)}
        onTyping={nothing}
        onStop={nothing}
        onEditLast={nothing}
      />,
      document.body,
    ),
  );
  const press = (key: string) =>
    act(async () => void field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
  await act(async () => {
    field().value = "Hello @no";
    field().setSelectionRange(9, 9);
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
  await vi.waitFor(() => expect(document.querySelectorAll("[role=option]")).toHaveLength(1));
  await press("Enter");
  await act(async () => new Promise((go) => setTimeout(go, 20)));
  expect(document.querySelectorAll("[role=option]")).toHaveLength(0);
  expect(field().value).toBe("Hello @noor ");
  await press("Enter");
  expect(sent.map((one) => one.content)).toEqual(["Hello @noor"]);
});
