import { ApiError } from "@community/sdk";
import { afterEach, expect, test } from "vitest";
import { tooFar } from "../src/screens/event/photos.js";
import { metres } from "../src/words/format.js";
import { speak } from "../src/words/words.js";

afterEach(() => speak("en"));

const refused = (reason: string, more: object) => new ApiError(409, { reason, ...more } as never);

test("A person who is not at the place yet reads how far it is, and how near is near enough", async () => {
  const error = refused("outside_geofence", { distance_m: 1234, radius_m: 150 });
  expect(tooFar(error)).toContain("1.2\u00a0km");
  expect(tooFar(error)).toContain("150\u00a0m ");
  await speak("ar");
  expect(tooFar(error)).toMatch(/1\.2\u00a0.*150\u00a0/);
});

test("Another refusal has its own sentence", () => {
  expect(tooFar(refused("too_early", { distance_m: 1, radius_m: 2 }))).toBeUndefined();
  expect(tooFar(refused("outside_geofence", {}))).toBeUndefined();
  expect(tooFar(new Error("x"))).toBeUndefined();
});

test("Metres become kilometres where they are many", () => {
  expect([metres(0), metres(999), metres(1000), metres(25_300)]).toEqual(["0\u00a0m", "999\u00a0m", "1\u00a0km", "25\u00a0km"]);
});
