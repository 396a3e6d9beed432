import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LeavingDialog } from "../src/app/leaving.js";
import { leavingWords } from "../src/parts/leaving-words.js";
import { ServerHtml } from "../src/ui/html.js";

const texts = leavingWords.value;
const dialog = () => document.querySelector("dialog");
const buttons = () => [...document.querySelectorAll<HTMLElement>("dialog .button")];

/** Whether a click on the link is left to the browser. */
const follow = (kind = "click", button = 0) =>
  act(() => {
    const click = new MouseEvent(kind, { bubbles: true, cancelable: true, button });
    document.querySelector(".prose a")?.dispatchEvent(click);
    isFollowed = !click.defaultPrevented;
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

describe("A link in a text that somebody wrote", () => {
  afterEach(() => act(() => render(null, document.body)));

  test("to another site is shown with its address before it is followed", async () => {
    await show("https://bank.example:pin@thief.example/bank.example?a=1#b");
    await follow();
    expect(isFollowed).toBe(false);
    await vi.waitFor(() => expect(dialog()).not.toBeNull());
    expect(document.querySelector(".leaving-address")?.textContent).toBe("https://bank.example:pin@thief.example/bank.example?a=1#b");
    expect(document.querySelector(".leaving-address strong")?.textContent).toBe("thief.example");
    expect(buttons().map((one) => one.textContent)).toEqual([texts.go("thief.example"), texts.stay]);
    await act(() => buttons()[1]?.click());
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
    const [go] = buttons();
    expect([go?.getAttribute("href"), go?.getAttribute("rel"), go?.getAttribute("target")]).toEqual([
      "https://known.example/one",
      "noopener noreferrer",
      "_blank",
    ]);
    await act(() => {
      go?.addEventListener("click", (click) => click.preventDefault());
      go?.click();
    });
    expect(dialog()).toBeNull();
    await show("https://known.example/two");
    await follow();
    expect(isFollowed).toBe(true);
    await show("http://known.example/two");
    await follow();
    expect(isFollowed).toBe(false);
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
