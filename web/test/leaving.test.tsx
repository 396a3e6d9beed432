import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LeavingDialog } from "../src/app/leaving.js";
import { go } from "../src/app/router.js";
import { leavingWords } from "../src/parts/leaving-words.js";
import { ServerHtml } from "../src/ui/html.js";

const texts = leavingWords.value;
const dialog = () => document.querySelector("dialog");
const buttons = () => [...document.querySelectorAll<HTMLElement>("dialog .button")];

/** Clicks the link; `isFollowed` is whether that is left to the browser. */
const follow = (kind = "click", button = 0) =>
  act(() => {
    const atLast = (click: Event) => {
      isFollowed = !click.defaultPrevented;
      click.preventDefault();
    };
    document.addEventListener(kind, atLast, { once: true });
    document.querySelector(".prose a")?.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true, button }));
  });
let isFollowed = false;

const show = (address: string) =>
  act(() =>
    render(
      <>
        <ServerHtml html={`<p><a href="${address}">the bank</a></p>`} />
        <LeavingDialog />
      </>,
      document.body,
    ),
  );

/** Clicks a button of the dialog, so long after it came. */
const press = async (button: HTMLElement | undefined, after = 600) => {
  now += after;
  let isDone = false;
  await act(() => {
    button?.addEventListener(
      "click",
      (click) => {
        isDone = !click.defaultPrevented;
        click.preventDefault();
      },
      { once: true },
    );
    button?.click();
  });
  return isDone;
};
let now = 1_000;

describe("A link in a text that somebody wrote", () => {
  beforeEach(() => {
    vi.spyOn(performance, "now").mockImplementation(() => now);
  });
  afterEach(async () => {
    await act(() => render(null, document.body));
    vi.restoreAllMocks();
    go("/");
  });

  test("to another site is shown with its address before it is followed", async () => {
    await show("https://bank.example:pin@thief.example/bank.example?a=1#b");
    await follow();
    expect(isFollowed).toBe(false);
    await vi.waitFor(() => expect(dialog()).not.toBeNull());
    expect(document.querySelector(".leaving-address")?.textContent).toBe("https://bank.example:pin@thief.example/bank.example?a=1#b");
    expect(document.querySelector(".leaving-address strong")?.textContent).toBe("thief.example");
    expect(buttons().map((one) => one.textContent)).toEqual([texts.go("thief.example"), texts.stay]);
    await press(buttons()[1]);
    expect(dialog()).toBeNull();
    // A reader who stays is asked again, also before a link is opened beside.
    await follow("auxclick", 1);
    expect(isFollowed).toBe(false);
    await follow("auxclick", 2);
    expect(isFollowed).toBe(true);
  });

  test("is followed at once when the reader has gone to the site before", async () => {
    await show("https://known.example/one");
    await follow();
    await vi.waitFor(() => expect(dialog()).not.toBeNull());
    const [leave] = buttons();
    expect([leave?.getAttribute("href"), leave?.getAttribute("rel"), leave?.getAttribute("target")]).toEqual([
      "https://known.example/one",
      "noopener noreferrer",
      "_blank",
    ]);
    // The second click of a double click is meant for the link.
    expect(await press(leave, 100)).toBe(false);
    expect(dialog()).not.toBeNull();
    expect(await press(leave)).toBe(true);
    expect(dialog()).toBeNull();
    await show("https://known.example/two");
    await follow();
    expect([isFollowed, document.querySelector<HTMLAnchorElement>(".prose a")?.target]).toEqual([true, "_blank"]);
    await show("http://known.example/two");
    await follow();
    expect(isFollowed).toBe(false);
  });

  test.each([
    ["https://thief.example/#", "/#"],
    ["https://thief.example/?", "/?"],
    ["https://a@thief.example:8443?#x", "/?#x"],
    [`https://thief.example/${"a".repeat(300)}`, `/${"a".repeat(159)}…`],
  ])("has its site set off: %s", async (address, after) => {
    await show(address);
    await follow();
    await vi.waitFor(() => expect(dialog()).not.toBeNull());
    const [before, site, rest] = [...(document.querySelector(".leaving-address")?.childNodes ?? [])].map((one) => one.textContent);
    expect([before, site, rest]).toEqual([
      address.includes("@") ? "https://a@" : "https://",
      address.includes(":8443") ? "thief.example:8443" : "thief.example",
      after,
    ]);
  });

  test("is no question any more on the next screen", async () => {
    await show("https://other.example/");
    await follow();
    await vi.waitFor(() => expect(dialog()).not.toBeNull());
    await act(() => go("/mine"));
    expect(dialog()).toBeNull();
  });

  test("within the client, or to a mail address, is followed", async () => {
    for (const address of [`${location.origin}/app/events`, "/app/events", "mailto:noor@example.org"]) {
      await show(address);
      await follow();
      expect(isFollowed, address).toBe(true);
    }
    expect(dialog()).toBeNull();
  });
});
