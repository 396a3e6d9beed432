// The session of the signed-in user. The store keeps the tokens; a refresh runs once for all tabs that share a store.
import { Unauthorized } from "./errors.js";
import type { Http, Tokens } from "./http.js";

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

/** An answer with tokens. */
interface TokenAnswer {
  access_token: string;
  refresh_token?: string;
  expires_in?: number;
  user?: { id: string };
}

/** A token is exchanged this long before it expires. */
export const Margin = 30_000;
const DefaultLifetime = 900;

const queues = new WeakMap<SessionStore, Promise<unknown>>();

export class Session implements Tokens {
  readonly #store: SessionStore;
  readonly #http: () => Http;
  readonly #listeners = new Set<(state: SessionState | null) => void>();
  readonly #tabs: BroadcastChannel | undefined;

  /** Made by `Community`. */
  constructor(store: SessionStore, http: () => Http) {
    this.#store = store;
    this.#http = http;
    if (store.name && typeof BroadcastChannel !== "undefined") {
      this.#tabs = new BroadcastChannel(store.name);
      this.#tabs.onmessage = async () => this.#tell(await this.#store.load());
      // Node's channel would keep the process alive.
      (this.#tabs as { unref?: () => void }).unref?.();
    }
  }

  /** The present tokens; null: no user is signed in. */
  async current(): Promise<SessionState | null> {
    return await this.#store.load();
  }

  /** Calls the handler at each change, also of another tab: new tokens, or null after the end of the session. Returns a function that ends this. */
  onChange(listener: (state: SessionState | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A valid access token; undefined: no user is signed in. Throws `Unauthorized` when the session has ended. */
  async token(): Promise<string | undefined> {
    const state = await this.#store.load();
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
      refreshToken: answer.refresh_token ?? before?.refreshToken ?? "",
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

  async #exchange(used: string | undefined): Promise<SessionState> {
    const state = await this.#store.load();
    if (!state) {
      throw new Unauthorized(401, { detail: "No user is signed in. Sign in first." });
    }
    if (used && state.accessToken !== used && state.expiresAt - Date.now() >= Margin) {
      return state;
    }
    try {
      // The server answers a repeat of the last exchange with the same tokens, for ten seconds.
      const call = {
        verb: "POST",
        path: "/api/v1/auth/refresh",
        body: { refresh_token: state.refreshToken },
        isAnonymous: true,
        isRepeatable: true,
      };
      const answer = (await this.#http().send(call)) as TokenAnswer;
      const present = await this.#store.load();
      // Another user may have signed in meanwhile, or the user signed out.
      if (present?.refreshToken !== state.refreshToken) {
        if (present) {
          return present;
        }
        throw new Unauthorized(401, { detail: "The session was ended." });
      }
      return await this.accept(answer);
    } catch (error) {
      if (error instanceof Unauthorized) {
        await this.#save(null);
      }
      throw error;
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
    await this.#store.save(state);
    this.#tabs?.postMessage("changed");
    this.#tell(state);
  }

  #tell(state: SessionState | null): void {
    for (const listener of this.#listeners) {
      listener(state);
    }
  }
}
