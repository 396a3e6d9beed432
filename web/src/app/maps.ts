export interface Spot {
  latitude: number | null;
  longitude: number | null;
  location_name: string | null;
  location_address: string | null;
  location_city: string | null;
}

/** The page of OpenStreetMap with a place: its point, else a search for its address. Nothing is sent before the reader follows it. */
export function mapOf(spot: Spot): string | undefined {
  const { latitude, longitude } = spot;
  if (latitude !== null && longitude !== null) {
    return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  }
  const address = [spot.location_address ?? spot.location_name, spot.location_city].filter(Boolean).join(", ");
  return address ? `https://www.openstreetmap.org/search?${new URLSearchParams({ query: address })}` : undefined;
}
