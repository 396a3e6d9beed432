import type { CallAnswer } from "@community/sdk";
import { beforeEach, describe, expect, test, vi } from "vitest";

const track = (kind: string) => ({ kind, enabled: true, stop: vi.fn() });

/** A stream, as far as the call needs it. */
class Stream {
  readonly tracks: ReturnType<typeof track>[];
  constructor(tracks: ReturnType<typeof track>[] = []) {
    this.tracks = tracks;
  }
  getTracks = () => this.tracks;
  getAudioTracks = () => this.tracks.filter((one) => one.kind === "audio");
  getVideoTracks = () => this.tracks.filter((one) => one.kind === "video");
  addTrack = () => {};
}

const connections: Connection[] = [];
class Connection {
  connectionState = "new";
  onconnectionstatechange: () => void = () => {};
  close = vi.fn();
  addTransceiver = vi.fn();
  constructor() {
    connections.push(this);
  }
  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange();
  }
}

const answer = (device: string, others: { user: string; device: string }[] = []): CallAnswer =>
  ({
    device_id: device,
    ice_servers: [],
    call: {
      id: "call",
      channel_id: "channel",
      answered_at: null,
      participants: others.map((one) => ({
        user_id: one.user,
        device_id: one.device,
        state: "joined",
        user: null,
        is_muted: false,
        is_video: false,
      })),
    },
  }) as unknown as CallAnswer;

/** The page with the client's modules, and a hub that answers as the test says. */
async function page(
  hub: (method: string, args: unknown[]) => unknown,
  openMedia: () => Promise<Stream> = async () => new Stream([track("audio")]),
) {
  vi.resetModules();
  connections.length = 0;
  vi.stubGlobal("RTCPeerConnection", Connection);
  vi.stubGlobal("MediaStream", Stream);
  vi.stubGlobal(
    "Audio",
    class {
      play = async () => {};
    },
  );
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { mediaDevices: { getUserMedia: openMedia } }));
  const { api } = await import("../src/app/api.js");
  const calls: [string, ...unknown[]][] = [];
  vi.spyOn(api.realtime, "invoke").mockImplementation(async (method, args = []) => {
    calls.push([method, ...args]);
    return hub(method, args) as never;
  });
  vi.spyOn(api.realtime, "state", "get").mockReturnValue("live");
  const connect = () => (api.realtime as unknown as { emit: (name: string, data?: undefined) => void }).emit("connected");
  const session = await import("../src/screens/calls/session.js");
  return {
    ...session,
    ...(await import("../src/store/calls.js")),
    connect,
    calls,
    of: (name: string) => calls.filter(([method]) => method === name),
  };
}

const theirs = { user: "noor", device: "d-noor" };

