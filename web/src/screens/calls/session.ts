// The call of this device, from the first ring to its end. The hub says who is in it and carries the signals; sound and picture go from device to device.
// A person is in one call at most.
import { type CallAnswer, type HubEvents, HubRefused, type Schemas } from "@community/sdk";
import { signal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { nameOf } from "../../parts/person.js";
import { type CallView, isInCall, isTalking, type KeptCall, keptCall, stopRinging } from "../../store/calls.js";
import { sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import { hear, NoMicrophone, openCamera, openMedia } from "./media.js";
import { Peer } from "./peer.js";
import { callWords } from "./words.js";

type Participant = Schemas["ParticipantView"];

/** preparing: microphone and server are asked. calling: it rings there. connecting: the devices look for each other. live: they have. lost: one of them is cut off, and may return. over: `reason` says how. */
export type Phase = "preparing" | "calling" | "connecting" | "live" | "lost" | "over";

export interface Other {
  id: string;
  name: string;
  picture: string | null;
  isRinging: boolean;
  isMuted: boolean;
  isVideo: boolean;
  stream?: MediaStream;
  isLive: boolean;
}

export interface CallState {
  phase: Phase;
  /** Why it is over: left, declined, missed, busy, own (in another call), cancelled, lost, elsewhere, or failed. */
  reason?: string;
  /** The other person, or the place. */
  title: string;
  channelId: string;
  others: readonly Other[];
  isMuted: boolean;
  isVideo: boolean;
  /** When two talked for the first time. */
  since?: string;
}

/** The present call, or the last one until it is put away. */
export const call = signal<CallState | undefined>(undefined);
/** What this device sends. */
export const own = signal<MediaStream | undefined>(undefined);

interface Line {
  id: string;
  /** This device, as the others name it. */
  device: string;
  servers: RTCIceServer[];
  /** By the other device's id. */
  peers: Map<string, { userId: string; peer: Peer; unhear?: () => void }>;
  /** Signals that came before their device was known. */
  early: Map<string, HubEvents["call_signal"][]>;
}
let line: Line | undefined;
/** Events that come before the hub's answer that tells the call's id. */
let waiting: (() => void)[] | undefined;
/** Counts the calls of this page: an answer that comes after the end of its call is for nobody. */
let turn = 0;

/**
 * Milliseconds after which a lost connection ends the call: offline the server cannot say that it gave up, and the microphone would stay on.
 * The API does not tell how long it waits (Calls:RejoinSeconds); a fleet that waits for a minute is not given up before.
 */
const LostLimit = 60_000;
let lost: ReturnType<typeof setTimeout> | undefined;

const change = (changes: Partial<CallState>) => {
  if (!call.value) {
    return;
  }
  call.value = { ...call.value, ...changes };
  const { phase, isMuted, isVideo } = call.value;
  isTalking.value = phase !== "over";
  if (line) {
    keptCall.set({ id: line.id, isMuted, isVideo });
  }
  // One of several others may be lost, or the hub alone: those who hear each other go on.
  const hasPeer = [...(line?.peers.values() ?? [])].some((one) => one.peer.state === "connected");
  if (phase !== "lost" || hasPeer) {
    clearTimeout(lost);
    lost = undefined;
  } else {
    lost ??= setTimeout(() => end("lost"), LostLimit);
  }
};
const media = () => ({ is_muted: call.value?.isMuted ?? false, is_video: call.value?.isVideo ?? false });

/** Calls those in a channel, or joins the call that goes on there. */
export const start = (channelId: string, title: string, isVideo: boolean): Promise<void> =>
  begin({ channelId, title, isVideo }, () => api.realtime.invoke<CallAnswer>("StartCall", [channelId, media()]));

/** Answers a call that rings. */
export const accept = (ringing: CallView, title: string, isVideo: boolean): Promise<void> =>
  begin(
    { channelId: ringing.channel_id, title, isVideo },
    async () => {
      stopRinging(ringing.id);
      return withMedia(await api.realtime.invoke<CallAnswer>("AcceptCall", [ringing.id]));
    },
    ringing.id,
  );

/** Tells what this device sends, before the first media. The call does not depend on it. */
async function withMedia(answer: CallAnswer): Promise<CallAnswer> {
  await api.realtime.invoke("SetMedia", [answer.call.id, media()], true).catch(() => {});
  return answer;
}

export function decline(ringing: CallView): void {
  stopRinging(ringing.id);
  api.realtime.invoke("DeclineCall", [ringing.id], true).catch(() => {});
}

/** Returns to the call that this tab was in before a reload, with what it sent there. */
export const rejoin = ({ id, isMuted, isVideo }: KeptCall): Promise<void> =>
  begin(
    { channelId: "", title: "", isMuted, isVideo, phase: "lost" },
    async () => withMedia(await api.realtime.invoke<CallAnswer>("RejoinCall", [id], true)),
    id,
  );

/** `id`: of a call that is known already. */
async function begin(
  first: Pick<CallState, "channelId" | "title" | "isVideo"> & { phase?: Phase; isMuted?: boolean },
  ask: () => Promise<CallAnswer>,
  id?: string,
): Promise<void> {
  if (call.value && call.value.phase !== "over") {
    toast(callWords.value.already);
    return;
  }
  call.value = { phase: "preparing", others: [], isMuted: false, ...first };
  change({});
  isInCall.value = true;
  const mine = ++turn;
  const before: (() => void)[] = [];
  waiting = before;
  try {
    const stream = await openMedia(first.isVideo);
    if (mine !== turn) {
      stop(stream);
      return;
    }
    own.value = stream;
    change({ isVideo: stream.getVideoTracks().length > 0 });
    silence();
    const told = JSON.stringify(media());
    const answer = await ask();
    if (mine !== turn) {
      leave(answer.call.id);
      return;
    }
    take(answer);
    if (JSON.stringify(media()) !== told) {
      tellMedia();
    }
    waiting = undefined;
    for (const event of before) {
      event();
    }
  } catch (error) {
    if (mine === turn) {
      // Its answer may have been lost: the others would wait for this device.
      if (id && !(error instanceof HubRefused)) {
        leave(id);
      }
      fail(error);
    }
  }
}

const leave = (id: string) => void api.realtime.invoke("HangUp", [id], true).catch(() => {});

/** What the microphone hears is sent only while the person is not muted. They may have muted themselves before there was one. */
function silence(): void {
  for (const track of own.value?.getAudioTracks() ?? []) {
    track.enabled = !call.value?.isMuted;
  }
}

function fail(error: unknown): void {
  const reason = error instanceof HubRefused ? error.reason : undefined;
  const known = {
    busy: "busy",
    already_in_call: "own",
    answered_elsewhere: "elsewhere",
    no_such_call: "cancelled",
    not_in_call: "lost",
  }[reason ?? ""];
  if (known) {
    over(known);
  } else {
    over("failed");
    toast(error instanceof NoMicrophone ? callWords.value.noMicrophone : sentence(error));
  }
}

/** Takes the hub's answer: who is there, and how devices find each other. */
function take(answer: CallAnswer): void {
  const present = answer.call.participants.filter((one) => one.user_id !== me.value?.id && /ringing|joined|away/.test(one.state));
  // The same device as before: connections with devices that are still there go on.
  const isSame = line?.device === answer.device_id;
  for (const device of [...(line?.peers.keys() ?? [])]) {
    if (!isSame || !present.some((one) => one.device_id === device)) {
      disconnect(device);
    }
  }
  line = {
    id: answer.call.id,
    device: answer.device_id,
    servers: answer.ice_servers as RTCIceServer[],
    peers: line?.peers ?? new Map(),
    early: line?.early ?? new Map(),
  };
  change({
    channelId: answer.call.channel_id,
    title: call.value?.title || present.map((one) => nameOf(one.user)).join(", "),
    others: present.map(otherOf),
    ...(answer.call.answered_at ? { since: answer.call.answered_at } : {}),
  });
  for (const one of present) {
    // Those who were there before offer: the others, or this device if it was only away while they came.
    if (one.device_id) {
      connect(one.user_id, one.device_id, isSame);
    }
  }
  look();
}

const otherOf = (one: Participant): Other => ({
  id: one.user_id,
  name: nameOf(one.user),
  picture: one.user?.picture_url ?? null,
  isRinging: one.state === "ringing",
  isMuted: one.is_muted,
  isVideo: one.is_video,
  isLive: false,
});

function connect(userId: string, deviceId: string, isOffering: boolean): void {
  if (!line || line.peers.has(deviceId)) {
    return;
  }
  const { id, servers, peers, early } = line;
  for (const [device, known] of peers) {
    if (known.userId === userId) {
      disconnect(device);
    }
  }
  const peer = new Peer({
    isOffering,
    servers,
    track: (kind) => own.value?.getTracks().find((track) => track.kind === kind) ?? null,
    send: (kind, payload) => {
      api.realtime.invoke("Signal", [id, userId, { kind, payload, device_id: deviceId }], false).catch(() => {});
    },
    changed: look,
  });
  peers.set(deviceId, { userId, peer, unhear: hear(peer.stream) });
  for (const signal of early.get(deviceId) ?? []) {
    peer.take(signal.kind, signal.payload);
  }
  early.delete(deviceId);
}

function disconnect(deviceId: string): void {
  const known = line?.peers.get(deviceId);
  known?.unhear?.();
  known?.peer.close();
  line?.peers.delete(deviceId);
}

function closePeers(): void {
  for (const device of [...(line?.peers.keys() ?? [])]) {
    disconnect(device);
  }
}

/** Looks at all connections, and says what follows. */
function look(): void {
  const now = call.value;
  if (!line || !now || now.phase === "over") {
    return;
  }
  const byUser = new Map([...line.peers.values()].map((one) => [one.userId, one.peer]));
  const others = now.others.map((one) => {
    const peer = byUser.get(one.id);
    return { ...one, isLive: peer?.state === "connected", ...(peer ? { stream: peer.stream } : {}) };
  });
  const states = [...byUser.values()].map((peer) => peer.state);
  const phase: Phase =
    api.realtime.state === "offline" || states.some((state) => state === "disconnected" || state === "failed")
      ? "lost"
      : states.includes("connected")
        ? "live"
        : states.length > 0
          ? "connecting"
          : others.some((one) => one.isRinging)
            ? "calling"
            : "live";
  change({ others, phase, ...(phase === "live" && states.length > 0 && !now.since ? { since: new Date().toISOString() } : {}) });
}

/** Ends it here. What was said stays to be read until it is put away. */
function over(reason: string): void {
  turn++;
  closePeers();
  line = undefined;
  waiting = undefined;
  keptCall.set(undefined);
  stop(own.value);
  own.value = undefined;
  change({ phase: "over", reason, others: (call.value?.others ?? []).map(({ stream: _, ...one }) => one) });
}

/** Ends it here, and for the others. */
function end(reason: string): void {
  const id = line?.id ?? keptCall.get()?.id;
  over(reason);
  if (id) {
    leave(id);
  }
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) {
    track.stop();
  }
}

export function hangUp(): void {
  end("left");
  putAway();
}

/** The ended call is no longer shown. */
export function putAway(): void {
  if (call.value?.phase === "over") {
    call.value = undefined;
    isInCall.value = false;
  }
}

const tellMedia = () => {
  if (line) {
    api.realtime.invoke("SetMedia", [line.id, media()], true).catch(() => {});
  }
};

export function mute(): void {
  change({ isMuted: !call.value?.isMuted });
  silence();
  tellMedia();
}

/** Turns the camera on or off. */
export async function toggleCamera(): Promise<void> {
  const stream = own.value;
  if (!stream) {
    return;
  }
  let track: MediaStreamTrack | undefined;
  if (call.value?.isVideo) {
    for (const one of stream.getVideoTracks()) {
      one.stop();
    }
  } else {
    track = await openCamera().catch(() => undefined);
    if (!track) {
      toast(callWords.value.noCamera);
      return;
    }
    if (own.value !== stream) {
      track.stop();
      return;
    }
  }
  // A stream of its own, so that the picture is shown anew.
  own.value = new MediaStream([...stream.getAudioTracks(), ...(track ? [track] : [])]);
  for (const { peer } of line?.peers.values() ?? []) {
    peer.replace("video", track ?? null);
  }
  change({ isVideo: Boolean(track) });
  tellMedia();
}

type About = { call_id: string };

/** Does the work for an event of the present call; before its id is known, later. */
function hearOf<Name extends keyof HubEvents>(name: Name, work: (event: HubEvents[Name], line: Line) => void): void {
  api.realtime.on(name, (event) => {
    const run = () => {
      if (line && (event as About).call_id === line.id) {
        work(event, line);
      }
    };
    if (waiting) {
      waiting.push(run);
    } else {
      run();
    }
  });
}

const without = (userId: string) => (call.value?.others ?? []).filter((one) => one.id !== userId);

hearOf("call_joined", ({ participant }) => {
  change({ others: [...without(participant.user_id), otherOf(participant)] });
  if (participant.device_id) {
    connect(participant.user_id, participant.device_id, true);
  }
  look();
});
hearOf("call_left", ({ user_id }, { peers }) => {
  for (const [device, known] of peers) {
    if (known.userId === user_id) {
      disconnect(device);
    }
  }
  change({ others: without(user_id) });
  look();
});
hearOf("call_ended", ({ reason }) => over(reason));
hearOf("call_answered_elsewhere", () => over("elsewhere"));
hearOf("call_signal", (signal, { peers, early }) => {
  const peer = peers.get(signal.from_device_id)?.peer;
  if (peer) {
    peer.take(signal.kind, signal.payload);
  } else {
    early.set(signal.from_device_id, [...(early.get(signal.from_device_id) ?? []), signal]);
  }
});
hearOf("call_media_changed", ({ user_id, is_muted, is_video }) => {
  change({
    others: (call.value?.others ?? []).map((one) => (one.id === user_id ? { ...one, isMuted: is_muted, isVideo: is_video } : one)),
  });
});
api.realtime.on("state", look);
// The hub knows this device by its connection. Where the devices are still connected with each other, it stays the same device for them, and nothing is
// heard of it; else all of them connect anew.
api.realtime.on("connected", () => {
  if (!line) {
    return;
  }
  const { id, device, peers } = line;
  const isWhole = peers.size > 0 && [...peers.values()].every((one) => one.peer.state === "connected");
  const asked = isWhole
    ? api.realtime.invoke<CallAnswer>("ResumeCall", [id, device], true)
    : api.realtime.invoke<CallAnswer>("RejoinCall", [id], true);
  asked.then(
    (answer) => {
      if (line?.id === id) {
        take(answer);
        tellMedia();
      }
    },
    (error: unknown) => {
      if (line?.id === id && error instanceof HubRefused) {
        over(error.reason === "answered_elsewhere" ? "elsewhere" : "lost");
      }
    },
  );
});
