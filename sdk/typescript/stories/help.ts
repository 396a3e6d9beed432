import { readdirSync, readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { after } from "node:test";
import { Community } from "@community/sdk";

export const url = process.env.COMMUNITY_URL ?? "";
export const password = "three quiet green boats";

// A story that failed may have left a connection open.
after(() => void setTimeout(() => process.exit(), 2000).unref());

let people = 0;

export function newName(): string {
  return `s${++people}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}

/** A client with a new, signed-in person. */
export async function person(): Promise<{ api: Community; id: string; username: string }> {
  const api = new Community({ baseUrl: url });
  return { api, ...(await register(api)) };
}

/** Registers a new person with a client. */
export async function register(api: Community): Promise<{ id: string; username: string }> {
  const username = newName();
  const { user } = await api.auth.register({ username, password, email: `${username}@example.org` });
  return { id: user.id, username };
}

/** Proves the mail address of a person by the link that they were sent. */
export async function prove(api: Community, username: string): Promise<void> {
  const folder = process.env.COMMUNITY_MAIL ?? "";
  let token: string | undefined;
  await until(() => {
    for (const file of readdirSync(folder).filter((one) => one.endsWith(".eml"))) {
      const mail = readFileSync(join(folder, file), "utf8")
        .replace(/=\r?\n/g, "")
        .replaceAll("=3D", "=");
      if (mail.includes(`To: ${username}@example.org`)) {
        token = /verify-email#token=([A-Za-z0-9_-]+)/.exec(mail)?.[1] ?? token;
      }
    }
    return token !== undefined;
  }, "a mail with a link");
  await api.auth.verifyEmail({ token: token ?? "" });
}

/** A person who may sell. */
export async function organizer(): Promise<{ api: Community; id: string }> {
  const one = await person();
  await one.api.me.becomeOrganizer();
  await prove(one.api, one.username);
  await one.api.session.refresh();
  return one;
}

/** Waits for the condition of a story. */
export async function until(probe: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 180_000; Date.now() < deadline; await new Promise((go) => setTimeout(go, 100))) {
    if (await probe()) {
      return;
    }
  }
  throw new Error(`Not in time: ${what}.`);
}

/** A cable to the fleet that can be cut. */
export async function cable(): Promise<{ url: string; cut(): void; close(): void }> {
  const target = new URL(url);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end
        .on("error", () => {})
        .on("close", () => {
          ends.delete(end);
          other.destroy();
        });
      end.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const cut = () => {
    for (const end of ends) {
      end.destroy();
    }
  };
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    close: () => {
      server.close();
      cut();
    },
  };
}
