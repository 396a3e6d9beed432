import { render } from "preact";
import { expect, test, vi } from "vitest";
import { Field } from "../src/ui/field.js";

/** A form with three fields, of which the last two have faults when it is shown so. */
function show(root: Element, fault?: string) {
  render(
    <form onSubmit={(submit) => submit.preventDefault()}>
      <Field label="One" value="" onValue={() => {}} />
      <Field label="Two" value="" error={fault} onValue={() => {}} />
      <Field label="Three" value="" error={fault} onValue={() => {}} />
      <button type="submit">Go</button>
    </form>,
    root,
  );
  const [one, two, three] = root.querySelectorAll("input");
  return { form: root.querySelector("form") as HTMLFormElement, one, two, three };
}

test("The first faulty field of a form that was sent gets the focus; one that finds its fault while a text is written does not", async () => {
  const root = document.createElement("div");
  document.body.append(root);
  const { form, one, two, three } = show(root);
  one?.focus();
  show(root, "Please fill this in.");
  await new Promise((go) => setTimeout(go));
  expect(document.activeElement).toBe(one);

  show(root);
  form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  show(root, "Please fill this in.");
  await vi.waitFor(() => expect(document.activeElement).toBe(two));

  // What is written after sending counts for more.
  show(root);
  form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  three?.focus();
  three?.dispatchEvent(new InputEvent("input", { bubbles: true }));
  show(root, "Please fill this in.");
  await new Promise((go) => setTimeout(go));
  expect(document.activeElement).toBe(three);
});
