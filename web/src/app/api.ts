// The one client of the API, and the person who is signed in.
import { Community, localStorageStore, type Schemas } from "@community/sdk";
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

// The tokens outlive the page and all tabs share them. Only scripts of this origin run here: the gateway's policy allows no others.
export const api = new Community({ baseUrl: location.origin, session: localStorageStore(), headers });

/** Undefined until it is known; null: nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);

const Kept = "community.me";

function show(user: Schemas["UserView"]): void {
  const next = { id: user.id, username: String(user.username), name: String(user.full_name ?? user.username), isGuest: user.is_guest };
  localStorage.setItem(Kept, JSON.stringify(next));
  me.value = next;
}

/** Finds out who is signed in: from what is kept here at once, then from the server. */
export async function recall(): Promise<void> {
  const state = await api.session.current();
  if (!state) {
    me.value = null;
    return;
  }
  const kept = JSON.parse(localStorage.getItem(Kept) ?? "null") as Me | null;
  if (kept && kept.id === state.userId) {
    me.value = kept;
  }
  try {
    show(await api.me.get());
  } catch {
    // Offline, what is kept stays. A session that has ended told onChange.
    me.value ??= null;
  }
}

api.session.onChange((state) => {
  if (!state) {
    localStorage.removeItem(Kept);
    me.value = null;
  } else if (state.userId && state.userId !== me.value?.id) {
    // Another tab signed somebody in.
    void recall();
  }
});

export async function enter(tokens: Promise<Schemas["SessionTokens"]>): Promise<void> {
  show((await tokens).user);
}

export async function leave(): Promise<void> {
  await api.auth.logout().catch(() => api.session.clear());
}
