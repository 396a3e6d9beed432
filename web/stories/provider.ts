// A small OpenID Connect provider, for the fleet's provider "village": Oidc__village__Issuer is the address in COMMUNITY_PROVIDER, its client
// is community-web without a secret. It is as strict as the protocol asks: PKCE, the address of return, each code once.
import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";

/** Where the fleet looks for it; "" where the fleet has none. */
export const issuer = process.env.COMMUNITY_PROVIDER ?? "";

export interface Account {
  sub: string;
  name: string;
  email: string;
}

export interface Provider {
  /** The account that is signed in at its page. */
  account: Account;
  close: () => void;
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const part of request) {
    text += part;
  }
  return new URLSearchParams(text);
}

export async function provider(account: Account): Promise<Provider> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  // A fleet keeps the keys of earlier runs.
  const kid = randomUUID();
  const codes = new Map<string, URLSearchParams>();
  const result: Provider = { account, close: () => server.close() };

  const tokenOf = (asked: URLSearchParams) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: asked.get("client_id"), nonce: asked.get("nonce"), iat: now, exp: now + 300, jti: randomUUID() };
    const signed = `${encoded({ alg: "RS256", kid })}.${encoded({ ...claims, ...result.account, email_verified: true })}`;
    return `${signed}.${createSign("sha256").update(signed).sign(keys.privateKey, "base64url")}`;
  };

  const pageOf = (asked: URLSearchParams) => {
    const code = randomUUID();
    codes.set(code, asked);
    const back = (more: Record<string, string>) =>
      `${asked.get("redirect_uri")}?${new URLSearchParams({ state: asked.get("state") ?? "", iss: issuer, ...more })}`.replaceAll(
        "&",
        "&amp;",
      );
    return `<!doctype html><title>Village</title><h1>Village</h1>
      <a href="${back({ code })}">Allow</a> <a href="${back({ error: "access_denied" })}">Decline</a>`;
  };

  const exchange = (form: URLSearchParams) => {
    const asked = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isRight = asked?.get("code_challenge") === challenge && asked.get("redirect_uri") === form.get("redirect_uri");
    return isRight ? { status: 200, body: { id_token: tokenOf(asked) } } : { status: 400, body: { error: "invalid_grant" } };
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", issuer);
    const json = (body: object, status = 200) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    if (pathname === "/.well-known/openid-configuration") {
      json({ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` });
    } else if (pathname === "/keys") {
      json({ keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }] });
    } else if (pathname === "/authorize") {
      response.writeHead(200, { "Content-Type": "text/html" }).end(pageOf(searchParams));
    } else {
      const { body, status } = exchange(await bodyOf(request));
      json(body, status);
    }
  });
  await new Promise<void>((started) => server.listen(Number(new URL(issuer).port), "127.0.0.1", started));
  return result;
}
