// Calls as the frame knows them: which ring, and whether one goes on. The rest of a call's code is loaded with the first of them.
import type { Schemas } from "@community/sdk";
import { signal } from "@preact/signals";
import { api } from "../app/api.js";
import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";

export type CallView = Schemas["CallView"];

/** The calls that ring this person. */
export const ringing = signal<readonly CallView[]>([]);
/** Whether a call of this device is to be seen: it begins, goes on, or has just ended. */
export const isInCall = signal(false);
/** Whether a call of this device begins or goes on. */
export const isTalking = signal(false);

/** The call that this tab is in, and what it sends there: it goes on after a reload, and a muted person stays muted. */
export interface KeptCall {
  id: string;
  isMuted: boolean;
  isVideo: boolean;
}
const Kept = "community.call";
export const keptCall = {
  get: (): KeptCall | null => {
    try {
      return JSON.parse(sessionStorage.getItem(Kept) ?? "null") as KeptCall | null;
    } catch {
      return null;
    }
  },
  set: (call: KeptCall | undefined): void => (call ? sessionStorage.setItem(Kept, JSON.stringify(call)) : sessionStorage.removeItem(Kept)),
};

const session = () => import("../screens/calls/session.js");

/** Does something with the code of calls. */
export function withCalls(work: (calls: Awaited<ReturnType<typeof session>>) => unknown): void {
  session()
    .then(work)
    .catch((error: unknown) => toast(sentence(error)));
}

export function stopRinging(id: string): void {
  ringing.value = ringing.value.filter((one) => one.id !== id);
}

/** Begins to listen for calls. */
export function hearCalls(): void {
  api.realtime.on("call_ringing", (call) => {
    if (keptCall.get()?.id !== call.id) {
      ringing.value = [...ringing.value.filter((one) => one.id !== call.id), call];
    }
  });
  const over = ({ call_id }: { call_id: string }) => stopRinging(call_id);
  api.realtime.on("call_answered_elsewhere", over);
  api.realtime.on("call_ended", over);
  // A ring that ended while the connection was away was not told to end; those that still ring are told again.
  api.realtime.on("state", (state) => {
    if (state === "offline") {
      ringing.value = [];
    }
  });
}

/** Goes on with the call that this tab was in before it was reloaded. */
export function resumeCall(): void {
  const kept = keptCall.get();
  if (kept) {
    withCalls((calls) => calls.rejoin(kept));
  }
}
