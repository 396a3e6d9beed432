// A ticket's own signature, checked without the network: a JWS that one of the fleet's keys has signed.
import type { Schemas } from "@community/sdk";

type Key = Schemas["JsonWebKeySet"]["keys"][number];

export interface TicketText {
  event: string;
  registration: string;
  code: string;
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const read = (text: string): Record<string, unknown> => JSON.parse(new TextDecoder().decode(bytes(text)));

/** The claims of a ticket, or null if none of the keys has signed it. */
export async function readTicket(text: string, keys: readonly Key[]): Promise<TicketText | null> {
  const [header = "", payload = "", signature = "", ...rest] = text.split(".");
  try {
    const { alg, typ, kid } = read(header);
    const key = keys.find((one) => one.kid === kid);
    if (!key || alg !== "ES256" || typ !== "ticket" || rest.length > 0) {
      return null;
    }
    const { kty, crv, x, y } = key as JsonWebKey;
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const made = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
    const signed = new TextEncoder().encode(`${header}.${payload}`);
    const isRight = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, made, bytes(signature), signed);
    return isRight ? (read(payload) as unknown as TicketText) : null;
  } catch {
    return null;
  }
}

/** Whether a text can be judged here: it is no ticket at all, or the key that it names is known. */
export function knowsKey(text: string, keys: readonly Key[]): boolean {
  try {
    const { kid } = read(text.split(".")[0] ?? "");
    return !kid || keys.some((one) => one.kid === kid);
  } catch {
    return true;
  }
}
