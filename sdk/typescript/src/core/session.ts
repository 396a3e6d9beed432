// The session of the signed-in user. The store keeps the tokens; a refresh runs once for all tabs that share a store.
import { Unauthorized } from "./errors.js";
import type { Http, Tokens } from "./http.js";
import { sleep } from "./timing.js";

/** The content of a store. */
export interface SessionState {
  accessToken: string;
  /** Valid for one refresh. */
  refreshToken: string;
  /** When the access token expires: milliseconds since 1970. */
  expiresAt: number;
  userId?: string;
}

/** Where a session is kept. Both methods may answer at once or later. */
export interface SessionStore {
  /** Tabs whose stores have the same name share the session; undefined: it belongs to this store alone. */
  readonly name?: string;
  /** The browser keeps the refresh token in a cookie that no script can read; only the access token is in memory. */
  readonly usesCookie?: true;
  /** With a cookie: false where the browser surely has no session, so that the server is not asked. Without it the first call asks. */
  readonly mayExist?: () => boolean;
  load(): SessionState | null | Promise<SessionState | null>;
  /** Null: signed out. */
  save(state: SessionState | null): void | Promise<void>;
}

/** A session that ends with the process or the page. */
export function memoryStore(state: SessionState | null = null): SessionStore {
  return {
    load: () => state,
    save: (next) => {
      state = next;
    },
  };
}

/** A session that all tabs of an origin share and that outlives them. Scripts of the page can read it. */
export function localStorageStore(
  name = "community.session",
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> = localStorage,
): SessionStore {
  return {
    name,
    load: () => JSON.parse(storage.getItem(name) ?? "null") as SessionState | null,
    save: (state) => (state ? storage.setItem(name, JSON.stringify(state)) : storage.removeItem(name)),
  };
}

/**
 * A session that the browser keeps: the refresh token is a cookie that no script can read, the access token is in memory.
 * It outlives the page, and all tabs of the origin share it. The page's origin must be the gateway's, or one of the same site that the gateway lists.
 * `mayExist`: a page that remembers whether there was a sign-in here saves the first request of all others.
 */
export function cookieStore(name = "community.session", mayExist?: () => boolean): SessionStore {
  return { name, usesCookie: true, ...(mayExist ? { mayExist } : {}), ...memoryStore() };
}

/** An answer with tokens. */
interface TokenAnswer {
  access_token: string;
  refresh_token?: string | null;
  expires_in?: number;
  user?: { id: string };
}

/** A token is exchanged this long before it expires. */
export const Margin = 30_000;
const DefaultLifetime = 900;
/** Milliseconds: how long another tab may take to hand over a token that it has just got. */
const Handover = 100;

/** A message between tabs. Tabs with a store of their own in common load it; those with a cookie hand over the state itself. */
type TabMessage = { changed: SessionState | null } | { asked: string };

const queues = new WeakMap<SessionStore, Promise<unknown>>();

export class Session implements Tokens {
  readonly #store: SessionStore;
  readonly #http: () => Http;
  readonly #listeners = new Set<(state: SessionState | null) => void>();
  readonly #tabs: BroadcastChannel | undefined;
  readonly #usesCookie: boolean;
  /** Whether it is known if the browser has a session. */
  #isKnown: boolean;
  #beginning: Promise<void> | undefined;
  /** Rises with each change, so that an exchange notices a login or a logout meanwhile. */
  #version = 0;

  /** Whether the browser keeps the refresh token in a cookie. */
  get usesCookie(): boolean {
    return this.#usesCookie;
  }