describe("A call", () => {
  beforeEach(() => sessionStorage.clear());

  test("sends no sound of a person who muted themselves while the microphone was asked for", async () => {
    let allow: (stream: Stream) => void = () => {};
    const { accept, mute, call, own, calls } = await page(
      () => answer("d1", [theirs]),
      () => new Promise((resolve) => (allow = resolve)),
    );
    const answered = accept({ id: "call", channel_id: "channel" } as never, "Noor", false);
    mute();
    const sound = track("audio");
    allow(new Stream([sound]));
    await answered;
    expect([call.value?.isMuted, sound.enabled, own.value?.getAudioTracks().length]).toEqual([true, false, 1]);
    expect(calls).toContainEqual(["SetMedia", "call", { is_muted: true, is_video: false }]);
    mute();
    expect(sound.enabled).toBe(true);
  });

  test("stays muted over a reload", async () => {
    const first = await page(() => answer("d1", [theirs]));
    await first.start("channel", "Noor", false);
    first.mute();
    const sound = track("audio");
    const { resumeCall, call, calls } = await page(
      () => answer("d2", [theirs]),
      async () => new Stream([sound]),
    );
    resumeCall();
    await vi.waitFor(() => expect(calls).toContainEqual(["SetMedia", "call", { is_muted: true, is_video: false }]));
    await vi.waitFor(() => expect(call.value?.others.length).toBe(1));
    expect([call.value?.isMuted, sound.enabled]).toEqual([true, false]);
  });

  test("goes on over a new connection of the hub, with the same connections between the devices", async () => {
    const { start, connect, of, call } = await page((method) => answer(method === "RejoinCall" ? "d2" : "d1", [theirs]));
    await start("channel", "Noor", false);
    connections[0]?.become("connected");
    expect(call.value?.phase).toBe("live");
    connect();
    await vi.waitFor(() => expect(of("SetMedia").length).toBe(1));
    expect([of("ResumeCall"), of("RejoinCall"), connections.length]).toEqual([[["ResumeCall", "call", "d1"]], [], 1]);
    expect([connections[0]?.close.mock.calls.length, call.value?.phase]).toEqual([0, "live"]);
  });

  test("connects anew where the devices have lost each other, too", async () => {
    const { start, connect, of } = await page((method) => answer(method === "RejoinCall" ? "d2" : "d1", [theirs]));
    await start("channel", "Noor", false);
    connections[0]?.become("failed");
    connect();
    await vi.waitFor(() => expect(connections.length).toBe(2));
    expect([of("RejoinCall").length, connections[0]?.close.mock.calls.length]).toEqual([1, 1]);
  });

  test("offers to those who came while its hub was away", async () => {
    const late = { user: "kim", device: "d-kim" };
    const { start, connect } = await page((method) => answer("d1", method === "ResumeCall" ? [theirs, late] : [theirs]));
    await start("channel", "Noor", false);
    connections[0]?.become("connected");
    connect();
    await vi.waitFor(() => expect(connections.length).toBe(2));
    expect(connections.map((one) => one.addTransceiver.mock.calls.length)).toEqual([0, 2]);
  });

  test("ends, and closes the microphone, when its connection does not come back", async () => {
    vi.useFakeTimers();
    try {
      const sound = track("audio");
      const { start, call, of, isTalking } = await page(
        () => answer("d1", [theirs]),
        async () => new Stream([sound]),
      );
      await start("channel", "Noor", false);
      connections[0]?.become("connected");
      connections[0]?.become("disconnected");
      // As long as the server may wait, it can come back.
      await vi.advanceTimersByTimeAsync(59_000);
      connections[0]?.become("connected");
      await vi.advanceTimersByTimeAsync(59_000);
      expect(call.value?.phase).toBe("live");
      connections[0]?.become("disconnected");
      await vi.advanceTimersByTimeAsync(60_000);
      expect([call.value?.phase, call.value?.reason, sound.stop.mock.calls.length, isTalking.value]).toEqual(["over", "lost", 1, false]);
      expect(of("HangUp")).toEqual([["HangUp", "call"]]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("goes on with those who hear each other when one of several is lost", async () => {
    vi.useFakeTimers();
    try {
      const { start, call } = await page(() => answer("d1", [theirs, { user: "kim", device: "d-kim" }]));
      await start("channel", "Tea", false);
      connections[0]?.become("connected");
      connections[1]?.become("connected");
      connections[1]?.become("failed");
      await vi.advanceTimersByTimeAsync(60_000);
      expect(call.value?.phase).toBe("lost");
      connections[0]?.become("failed");
      await vi.advanceTimersByTimeAsync(60_000);
      expect(call.value?.phase).toBe("over");
    } finally {
      vi.useRealTimers();
    }
  });

  test("is left when its acceptance was cut off: the others would wait", async () => {
    const { accept, of, call } = await page((method) => {
      if (method === "AcceptCall") {
        throw new Error("cut");
      }
    });
    await accept({ id: "call", channel_id: "channel" } as never, "Noor", false);
    expect([call.value?.reason, of("HangUp")]).toEqual(["failed", [["HangUp", "call"]]]);
  });

  test("says that one is in another call", async () => {
    const { start, call } = await page(async () => {
      const { HubRefused } = await import("@community/sdk");
      throw new HubRefused("already_in_call", "You are in another call. Leave it first.");
    });
    await start("channel", "Noor", false);
    expect(call.value?.reason).toBe("own");
  });
});
