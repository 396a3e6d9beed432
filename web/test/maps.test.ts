import { expect, test } from "vitest";
import { mapOf } from "../src/app/maps.js";

const nowhere = { latitude: null, longitude: null, location_name: null, location_address: null, location_city: null };

test("A map shows the point of an event, else looks for its address; an event without a place has none", () => {
  expect(mapOf({ ...nowhere, latitude: 25.2, longitude: 55.31, location_city: "Dubai" })).toBe(
    "https://www.openstreetmap.org/?mlat=25.2&mlon=55.31#map=17/25.2/55.31",
  );
  expect(mapOf({ ...nowhere, location_name: "Studio & tea", location_address: "شارع 8", location_city: "Dubai" })).toBe(
    `https://www.openstreetmap.org/search?query=${encodeURIComponent("شارع 8, Dubai").replaceAll("%20", "+")}`,
  );
  expect(mapOf({ ...nowhere, location_name: "Studio & tea" })).toBe("https://www.openstreetmap.org/search?query=Studio+%26+tea");
  expect(mapOf(nowhere)).toBeUndefined();
});
