// A running fleet as the stories see it: its address, and people and things made through its API.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const url = (process.env.COMMUNITY_URL ?? "http://127.0.0.1:8080").replace(/\/+$/, "");
/** The folder with the fleet's mails. */
const mail = process.env.COMMUNITY_MAIL ?? "";
/** Whether the long stories run, too: every combination of language, scheme and width, every job. */
export const isFull = process.env.COMMUNITY_TEST_FULL === "1";
export const password = "three quiet green boats";
const administratorPassword = "admin-community-local";

export interface Person {
  id: string;
  username: string;
  name: string;
  token: string;
  /** The whole answer of the registration. */
  tokens: { access_token: string; refresh_token: string; user: { id: string } };
}

export async function call<T>(verb: string, path: string, body?: unknown, token?: string): Promise<T> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: verb,
    headers: {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${verb} ${path} answered ${answer.status}: ${text}`);
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

let count = 0;
/** A word that no other run has. */
export const unique = (): string => `w${++count}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;

export async function person(name: string, username = unique()): Promise<Person> {
  const tokens = await call<Person["tokens"]>("POST", "/auth/register", {
    username,
    password,
    full_name: name,
    email: `${username}@example.org`,
  });
  return { id: tokens.user.id, username, name, token: tokens.access_token, tokens };
}

/** A person who may sell: an organizer whose mail address is proven. */
export async function organizer(name: string): Promise<Person> {
  const one = await person(name);
  await call("POST", "/users/me/organizer", undefined, one.token);
  await call("POST", "/auth/verify-email", { token: await mailedToken(one.username) });
  const tokens = await call<Person["tokens"]>("POST", "/auth/refresh", { refresh_token: one.tokens.refresh_token });
  return { ...one, token: tokens.access_token, tokens: { ...one.tokens, ...tokens } };
}

/** The administrator of a local run, whose password is publicly known. */
export async function administrator(): Promise<Person> {
  const tokens = await call<Person["tokens"]>("POST", "/auth/login", { identifier: "admin", password: administratorPassword });
  return { id: tokens.user.id, username: "admin", name: "Administrator", token: tokens.access_token, tokens };
}

/** A person with a role of the staff, in a session that has it. */
export async function staff(name: string, role: "moderator" | "admin"): Promise<Person> {
  const [one, admin] = [await person(name), await administrator()];
  await call("PUT", `/users/${one.id}/roles`, { roles: ["attendee", role] }, admin.token);
  const tokens = await call<Person["tokens"]>("POST", "/auth/login", { identifier: one.username, password });
  return { ...one, token: tokens.access_token, tokens };
}

async function mailedToken(username: string): Promise<string> {
  return until(() => {
    for (const file of readdirSync(mail).filter((one) => one.endsWith(".eml"))) {
      const text = readFileSync(join(mail, file), "utf8")
        .replace(/=\r?\n/g, "")
        .replaceAll("=3D", "=");
      if (text.includes(`To: ${username}@example.org`)) {
        const token = /verify-email#token=([A-Za-z0-9_-]+)/.exec(text)?.[1];
        if (token) {
          return token;
        }
      }
    }
    return undefined;
  }, `a mail for ${username}`);
}

/** Waits until `probe` finds what it looks for. */
export async function until<T>(probe: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (const deadline = Date.now() + 180_000; Date.now() < deadline; await new Promise((go) => setTimeout(go, 100))) {
    const found = await probe();
    if (found !== undefined) {
      return found;
    }
  }
  throw new Error(`Not in time: ${what}.`);
}

const Day = 86_400_000;

export interface Made {
  id: string;
  name: string;
}

/** An event in some days, at an hour of its zone. */
export function event(by: Person, name: string, more: Record<string, unknown> & { inDays?: number; hour?: number } = {}): Promise<Made> {
  const { inDays = 5, hour = 19, ...rest } = more;
  const day = new Date(Date.now() + inDays * Day).toISOString().slice(0, 10);
  const time = (at: number) => `${day}T${String(at).padStart(2, "0")}:00`;
  return call<Made>(
    "POST",
    "/events",
    {
      name,
      event_type: "meetup",
      start_datetime: time(hour),
      end_datetime: time(hour + 2),
      time_zone: "Asia/Dubai",
      location_city: "Dubai",
      location_country: "AE",
      is_published: true,
      ...rest,
    },
    by.token,
  );
}

export const community = (by: Person, name: string, more: Record<string, unknown> = {}): Promise<Made> =>
  call<Made>("POST", "/communities", { name, kind: "community", visibility: "public", ...more }, by.token);

export const enrol = (who: Person, communityId: string): Promise<unknown> =>
  call("POST", `/communities/${communityId}/join`, undefined, who.token);

export const thread = (by: Person, communityId: string, title: string, content: string): Promise<{ id: string; title: string }> =>
  until(
    // The membership reaches messaging a moment later.
    () =>
      call<{ id: string; title: string }>("POST", `/communities/${communityId}/threads`, { title, content }, by.token).catch(
        () => undefined,
      ),
    `a thread in ${communityId}`,
  );

export const say = (who: Person, threadId: string, content: string): Promise<{ id: string; seq: number }> =>
  until(
    () =>
      call<{ id: string; seq: number }>("POST", `/threads/${threadId}/messages`, { content, client_id: unique() }, who.token).catch(
        () => undefined,
      ),
    `a message in ${threadId}`,
  );

/** Connects two people, and has the first write to the second. */
export async function befriend(one: Person, other: Person, words = "Hello!"): Promise<void> {
  const made = await until(
    () => call<{ id: string }>("POST", "/connections", { user_id: other.id }, one.token).catch(() => undefined),
    "a request to connect",
  );
  await call("POST", `/connections/${made.id}/accept`, undefined, other.token);
  await until(
    () => call("POST", `/direct/${other.id}/messages`, { content: words, client_id: unique() }, one.token).catch(() => undefined),
    "a message to a friend",
  );
}
