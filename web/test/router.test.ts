import { describe, expect, test } from "vitest";
import { match, type RouteLine, screenOf } from "../src/app/router.js";
import { routes } from "../src/app/routes.js";

const line = (pattern: string): RouteLine => ({ pattern, load: () => Promise.reject(new Error("not loaded")) });

describe("The router", () => {
  test("finds a screen and the values of its address", () => {
    const lines = [line("/"), line("/events/:id"), line("/events/:id/ticket")];
    expect(match(lines, "/app/")?.line.pattern).toBe("/");
    expect(match(lines, "/app")?.line.pattern).toBe("/");
    expect(match(lines, "/app/events/a%20b")?.parameters).toEqual({ id: "a b" });
    expect(match(lines, "/app/events/100%")?.parameters).toEqual({ id: "100%" });
    expect(match(lines, "/app/events/7/ticket")?.line.pattern).toBe("/events/:id/ticket");
    expect(match(lines, "/app/events/7/other")).toBeUndefined();
  });

  test("has no screen twice", () => {
    const patterns = routes.map((route) => route.pattern);
    expect(new Set(patterns).size).toBe(patterns.length);
  });
});

describe("The pages that the server renders", () => {
  const id = "0198c0de-0000-7000-8000-0000000000e1";
  test.each([
    ["/", "/app/"],
    [`/e/evening-bake-${id.replaceAll("-", "")}`, `/app/events/${id}`],
    [`/e/${id}`, `/app/events/${id}`],
    [`/c/%D8%AE%D8%A8%D8%B2-${id.replaceAll("-", "")}`, `/app/communities/${id}`],
    ["/u/amal", "/app/u/amal"],
    ["/e/no-id", "/app/events/no-id"],
    ["/app/events/x", "/app/events/x"],
    ["/app", "/app"],
  ])("%s is the screen %s", (path, screen) => {
    expect(screenOf(path)).toBe(screen);
  });
});
