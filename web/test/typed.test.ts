import { afterEach, beforeEach, expect, test } from "vitest";
import { catchKeys } from "../src/screens/organize/typed.js";

let end = () => {};
const byId = (id: string) => document.getElementById(id) as HTMLElement;
const press = (on: Element, key: string, more: KeyboardEventInit = {}) =>
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));

beforeEach(() => {
  document.body.innerHTML =
    '<button id="camera"></button><input id="search"><input id="code"><dialog><button id="close"></button></dialog>';
  end = catchKeys(() => byId("code"));
});
afterEach(() => end());

test("What a scanner types goes into the field of the code, wherever the focus was", () => {
  press(document.body, "K");
  expect(document.activeElement?.id).toBe("code");
  byId("camera").focus();
  press(byId("camera"), "7");
  expect(document.activeElement?.id).toBe("code");
});

test("Keys of another field, of a dialog, of a button and of shortcuts stay where they are", () => {
  byId("search").focus();
  press(byId("search"), "K");
  press(byId("close"), "K");
  press(document.body, "k", { ctrlKey: true });
  press(document.body, "Enter");
  press(document.body, " ");
  expect(document.activeElement?.id).toBe("search");
});

test("Nothing is caught once the scanner is closed", () => {
  end();
  press(document.body, "K");
  expect(document.activeElement?.id).not.toBe("code");
});
