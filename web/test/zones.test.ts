import { expect, test } from "vitest";
import { labelOf, zoneNames, zoneOf } from "../src/parts/zones.js";

const zones = [
  "America/Argentina/Buenos_Aires",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Dubai",
  "Australia/Sydney",
  "Europe/Berlin",
];

test("A zone is found by its city, by a part of it, and by its own name", () => {
  const found = ["Dubai", "dubai ", "Asia/Dubai", "Dubai (Asia)", "new york", "Buenos", "sao paulo"].map((text) => zoneOf(text, zones));
  expect(found).toEqual([
    "Asia/Dubai",
    "Asia/Dubai",
    "Asia/Dubai",
    "Asia/Dubai",
    "America/New_York",
    "America/Argentina/Buenos_Aires",
    "America/Sao_Paulo",
  ]);
});

test("A country is no part of a city's name; cities without a zone of their own, and in Arabic, are known", async () => {
  const all = [
    "America/Indianapolis",
    "America/Port_of_Spain",
    "Asia/Calcutta",
    "Asia/Qatar",
    "Asia/Tehran",
    "Europe/Madrid",
    "Europe/Tirane",
    "Asia/Dubai",
  ];
  const names = await zoneNames(all, "en");
  const find = (text: string) => zoneOf(text, all) ?? zoneOf(text, all, names);
  expect(["India", "Iran", "Spain", "Indiana"].map(find)).toEqual([
    "Asia/Calcutta",
    "Asia/Tehran",
    "Europe/Madrid",
    "America/Indianapolis",
  ]);
  expect(["Abu Dhabi", "UAE", "أبو ظبي", "دبي", "Doha", "الدوحة", "Mumbai"].map((text) => zoneOf(text, all))).toEqual([
    "Asia/Dubai",
    "Asia/Dubai",
    "Asia/Dubai",
    "Asia/Dubai",
    "Asia/Qatar",
    "Asia/Qatar",
    "Asia/Calcutta",
  ]);
});

test("A text that names no zone finds none", () => {
  expect([zoneOf("", zones), zoneOf(" / ", zones), zoneOf("Atlantis", zones)]).toEqual([undefined, undefined, undefined]);
});

test("The names that the browser has are searched, too", async () => {
  const names = await zoneNames(["Asia/Dubai", "Europe/Berlin"], "ar");
  expect(zoneOf("الإمارات", zones, names)).toBe("Asia/Dubai");
  expect(zoneOf("ألمانيا", zones, names)).toBe("Europe/Berlin");
});

test("The label begins with the city", () => {
  expect(["Asia/Dubai", "America/Argentina/Buenos_Aires", "UTC"].map(labelOf)).toEqual([
    "Dubai (Asia)",
    "Buenos Aires (America/Argentina)",
    "UTC",
  ]);
});
