import type { Message } from "@community/sdk";
import { effect } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { apply, messages, placed } from "../src/store/store.js";

const message = (seq: number, more: Partial<Message> = {}): Message =>
  ({ id: `m${seq}`, seq, channel_id: "c", content: `text ${seq}`, reactions: [], ...more }) as unknown as Message;

describe("The store", () => {
  test("keeps messages in the order of their numbers, each once, however they come", () => {
    const numbers = [5, 1, 3, 2, 4, 3, 5];
    const list = numbers.reduce<readonly Message[]>((all, seq) => placed(all, message(seq)), []);
    expect(list.map((one) => one.seq)).toEqual([1, 2, 3, 4, 5]);
  });

  test("takes the later state of a message", () => {
    const list = placed([message(1), message(2)], message(1, { content: "changed" }));
    expect(list.map((one) => one.content)).toEqual(["changed", "text 2"]);
  });

  test("tells its readers once for many changes", () => {
    let told = 0;
    const end = effect(() => {
      void messages.of("c").value;
      told++;
    });
    apply([1, 2, 3].map((seq) => ({ kind: "message", message: message(seq) })));
    expect(told).toBe(2);
    end();
  });

  test("forgets everything when a person signs out", () => {
    apply([{ kind: "message", message: message(1) }]);
    apply([{ kind: "signed out" }]);
    expect(messages.of("c").value).toBeUndefined();
  });
});
