import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { useGlance } from "../src/app/glance.js";

const look = vi.fn();
function Probe({ interval }: { interval: number | undefined }) {
  useGlance(look, interval, []);
  return null;
}
const become = (state: string) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
};

afterEach(() => {
  become("visible");
  render(null, document.body);
  vi.useRealTimers();
  look.mockClear();
});

test("Figures are read again while they are on the screen, and at once when they come back to it", async () => {
  vi.useFakeTimers();
  await act(() => render(<Probe interval={1000} />, document.body));
  vi.advanceTimersByTime(3000);
  expect(look).toHaveBeenCalledTimes(3);
  become("hidden");
  vi.advanceTimersByTime(10_000);
  expect(look).toHaveBeenCalledTimes(3);
  become("visible");
  expect(look).toHaveBeenCalledTimes(4);
  await act(() => render(<Probe interval={undefined} />, document.body));
  vi.advanceTimersByTime(10_000);
  expect(look).toHaveBeenCalledTimes(4);
});
