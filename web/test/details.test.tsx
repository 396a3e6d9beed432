import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { Details, DetailsButton } from "../src/screens/talk/details.js";

const message = (seq: number, content: string, files: string[] = []) => ({
  id: `m${seq}`,
  seq,
  channel_id: "c1",
  content,
  author: { id: "u1", username: "omar", full_name: "Omar" },
  created_at: "2026-11-24T10:00:00Z",
  is_deleted: false,
  attachments: files.map((name) => ({ id: name, name, alt: null })),
});

const room = (isWide: boolean) =>
  vi.stubGlobal("matchMedia", () => ({ matches: isWide, addEventListener: () => {}, removeEventListener: () => {} }));

describe("The details of a place", () => {
  afterEach(() => {
    render(null, document.body);
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  const show = (onJump = (_: number) => {}) =>
    act(async () =>
      render(
        <>
          <DetailsButton />
          <Details channelId="c1" onJump={onJump}>
            <p>About it</p>
          </Details>
        </>,
        document.body,
      ),
    );
  const button = () => document.querySelector<HTMLElement>("[aria-expanded]");
  const press = (one: HTMLElement | null | undefined) =>
    act(async () => {
      one?.click();
    });

  test("are a column where there is room, until it is closed; the choice is kept", async () => {
    room(true);
    await show();
    expect(document.body.textContent).toContain("About it");
    expect(document.querySelector("dialog")).toBeNull();
    await press(button());
    expect(document.body.textContent).not.toContain("About it");
    expect(localStorage.getItem("community.details")).toBe("closed");
    await press(button());
    expect(document.body.textContent).toContain("About it");
  });

  test("are a sheet elsewhere, which a jump to a message closes", async () => {
    room(false);
    const jump = vi.fn();
    await show(jump);
    expect(document.body.textContent).not.toContain("About it");
    await press(button());
    expect(document.querySelector("dialog")?.textContent).toContain("About it");
    const search = vi.spyOn(api.messages, "search").mockResolvedValue({ items: [{ message: message(3, "flour and dates") }] } as never);
    await act(async () => {
      const input = document.querySelector("dialog input") as HTMLInputElement;
      input.value = "flour";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await act(async () => {
      document.querySelector("dialog form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    });
    await vi.waitFor(() => expect(document.querySelector("dialog")?.textContent).toContain("flour and dates"));
    expect(search.mock.calls[0]?.[0]).toMatchObject({ q: "flour", channel_id: "c1" });
    await press(document.querySelector<HTMLElement>(".details-line"));
    expect(jump).toHaveBeenCalledWith(3);
    expect(document.querySelector("dialog")).toBeNull();
  });
});
