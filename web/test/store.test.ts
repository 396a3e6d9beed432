import type { Message } from "@community/sdk";
import { effect } from "@preact/signals";
import { beforeEach, describe, expect, test } from "vitest";
import { apply, messages, placed, reaches, withMine } from "../src/store/store.js";

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
    apply([1, 2, 3].map((seq) => ({ kind: "message", message: message(seq), isNext: true })));
    expect(told).toBe(2);
    end();
  });

  test("forgets everything when a person signs out", () => {
    apply([{ kind: "message", message: message(1), isNext: true }]);
    apply([{ kind: "signed out" }]);
    expect(messages.of("c").value).toBeUndefined();
  });
});

describe("The known messages of a channel", () => {
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
  const page = (from: number, to: number, more: { hasEarlier?: boolean; before?: number } = {}) =>
    apply([{ kind: "page", channelId: "c", items: range(from, to), hasEarlier: from > 1, ...more }]);
  const known = () => {
    const list = messages.of("c").value ?? [];
    return [list[0]?.seq, list.at(-1)?.seq, list.length, reaches.of("c").value?.hasEarlier];
  };
  beforeEach(() => apply([{ kind: "signed out" }]));

  test("do not seem to reach back to an old message that was edited or deleted", () => {
    page(51, 100);
    apply([{ kind: "message changed", message: message(3, { is_deleted: true }) }]);
    expect(known()).toEqual([51, 100, 50, true]);
    apply([{ kind: "message changed", message: message(60, { content: "changed" }) }]);
    expect(messages.of("c").value?.[9]?.content).toBe("changed");
  });

  test("have no hole after more was missed than a page has: the older run can be read again", () => {
    page(51, 100);
    page(131, 180);
    expect(known()).toEqual([131, 180, 50, true]);
    page(81, 130, { before: 131 });
    page(31, 80, { before: 81 });
    expect(known()).toEqual([31, 180, 150, true]);
  });

  test("stay where a page reaches them, and so does the button for earlier ones", () => {
    page(1, 100, { hasEarlier: false });
    page(101, 150);
    page(110, 159);
    expect(known()).toEqual([1, 159, 159, false]);
  });

  test("have no hole after one's own message came back before those of others", () => {
    page(51, 100);
    apply([{ kind: "message", message: message(181), isNext: false }]);
    page(132, 181);
    expect(known()).toEqual([132, 181, 50, true]);
  });

  test("stay while messages of others are still on their way", () => {
    page(51, 100);
    apply([{ kind: "message", message: message(102), isNext: false }]);
    apply([101, 102].map((seq) => ({ kind: "message", message: message(seq), isNext: true })));
    page(103, 152);
    expect(known()).toEqual([51, 152, 102, true]);
  });

  test("do not take in earlier messages of a list that began anew meanwhile", () => {
    page(51, 100);
    page(231, 280);
    page(1, 50, { before: 51, hasEarlier: false });
    expect(known()).toEqual([231, 280, 50, true]);
  });

  test("end at the first one when there is nothing before it", () => {
    page(51, 100);
    page(51, 50, { before: 51, hasEarlier: false });
    expect(known()).toEqual([51, 100, 50, false]);
  });

  test("keep what is known of earlier ones when the hub tells the last ones", () => {
    page(11, 60, { hasEarlier: false });
    apply([{ kind: "page", channelId: "c", items: range(11, 60), hasEarlier: undefined }]);
    expect(known()).toEqual([11, 60, 50, false]);
  });

  describe("that are an older run", () => {
    const later = (from: number, to: number, after: number, end?: number) =>
      apply([{ kind: "later", channelId: "c", items: range(from, to), after, ...(end ? { end } : {}) }]);
    const reach = () => reaches.of("c").value;
    const come = (seq: number) => apply([{ kind: "message", message: message(seq), isNext: true }]);
    beforeEach(() => {
      page(951, 1000);
      apply([{ kind: "run", channelId: "c", items: range(76, 125), hasEarlier: true, end: 1000 }]);
    });

    test("stand in place of the former ones, and go on to both sides", () => {
      expect(known()).toEqual([76, 125, 50, true]);
      expect(reach()).toEqual({ upTo: 125, hasEarlier: true, end: 1000 });
      page(26, 75, { before: 76 });
      later(126, 175, 125);
      expect(known()).toEqual([26, 175, 150, true]);
      expect(reach()?.end).toBe(1000);
    });

    test("have no hole: what is new is read with all that is before it", () => {
      come(1001);
      page(952, 1001);
      expect(known()).toEqual([76, 125, 50, true]);
      later(126, 1000, 125, 1000);
      expect(reach()).toEqual({ upTo: 1000, hasEarlier: true, end: 1001 });
      later(1001, 1001, 1000, 1001);
      come(1002);
      expect(known()).toEqual([76, 1002, 927, true]);
      expect(reach()).toEqual({ upTo: 1002, hasEarlier: true });
    });

    test("reach the end with a message that the reader does not see", () => {
      later(126, 999, 125, 1000);
      expect(reach()).toEqual({ upTo: 1000, hasEarlier: true });
    });

    test("do not take in an answer that came late, and give way to the end", () => {
      later(200, 249, 199);
      expect(known()).toEqual([76, 125, 50, true]);
      apply([{ kind: "run", channelId: "c", items: range(951, 1000), hasEarlier: true }]);
      expect(known()).toEqual([951, 1000, 50, true]);
      expect(reach()?.end).toBeUndefined();
    });
  });
});

describe("A reaction", () => {
  const heart = { emoji: "❤️", count: 2, reacted: false };
  test("is added to those that are there, and taken back without those of others", () => {
    const mine = withMine([heart], "❤️", true);
    expect(mine).toEqual([{ ...heart, count: 3, reacted: true }]);
    expect(withMine([{ ...heart, count: 5, reacted: true }], "❤️", false)).toEqual([{ ...heart, count: 4 }]);
    expect(withMine([], "👍", true)).toEqual([{ emoji: "👍", count: 1, reacted: true }]);
    expect(withMine([{ emoji: "👍", count: 1, reacted: true }], "👍", false)).toEqual([]);
    expect(withMine([heart], "❤️", false)).toEqual([heart]);
  });
});
