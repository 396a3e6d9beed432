/** Bytes: the largest picture of a person, a community or an event. */
export const MostBytes = 5 * 1024 * 1024;

/** The widths in pixels in which the gateway serves pictures. */
type Width = 64 | 256 | 1024;

/** The address of a picture in a width. */
export function inWidth(picture: string, width: Width): string {
  const address = picture.startsWith("/api/") ? picture : `/api/v1${picture}`;
  return `${address}${address.includes("?") ? "&" : "?"}w=${width}`;
}

/** The addresses of a picture in the widths of a card and of a page, for `srcset`. */
export const widths = (picture: string): string => ([256, 1024] as const).map((width) => `${inWidth(picture, width)} ${width}w`).join(", ");

/** The average colour in a ThumbHash, to fill the place of a picture that has not arrived. */
export function tint(placeholder: string | null | undefined): string | undefined {
  if (!placeholder) {
    return undefined;
  }
  const [low = 0, middle = 0, high = 0] = Array.from(atob(placeholder).slice(0, 3), (byte) => byte.charCodeAt(0));
  const header = low | (middle << 8) | (high << 16);
  const lightness = (header & 63) / 63;
  const blue = lightness - (2 / 3) * (((header >> 6) & 63) / 31.5 - 1);
  const toRed = ((header >> 12) & 63) / 31.5 - 1;
  const red = (3 * lightness - blue + toRed) / 2;
  return `rgb(${[red, red - toRed, blue].map((part) => Math.round(255 * Math.min(1, Math.max(0, part)))).join(" ")})`;
}
