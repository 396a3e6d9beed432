import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { api } from "../src/app/api.js";
import { HouseRules } from "../src/parts/house-rules.js";
import { CommunityForm } from "../src/screens/community/form.js";

afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

/** The field below that of the description. */
const field = () => document.querySelectorAll("textarea")[1] as HTMLTextAreaElement;
const write = (text: string) =>
  act(() => {
    field().value = text;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
const button = (text: string) => [...document.querySelectorAll("button")].find((one) => one.textContent === text);
const press = (text: string) => act(async () => button(text)?.click());
const preview = () => document.querySelector("section[aria-label='How the rules will look']");
const community = { name: "Riders", kind: "group", visibility: "public", rules: "Old.", tags: [], is_on_web: true };

test("The rules are shown as the server makes them, and no longer once they are changed", async () => {
  const asked = vi.spyOn(api.communities, "previewRules").mockResolvedValue({ rules_html: "<p>Be <strong>kind</strong></p>" });
  await act(() => render(<CommunityForm community={community as never} action="Save" onSave={async () => {}} />, document.body));
  expect(field().value).toBe("Old.");
  await write("Be **kind**");
  await press("Preview");
  await vi.waitFor(() => expect(preview()?.querySelector("strong")?.textContent).toBe("kind"));
  expect(asked).toHaveBeenCalledExactlyOnceWith({ rules: "Be **kind**" });
  await write("Be **kinder**");
  expect(preview()?.textContent ?? "").toBe("");
});

test("The form saves the rules, and none where the field is empty", async () => {
  const saved: unknown[] = [];
  const onSave = async (body: { rules?: string | null }) => void saved.push(body.rules);
  await act(() => render(<CommunityForm community={community as never} action="Save" onSave={onSave} />, document.body));
  await press("Save");
  await vi.waitFor(() => expect(button("Save")?.hasAttribute("aria-busy")).toBe(false));
  await write("  ");
  expect(button("Preview")).toBeUndefined();
  await press("Save");
  await vi.waitFor(() => expect(saved).toEqual(["Old.", null]));
});

test("A person who joins agrees to the rules, a member reads them, and without rules there is nothing", async () => {
  await act(() => render(<HouseRules html="<p>No racing</p>" isJoining />, document.body));
  expect(document.querySelector(".prose")?.textContent).toBe("No racing");
  expect(document.body.textContent).toContain("By joining you agree to the rules.");
  await act(() => render(<HouseRules html="<p>No racing</p>" isJoining={false} />, document.body));
  expect(document.body.textContent).not.toContain("agree");
  await act(() => render(<HouseRules html={null} isJoining />, document.body));
  expect(document.body.textContent).toBe("");
});

test("Rules that were opened on the server's page stay open, those of the next community are closed", async () => {
  vi.resetModules();
  document.body.innerHTML = '<details class="house-rules" open></details>';
  const { HouseRules: Taken } = await import("../src/parts/house-rules.js");
  document.body.innerHTML = "";
  const show = async (key: string) => {
    await act(() => render(<Taken key={key} html="<p>Be kind</p>" isJoining={false} />, document.body));
    return document.querySelector("details")?.open;
  };
  expect([await show("first"), await show("second")]).toEqual([true, false]);
});
