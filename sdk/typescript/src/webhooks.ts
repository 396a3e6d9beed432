import { CommunityError } from "./core/errors.js";

/** The signature of a webhook does not fit: do not believe its body. */
export class SignatureInvalid extends CommunityError {
  override name = "SignatureInvalid";
}

/** Seconds that a webhook may be old, or ahead. */
const Tolerance = 300;

/**
 * Checks a webhook and gives its event. The header is `t=<seconds since 1970>,v1=<hex>`: the HMAC-SHA256 of `<t>.<body>` under the secret. Several
 * `v1` may be there while a secret is exchanged; one that fits is enough.
 * @param payload The body as it came, byte for byte: a parsed and re-written one does not fit.
 * @param tolerance Seconds that the webhook may be old, or ahead.
 * @throws SignatureInvalid if the header is malformed, too old, or of another secret or body.
 */
export async function constructEvent<T = unknown>(
  payload: string | Uint8Array,
  header: string,
  secret: string,
  tolerance = Tolerance,
): Promise<T> {
  const parts = header.split(",").map((part) => part.trim().split("="));
  const time = parts.find(([name]) => name === "t")?.[1] ?? "";
  const signatures = parts.flatMap(([name, value]) => (name === "v1" && /^[0-9a-f]{64}$/.test(value ?? "") ? [value as string] : []));
  if (!/^\d{1,12}$/.test(time) || signatures.length === 0) {
    throw new SignatureInvalid("The signature header is malformed. It must be t=<seconds>,v1=<64 hexadecimal digits>.");
  }
  const encoder = new TextEncoder();
  const body = typeof payload === "string" ? encoder.encode(payload) : payload;
  const signed = new Uint8Array([...encoder.encode(`${time}.`), ...body]);
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  // `verify` compares in constant time.
  const fits = await Promise.all(signatures.map((signature) => crypto.subtle.verify("HMAC", key, bytesOf(signature), signed)));
  if (!fits.includes(true)) {
    throw new SignatureInvalid("The signature does not fit the body. Check the secret, and pass the body as it came.");
  }
  if (Math.abs(Date.now() / 1000 - Number(time)) > tolerance) {
    throw new SignatureInvalid("The webhook is too old, or this machine's clock is wrong.");
  }
  return JSON.parse(new TextDecoder().decode(body)) as T;
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