  /** Made by `Community`. */
  constructor(store: SessionStore, http: () => Http) {
    this.#store = store;
    this.#http = http;
    this.#usesCookie = store.usesCookie === true;
    this.#isKnown = !this.#usesCookie;
    if (store.name && typeof BroadcastChannel !== "undefined") {
      this.#tabs = new BroadcastChannel(store.name);
      this.#tabs.onmessage = (message: MessageEvent<TabMessage>) => this.#hear(message.data);
      // Node's channel would keep the process alive.
      (this.#tabs as { unref?: () => void }).unref?.();
    }
  }

  /** The present tokens; null: no user is signed in. With a cookie the first call asks the server. */
  async current(): Promise<SessionState | null> {
    if (!this.#isKnown && this.#store.mayExist?.() !== false) {
      if (!this.#beginning) {
        this.#beginning = this.#begin().finally(() => {
          this.#beginning = undefined;
        });
      }
      await this.#beginning;
    }
    return await this.#store.load();
  }

  /** Calls the handler at each change, also of another tab: new tokens, or null after the end of the session. Returns a function that ends this. */
  onChange(listener: (state: SessionState | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A valid access token; undefined: no user is signed in. Throws `Unauthorized` when the session has ended. */
  async token(): Promise<string | undefined> {
    const state = await this.current();
    return state && state.expiresAt - Date.now() < Margin ? (await this.refresh(state.accessToken)).accessToken : state?.accessToken;
  }

  /** New tokens in place of a refused or expiring one. */
  async renew(refused: string): Promise<string> {
    return (await this.refresh(refused)).accessToken;
  }

  /**
   * Exchanges the refresh token, unless another call or another tab has done so since the token `used` was read.
   * Throws `Unauthorized`, and ends the session, when the server does not take the token.
   */
  refresh(used?: string): Promise<SessionState> {
    return this.#alone(() => this.#exchange(used));
  }

  /** Takes the tokens of an answer. */
  async accept(answer: TokenAnswer): Promise<SessionState> {
    const before = await this.#store.load();
    const userId = answer.user?.id ?? before?.userId;
    const state: SessionState = {
      accessToken: answer.access_token,
      refreshToken: this.#usesCookie ? "" : (answer.refresh_token ?? before?.refreshToken ?? ""),
      expiresAt: Date.now() + (answer.expires_in ?? DefaultLifetime) * 1000,
      ...(userId ? { userId } : {}),
    };
    await this.#save(state);
    return state;
  }

  /** Forgets the tokens here. `auth.logout()` also ends the session on the server. */
  clear(): Promise<void> {
    return this.#save(null);
  }

  /** Stops hearing of other tabs. */
  close(): void {
    this.#tabs?.close();
  }

  /** Asks the server whether the browser has a session. */
  async #begin(): Promise<void> {
    try {
      await this.#alone(async () => {
        if (!this.#isKnown) {
          await this.#exchange(undefined);
        }
      });
    } catch (error) {
      if (!(error instanceof Unauthorized)) {
        throw error;
      }
    }
  }

  async #exchange(used: string | undefined): Promise<SessionState> {
    let state = await this.#store.load();
    if (this.#usesCookie && used && state?.accessToken === used) {
      state = await this.#takeOver(used, state);
    }
    if (!state && !this.#usesCookie) {
      throw new Unauthorized(401, { detail: "No user is signed in. Sign in first." });
    }
    if (state && used && state.accessToken !== used && state.expiresAt - Date.now() >= Margin) {
      return state;
    }
    const version = this.#version;
    try {
      // The server answers a repeat of the last exchange with the same tokens, for ten seconds.
      const call = {
        verb: "POST",
        path: "/api/v1/auth/refresh",
        body: this.#usesCookie ? {} : { refresh_token: state?.refreshToken },
        isAnonymous: true,
        isRepeatable: true,
        takesCookie: this.#usesCookie,
      };
      const answer = (await this.#http().send(call)) as TokenAnswer;
      const present = await this.#store.load();
      // Another user may have signed in meanwhile, or the user signed out.
      if (this.#usesCookie ? this.#version !== version : present?.refreshToken !== state?.refreshToken) {
        if (present) {
          return present;
        }
        throw new Unauthorized(401, { detail: "The session has ended." });
      }
      return await this.accept(answer);
    } catch (error) {
      if (error instanceof Unauthorized && this.#version === version) {
        await this.#save(null);
      }
      throw error;
    }
  }

  /** Asks the other tabs whether one of them has already exchanged the token, and waits a moment for its answer. */
  async #takeOver(used: string, state: SessionState): Promise<SessionState | null> {
    if (!this.#tabs) {
      return state;
    }
    this.#post({ asked: used });
    for (const until = Date.now() + Handover; Date.now() < until; await sleep(Handover / 10)) {
      const present = await this.#store.load();
      if (present?.accessToken !== used) {
        return present;
      }
    }
    return state;
  }

  async #hear(message: TabMessage): Promise<void> {
    if (!this.#usesCookie) {
      this.#tell(await this.#store.load());
      return;
    }
    if ("asked" in message) {
      const state = await this.#store.load();
      if (state && state.accessToken !== message.asked && state.expiresAt - Date.now() >= Margin) {
        this.#post({ changed: state });
      }
      return;
    }
    const before = await this.#store.load();
    if (before?.accessToken !== message.changed?.accessToken) {
      await this.#keep(message.changed);
      this.#tell(message.changed);
    }
  }

  /** One at a time among all that share the store: by the browser's lock, or in this process. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#store.name && globalThis.navigator?.locks) {
      return navigator.locks.request(this.#store.name, work) as Promise<T>;
    }
    const turn = (queues.get(this.#store) ?? Promise.resolve()).then(work, work);
    queues.set(this.#store, turn);
    return turn;
  }

  async #save(state: SessionState | null): Promise<void> {
    await this.#keep(state);
    this.#post({ changed: this.#usesCookie ? state : null });
    this.#tell(state);
  }

  async #keep(state: SessionState | null): Promise<void> {
    this.#version++;
    this.#isKnown = true;
    await this.#store.save(state);
  }

  #post(message: TabMessage): void {
    this.#tabs?.postMessage(message);
  }

  #tell(state: SessionState | null): void {
    for (const listener of this.#listeners) {
      listener(state);
    }
  }
}
