// The one client of the API, and the signed-in person.
import { ApiError, Community, cookieStore, type Schemas, Unauthorized } from "@community/sdk";
import { batch, effect, signal } from "@preact/signals";
import { locale } from "../words/words.js";
import { recalled, remember } from "./device.js";
import { isOutliving, outlive } from "./outlive.js";

export interface Me {
  id: string;
  username: string;
  name: string;
  isGuest: boolean;
  picture?: string | null;
}

// The headers are read at each request, so a change of language is heard at once.
const headers: Record<string, string> = {};
effect(() => {
  headers["Accept-Language"] = locale.value;
});

const Kept = "community.me";
const Sessions = "community.session";

/** Ends with the present person: an answer to them must not reach the next. */
let life = new AbortController();

/** Characters: browsers refuse such requests of more than 64 KiB. */
const MostOutliving = 8000;

/** Whether a request must not end with its page: a change that is made while the page goes away, or that the screen shows as made. */
const mustOutlive = ({ method = "GET", body }: RequestInit): boolean =>
  (document.visibilityState === "hidden" || isOutliving()) &&
  method !== "GET" &&
  (body == null || (typeof body === "string" && body.length < MostOutliving));

// The refresh token is a cookie that no script can read, the access token is in memory; all tabs share the session. The name that is kept here says
// whether a person signed in: without one the server is not asked.
export const api = new Community({
  baseUrl: location.origin,
  session: cookieStore(Sessions, () => recalled(Kept) !== null),
  headers,
  // A longer wait is said to the person; a button must not stand still.
  maxRetryAfter: 2,
  fetch: (input, init) =>
    fetch(
      input,
      init && { ...init, keepalive: mustOutlive(init), signal: AbortSignal.any([life.signal, ...(init.signal ? [init.signal] : [])]) },
    ),
});
// Earlier versions kept the tokens here, where every script could read them. Such a person signs in once more.
if (recalled(Sessions) !== null) {
  remember(Sessions, null);
  remember(Kept, null);
}

/** Undefined until it is known; null: there is no session. */
export const me = signal<Me | null | undefined>(undefined);
/** How many persons this page has had and lost. What belongs to a person is made anew when it changes. */
export const persons = signal(0);

/** The person that the tabs of this device share. */
function keptMe(): Me | null {
  try {
    return JSON.parse(recalled(Kept) ?? "null") as Me | null;
  } catch {
    return null;
  }
}

/** The present person is no longer here: whatever they wait for comes to nothing. */
function part(next: null | undefined): void {
  batch(() => {
    if (me.value) {
      life.abort(new ApiError(499, { detail: "The person has changed." }));
      life = new AbortController();
      persons.value++;
    }
    me.value = next;
  });
}

function show(user: Schemas["UserView"]): void {
  const next: Me = {
    id: user.id,
    username: String(user.username),
    name: String(user.full_name ?? user.username),
    isGuest: user.is_guest,
    picture: user.picture_url,
  };
  remember(Kept, JSON.stringify(next));
  me.value = next;
}

/** Finds the signed-in person: at once from the storage of this device, then from the server. */
export async function recall(): Promise<void> {
  me.value = keptMe();
  if (!me.value) {
    return;
  }
  try {
    show(await api.me.get());
  } catch {
    // Offline, the stored person stays. A session that has ended told onChange.
  }
}

/** The server forgets a device with its session. The browser must, too: the next person here would seem to be subscribed. */
async function forgetDevice(): Promise<void> {
  if ("serviceWorker" in navigator && "PushManager" in globalThis) {
    const here = await navigator.serviceWorker.getRegistration();
    await (await here?.pushManager.getSubscription())?.unsubscribe();
  }
}

api.session.onChange((state) => {
  const here = me.value;
  if (!state) {
    const other = keptMe();
    if (here && other && other.id !== here.id) {
      // A tab that was frozen hears late of the end: another person has signed in since, and what is kept is theirs.
      part(undefined);
      me.value = other;
      return;
    }
    remember(Kept, null);
    part(null);
    void forgetDevice().catch(() => {});
  } else if (state.userId && state.userId !== here?.id) {
    // Another person, signed in here or in another tab. Until they are known nothing is done for anybody.
    if (here) {
      part(undefined);
      if (keptMe()?.id === here.id) {
        void forgetDevice().catch(() => {});
      }
    }
    const id = state.userId;
    void api.me.get().then(show, () => {
      const other = keptMe();
      me.value ??= other?.id === id ? other : null;
    });
  }
});

/** Begins a session. One that was there ends first: a device has one person at a time. */
export async function enter(tokens: PromiseLike<Schemas["SessionTokens"]>): Promise<Schemas["SessionTokens"]> {
  const here = me.peek();
  const [before, answer] = await Promise.all([here && api.session.current().catch(() => null), tokens]);
  show(answer.user);
  if (here && before && here.id !== answer.user.id) {
    const headers = { authorization: `Bearer ${before.accessToken}` };
    // Its refresh token was replaced: if this fails, it can only expire.
    await fetch("/api/v1/auth/logout", { method: "POST", headers, credentials: "omit" }).catch(() => {});
  }
  return answer;
}

/** Ends the session. It fails where the server is not reached: the cookie that signs in is not ours to delete. */
export async function leave(): Promise<void> {
  try {
    // It ends also for a person who leaves the page at once.
    await outlive(() => api.auth.logout());
  } catch (error) {
    if (!(error instanceof Unauthorized)) {
      throw error;
    }
    api.session.clear();
  }
}
