import type { Message } from "@community/sdk";
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, describe, expect, test } from "vitest";
import { Composer } from "../src/screens/talk/composer.js";

const own = { id: "m1", content: "Hello" } as Message;
const nothing = () => {};
const field = () => document.querySelector("textarea") as HTMLTextAreaElement;

function show(editing?: Message): void {
  void act(() => {
    render(
      <Composer
        place="thread/1"
        {...(editing ? { editing } : {})}
        onSend={nothing}
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
});
