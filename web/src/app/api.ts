// The one client of the API, and the signed-in person.
import { Community, cookieStore, type Schemas, Unauthorized } from "@community/sdk";
import { effect, signal } from "@preact/signals";
import { locale } from "../words/words.js";

export interface Me {
  id: string;
  username: string;
  name: string;
  isGuest: boolean;
}

// The headers are read at each request, so a change of language is heard at once.
const headers: Record<string, string> = {};
effect(() => {
  headers["Accept-Language"] = locale.value;
});

const Kept = "community.me";
const Sessions = "community.session";

// The refresh token is a cookie that no script can read, the access token is in memory; all tabs share the session. The name that is kept here says
// whether a person signed in: without one the server is not asked.
export const api = new Community({
  baseUrl: location.origin,
  session: cookieStore(Sessions, () => localStorage.getItem(Kept) !== null),
  headers,
});
// Earlier versions kept the tokens here, where every script could read them. Such a person signs in once more.
if (localStorage.getItem(Sessions) !== null) {
  localStorage.removeItem(Sessions);
  localStorage.removeItem(Kept);
}

/** Undefined until it is known; null: there is no session. */
export const me = signal<Me | null | undefined>(undefined);

function show(user: Schemas["UserView"]): void {
  const next = { id: user.id, username: String(user.username), name: String(user.full_name ?? user.username), isGuest: user.is_guest };
  localStorage.setItem(Kept, JSON.stringify(next));
  me.value = next;
}

/** Finds the signed-in person: at once from the storage of this device, then from the server. */
export async function recall(): Promise<void> {
  me.value = JSON.parse(localStorage.getItem(Kept) ?? "null") as Me | null;
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
  if (!state) {
    localStorage.removeItem(Kept);
    me.value = null;
    void forgetDevice().catch(() => {});
  } else if (state.userId && state.userId !== me.value?.id) {
    // Another tab signed a person in.
    void api.me.get().then(show, () => {});
  }
});

export async function enter(tokens: PromiseLike<Schemas["SessionTokens"]>): Promise<Schemas["SessionTokens"]> {
  const answer = await tokens;
  show(answer.user);
  return answer;
}

/** Ends the session. It fails where the server is not reached: the cookie that signs in is not ours to delete. */
export async function leave(): Promise<void> {
  try {
    await api.auth.logout();
  } catch (error) {
    if (!(error instanceof Unauthorized)) {
      throw error;
    }
    api.session.clear();
  }
}
