import { afterEach, expect, test } from "vitest";
import { me } from "../src/app/api.js";
import { match } from "../src/app/router.js";
import { routes } from "../src/app/routes.js";
import { ownPlaces } from "../src/parts/places.js";

const person = { id: "p1", username: "amal", name: "Amal", isGuest: false };
afterEach(() => {
  me.value = undefined;
});

test("Every place of a person is a screen, and the administration is there for those who may use it", () => {
  me.value = person;
  const paths = (isModerator: boolean) => ownPlaces(isModerator).map(([path]) => path);
  expect(paths(true).filter((path) => !match(routes, path.split("?")[0] ?? ""))).toEqual([]);
  expect(paths(true)).toContain("/admin");
  expect(paths(false)).not.toContain("/admin");
  for (const path of ["/security", "/standing", "/account/api-tokens", "/account/bots", "/account/webhooks"]) {
    expect(paths(false)).toContain(path);
  }
});

test("A guest is led nowhere where an account is needed", () => {
  me.value = { ...person, isGuest: true };
  expect(ownPlaces(false).map(([path]) => path)).toEqual(["/courses"]);
});
