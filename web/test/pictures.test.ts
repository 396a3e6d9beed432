import { expect, test, vi } from "vitest";
import { watchPictures } from "../src/app/pictures.js";

/** A picture in the page whose loading fails when the test says so. */
function picture(address: string, hasFailed = false) {
  const image = document.createElement("img");
  document.body.append(image);
  let loads = 0;
  Object.defineProperty(image, "complete", { value: hasFailed });
  Object.defineProperty(image, "naturalWidth", { value: 0 });
  Object.defineProperty(image, "currentSrc", { value: new URL(address, location.href).href });
  Object.defineProperty(image, "src", { get: () => image.currentSrc, set: () => loads++ });
  return { fail: () => image.dispatchEvent(new Event("error")), loads: () => loads };
}

test("A picture that the server has no time for is asked for again after its pause; one that is missing is not, and none for ever", async () => {
  let status = 503;
  const asked = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(async () => new Response("", { status, headers: { "Retry-After": "0.01" } }));
  // One of the server's page, which failed before the client was there.
  const early = picture("/api/v1/events/e/image", true);
  watchPictures();
  await vi.waitFor(() => expect(early.loads()).toBe(1));
  asked.mockClear();
  const busy = picture("/api/v1/events/a/image");
  for (let time = 1; time <= 4; time++) {
    busy.fail();
    await vi.waitFor(() => expect(busy.loads()).toBe(time));
  }
  busy.fail();
  expect(asked).toHaveBeenCalledTimes(4);

  status = 404;
  const missing = picture("/api/v1/events/b/image");
  missing.fail();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(5));
  expect(missing.loads()).toBe(0);
  picture("/elsewhere.png").fail();
  expect(asked).toHaveBeenCalledTimes(5);
});
