import { describe, expect, test } from "vitest";
import { FakeServer } from "../src/fake/index.js";
import {
  type Channel,
  type Community,
  type HubConnection,
  HubRefused,
  type Message,
  memoryStore,
  type RealtimeState,
  type SessionState,
  Unauthorized,
} from "../src/index.js";
import { failure, until } from "./server.js";

async function talk(server = new FakeServer()) {
  const [amal, noor] = await Promise.all(
    ["amal", "noor"].map(async (username) => {
      const api = server.client();
      await api.auth.register({ username, password: "three quiet green boats" });
      return api;
    }),
  );
  const thread = await (amal as Community).threads.create("c", { title: "Tea", content: "Which one?" });
  return { server, amal: amal as Community, noor: noor as Community, thread: thread.id };
}

function listen(channel: Channel): number[] {
  const told: number[] = [];
  channel.on("message", (message) => told.push(message.seq));
  return told;
}

const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, index) => from + index);

describe("a channel", () => {
  test("tells messages in order, each once, and has the last ones before", async () => {
    const { server, amal, noor, thread } = await talk();
    await amal.threads.post(thread, { content: "before" });
    const channel = await noor.realtime.thread(thread);
    expect([channel.recent.map((one) => one.content), channel.lastSeq]).toEqual([["before"], 1]);
    const told = listen(channel);
    const mine = await (await amal.realtime.thread(thread)).send("hello");
    expect([mine.seq, mine.client_id]).toEqual([2, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    await until(() => told.length === 1);
    // The hub sends it again, and an older one.
    server.tell("new_message", mine, thread);
    server.tell("new_message", channel.recent[0] as never, thread);
    await amal.threads.post(thread, { content: "after" });
    await until(() => told.length === 2);
    expect(told).toEqual([2, 3]);
    expect(noor.realtime.state).toBe("live");
  });

  test("has what was lost while the history was read", async () => {
    const { server, noor, thread } = await talk();
    const told = listen(await noor.realtime.thread(thread));
    const posted: Message[] = [];
    const postTwo = () => {
      server.loseNext(1);
      posted.push(server.post(thread, "amal", { content: "lost" }), server.post(thread, "amal", { content: "told" }));
    };
    server.answer("threads.messages", () => {
      const items = [...posted];
      if (posted.length === 2) {
        postTwo();
      }
      return { items, next_cursor: null, last_seq: posted.length };
    });
    postTwo();
    await until(() => told.includes(4));
    expect(told).toEqual(upTo(4));
  });

  test("sends nothing for a signal that was aborted before", async () => {
    const { server, noor, thread } = await talk();
    const channel = await noor.realtime.thread(thread);
    const calls: string[] = [];
    const call = server.call.bind(server);
    server.call = (...args) => {
      calls.push(args[2]);
      return call(...args);
    };
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(channel.send("hello", { signal })).rejects.toThrow("too late");
    await expect(server.client().realtime.invoke("Typing", [thread], false, signal)).rejects.toThrow("too late");
    expect(calls).toEqual([]);
  });

  test("has what came while it was joined", async () => {
    const { server, noor, thread } = await talk();
    const call = server.call.bind(server);
    server.call = (...args) => {
      const answer = call(...args);
      if (args[2] === "JoinThread") {
        server.post(thread, "amal", { content: "just now" });
      }
      return answer;
    };
    const channel = await noor.realtime.thread(thread);
    const told = listen(channel);
    server.post(thread, "amal", { content: "later" });
    await until(() => told.length === 1);
    expect([channel.recent.map((one) => one.content), told]).toEqual([["just now"], [2]]);
  });

  test("reads what is missing in a hole from the history", async () => {
    const { server, amal, noor, thread } = await talk();
    const channel = await noor.realtime.thread(thread);
    const told = listen(channel);
    server.loseNext(250);
    for (let n = 0; n < 250; n++) {
      server.post(thread, "amal", { content: `${n}` });
    }
    expect(told).toEqual([]);
    await amal.threads.post(thread, { content: "last" });
    await until(() => told.length === 251);
    expect(told).toEqual(upTo(251));
  });

  test("is resumed after a cut, with everything that was missed", async () => {
    const { server, amal, noor, thread } = await talk();
    const channel = await noor.realtime.thread(thread);
    const told = listen(channel);
    const states: RealtimeState[] = [];
    let resumed = 0;
    noor.realtime.on("state", (state) => states.push(state));
    channel.on("caught_up", () => resumed++);
    server.cut();
    for (let n = 0; n < 3; n++) {
      server.post(thread, "amal", { content: `${n}` });
    }
    await until(() => resumed === 1 && noor.realtime.state === "live");
    expect([told, states]).toEqual([upTo(3), ["offline", "catching-up", "live"]]);
    await amal.threads.post(thread, { content: "live" });
    await until(() => told.length === 4);
  });

  test("reads on in the history where more was missed than the hub sends", async () => {
    const { server, noor, thread } = await talk();
    const told = listen(await noor.realtime.thread(thread));
    server.cut();
    for (let n = 0; n < 720; n++) {
      server.post(thread, "amal", { content: `${n}` });
    }
    await until(() => told.length === 720);
    expect(told).toEqual(upTo(720));
  });

  test("posts a message once, whenever the connection is cut", async () => {
    const { server, amal, noor, thread } = await talk();
    const channel = await noor.realtime.thread(thread);
    const told = listen(await amal.realtime.thread(thread));
    const sent = [];
    for (let n = 0; n < 30; n++) {
      sent.push(channel.send(`${n}`));
      if (n % 7 === 3) {
        server.cut();
      }
    }
    const seqs = (await Promise.all(sent)).map((one) => one.seq).sort((a, b) => a - b);
    expect(seqs).toEqual(upTo(30));
    await until(() => told.length === 30);
    expect(told).toEqual(upTo(30));
  });

  test("that may no longer be read is closed, and the others go on", async () => {
    const { server, amal, noor, thread } = await talk();
    const other = (await amal.threads.create("c", { title: "Coffee", content: "Black?" })).id;
    const [channel, told] = [await noor.realtime.thread(thread), listen(await noor.realtime.thread(other))];
    const closed: string[] = [];
    channel.on("closed", ({ code }) => closed.push(code));
    server.tell("error", { code: "not_member", message: "You are no longer a member.", channel_id: thread }, thread);
    await until(() => closed.length === 1);
    server.cut();
    server.post(other, "amal", { content: "still here" });
    await until(() => told.length === 1);
    expect(closed).toEqual(["not_member"]);
  });

  test("tells nothing after leaving; joining twice is joining once", async () => {
    const { server, noor, thread } = await talk();
    const channel = await noor.realtime.thread(thread);
    expect(await noor.realtime.thread(thread)).toBe(channel);
    const told = listen(channel);
    await channel.leave();
    server.post(thread, "amal", { content: "unheard" });
    const again = await noor.realtime.thread(thread);
    expect([again === channel, told, again.lastSeq]).toEqual([false, [], 1]);
  });

  test("a listener that throws does not disturb the others", async () => {
    const { server, noor, thread } = await talk();
    const channel = await noor.realtime.thread(thread);
    const errors: unknown[] = [];
    const caught = (error: unknown) => errors.push(error);
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException").on("uncaughtException", caught);
    try {
      channel.on("message", () => {
        throw new Error("a fault of the page");
      });
      const told = listen(channel);
      server.post(thread, "amal", { content: "hello" });
      await until(() => told.length === 1 && errors.length === 1);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const one of before) {
        process.on("uncaughtException", one);
      }
    }
  });
});

test("a client that is cut at random has every message, in order, each once", async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const random = generator(seed);
    const { server, noor, thread } = await talk();
    const told = listen(await noor.realtime.thread(thread));
    let posted = 0;
    for (let step = 0; step < 40; step++) {
      const dice = random();
      if (dice < 0.2) {
        server.cut();
      } else if (dice < 0.3) {
        server.failNext(2);
      } else if (dice < 0.4) {
        server.loseNext(2);
      } else {
        for (let count = Math.floor(random() * 20); count > 0; count--) {
          const message = server.post(thread, "amal", { content: `${posted++}` });
          if (random() < 0.1) {
            server.tell("new_message", message, thread);
          }
        }
      }
      if (random() < 0.5) {
        await new Promise((go) => setTimeout(go, 0));
      }
    }
    // The last message reveals the lost ones before it.
    for (const isLast of [false, true]) {
      server.loseNext(isLast ? 0 : 1);
      server.post(thread, "amal", { content: `${posted++}` });
    }
    await until(() => told.length >= posted, `seed ${seed}: ${told.length} of ${posted}`);
    expect(told, `seed ${seed}`).toEqual(upTo(posted));
    await noor.close();
  }
});

