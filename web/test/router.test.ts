import { describe, expect, test } from "vitest";
import { match, type RouteLine } from "../src/app/router.js";
import { routes } from "../src/app/routes.js";

const line = (pattern: string): RouteLine => ({ pattern, load: () => Promise.reject(new Error("not loaded")) });

describe("The router", () => {
  test("finds a screen and the values of its address", () => {
    const lines = [line("/"), line("/events/:id"), line("/events/:id/ticket")];
    expect(match(lines, "/app/")?.line.pattern).toBe("/");
    expect(match(lines, "/app")?.line.pattern).toBe("/");
    expect(match(lines, "/app/events/a%20b")?.parameters).toEqual({ id: "a b" });
    expect(match(lines, "/app/events/7/ticket")?.line.pattern).toBe("/events/:id/ticket");
    expect(match(lines, "/app/events/7/other")).toBeUndefined();
  });

  test("has no screen twice", () => {
    const patterns = routes.map((route) => route.pattern);
    expect(new Set(patterns).size).toBe(patterns.length);
  });
});
