// Passkeys of the device, by WebAuthn. The server gives the questions and checks the answers.
import type { Schemas } from "@community/sdk";
import { api } from "./api.js";

type Answer = Schemas["PasskeyAnswer"];

/** Whether this browser can have passkeys here. */
export const hasPasskeys: boolean =
  typeof PublicKeyCredential !== "undefined" && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** The person closed the browser's question, or has no passkey for it. */
export class NoPasskey extends Error {}

async function ask(
  begin: () => PromiseLike<Schemas["PasskeyOptions"]>,
  show: (options: never) => Promise<Credential | null>,
): Promise<Answer> {
  const { ceremony_id, options } = await begin();
  let given: Credential | null;
  try {
    given = await show(options as never);
  } catch (error) {
    throw new NoPasskey(undefined, { cause: error });
  }
  if (!given) {
    throw new NoPasskey();
  }
  return { ceremony_id, credential: (given as PublicKeyCredential).toJSON() as Answer["credential"] };
}

/** An answer for a login or a proof. */
export const askPasskey = (): Promise<Answer> =>
  ask(
    () => api.auth.beginPasskeyLogin(),
    (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  );

/** Makes a passkey on the device, for `api.me.addPasskey`. */
export const makePasskey = (): Promise<Answer> =>
  ask(
    () => api.me.beginPasskey(),
    (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  );