describe("the connection", () => {
  test("needs a session, and says so", async () => {
    const api = new FakeServer().client();
    await failure(api.realtime.connect(), Unauthorized);
    await failure(api.realtime.thread("t"), Unauthorized);
    expect(api.realtime.state).toBe("offline");
  });

  test("connects later with a session that came meanwhile", async () => {
    const { amal, noor, thread } = await talk();
    await failure(new FakeServer().client().realtime.connect(), Unauthorized);
    const state = await noor.session.current();
    await noor.session.clear();
    await failure(noor.realtime.connect(), Unauthorized);
    await noor.session.accept({ access_token: state?.accessToken ?? "", refresh_token: state?.refreshToken ?? "" });
    const told = listen(await noor.realtime.thread(thread));
    await amal.threads.post(thread, { content: "hello" });
    await until(() => told.length === 1);
  });

  test("ends when the session is dead", async () => {
    const { server, amal, noor, thread } = await talk();
    await noor.realtime.thread(thread);
    await noor.auth.logout();
    server.cut();
    await until(() => noor.realtime.state === "offline");
    await failure(noor.realtime.connect(), Unauthorized);
    await amal.close();
  });

  test("ends when the person signs out, and when somebody else signs in", async () => {
    const { server, amal, noor, thread } = await talk();
    const told = listen(await noor.realtime.thread(thread));
    await noor.session.clear();
    expect(noor.realtime.state).toBe("offline");
    await amal.realtime.thread(thread);
    await amal.auth.login({ identifier: "noor", password: "three quiet green boats" });
    expect(amal.realtime.state).toBe("offline");
    server.post(thread, "amal", { content: "unheard" });
    const heard = listen(await amal.realtime.thread(thread));
    server.post(thread, "amal", { content: "heard by the other" });
    await until(() => heard.length === 1);
    expect([told, heard]).toEqual([[], [2]]);
  });

  test("is replaced before its token expires, without being away", async () => {
    const { server, amal, noor, thread } = await talk();
    let [channel, before]: [Channel | undefined, string] = [undefined, ""];
    do {
      await noor.realtime.close();
      const state = (await noor.session.current()) as SessionState;
      before = state.accessToken;
      // The margin of half a minute begins in two seconds. On a slow machine it has begun when the channel is joined: then again.
      await noor.session.accept({ access_token: before, refresh_token: state.refreshToken, expires_in: 32 });
      channel = await noor.realtime.thread(thread);
    } while ((await noor.session.current())?.accessToken !== before);
    const told = listen(channel);
    const states: RealtimeState[] = [];
    noor.realtime.on("state", (one) => states.push(one));
    let connected = 0;
    noor.realtime.on("connected", () => connected++);
    // The first exchange of the token fails altogether. The present connection is good for half a minute.
    server.failNext(5);
    let replaced = false;
    channel.on("caught_up", () => {
      replaced = true;
    });
    await until(() => {
      server.post(thread, "amal", { content: "on and on" });
      return replaced;
    });
    await amal.threads.post(thread, { content: "after" });
    await until(() => told.length === channel.lastSeq && told.at(-1) === channel.lastSeq && connected > 0);
    expect([told, states, connected]).toEqual([upTo(told.length), [], 1]);
    expect((await noor.session.current())?.accessToken).not.toBe(before);
  });

  test.each(["before", "after"])("has a channel whose join is answered %s the connection is replaced", async (when) => {
    const { server, amal, noor, thread } = await talk();
    const other = (await amal.threads.create("c", { title: "Milk", content: "In it?" })).id;
    const state = (await noor.session.current()) as SessionState;
    // The margin of half a minute begins in five seconds.
    await noor.session.accept({ access_token: state.accessToken, refresh_token: state.refreshToken, expires_in: 35 });
    await noor.realtime.thread(thread);
    let connected = false;
    noor.realtime.on("connected", () => {
      connected = true;
    });
    const call = server.call.bind(server);
    let joined: Promise<Channel> | undefined;
    let isHeld = when === "after";
    server.call = (...args) => {
      const answer = call(...args);
      if (args[2] === "Resume" && !joined) {
        joined = noor.realtime.thread(other);
        return when === "before" ? joined.then(() => answer) : answer;
      }
      if (args[2] === "JoinThread" && isHeld) {
        isHeld = false;
        return until(() => connected).then(() => answer);
      }
      return answer;
    };
    await until(() => joined !== undefined && connected);
    const told = listen((await joined) as Channel);
    server.post(other, "amal", { content: "heard" });
    await until(() => told.length === 1);
    await noor.close();
  });

  test("repeats what a stopping or hurried server did not do; says what it refuses", async () => {
    const { server, noor, thread } = await talk();
    const channel = await noor.realtime.thread(thread);
    const call = server.call.bind(server);
    const answers = ["stopping: This server is stopping.", "rate_limited: You are too fast.", "unavailable: Try again shortly."];
    server.call = (...args) => {
      const next = args[2] === "SendMessage" ? answers.shift() : undefined;
      if (next) {
        throw new Error(next);
      }
      return call(...args);
    };
    expect((await channel.send("at last")).seq).toBe(1);
    expect((await failure(noor.realtime.invoke("Dance"), HubRefused)).reason).toBe("no_such_method");
    expect((await failure(noor.realtime.thread("nowhere"), HubRefused)).reason).toBe("no_such_thread");
  });

  test("a call ends with its signal, and with the connection", async () => {
    const hub: HubConnection = {
      start: () => new Promise(() => {}),
      stop: async () => {},
      invoke: () => new Promise(() => {}),
      on: () => {},
      onclose: () => {},
    };
    const state = { accessToken: "a", refreshToken: "r", expiresAt: Date.now() + 900_000 };
    const api = new FakeServer().client({ openHub: async () => hub, session: memoryStore(state) });
    const abort = new AbortController();
    const waiting = api.realtime.invoke("Typing", ["t"], false, abort.signal);
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    const connecting = api.realtime.connect();
    await api.close();
    await expect(connecting).rejects.toThrow("closed");
  });
});

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
