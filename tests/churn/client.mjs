// One device of a person: Microsoft's client, used like an application. It joins, keeps received messages in order, and repairs gaps.
import { HubConnectionBuilder, HttpTransportType, HubConnectionState, LogLevel } from "@microsoft/signalr";
import { pause } from "./api.mjs";

const CALL_MS = 15_000;
const COME_BACK_MS = [0, 200, 500, 1000, 2000];

/** Counts over all clients; none of them is a fault by itself. */
export const counts = { delivered: 0, resumed: 0, resumedMessages: 0, holes: 0, connected: 0, sentAwayByRight: 0 };
/** Why calls and repairs had to be repeated, and how often. */
export const repeated = {};
/** From sending to receiving, of one in fifty, in milliseconds. */
export const delays = [];

/** A client's state of a channel. */
class View {
  /** All up to this number has been shown. */
  have = 0;
  /** Early messages, by number. */
  early = new Map();
  /** The last number that this connection received live. */
  told = 0;
  /** Whether the connection is in it, so that messages come by themselves. */
  isIn = false;
  isRepairing = false;
}

export class Client {
  #views = new Map();
  #stopped = false;
  #entering = new Set();

  constructor(person, ledger) {
    Object.assign(this, { person, ledger, faults: ledger.faults });
    this.connection = new HubConnectionBuilder()
      .withUrl(`${person.gateway}/hubs/community`, { accessTokenFactory: () => person.token(), transport: HttpTransportType.WebSockets })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => COME_BACK_MS[Math.min(previousRetryCount, COME_BACK_MS.length - 1)] * (0.5 + Math.random()) })
      .configureLogging(LogLevel.None)
      .build();
    this.connection.on("new_message", message => this.#heard(message));
    this.connection.on("recent_messages", recent => this.#recent(recent));
    this.connection.on("error", error => this.#sentAway(error));
    for (const other of ["presence", "user_joined", "user_left", "typing", "stop_typing", "read", "notification", "member_joined", "member_left", "new_thread"]) {
      this.connection.on(other, news => news.channel_id && this.#mayHear(news.channel_id, other));
    }
    this.connection.onreconnecting(() => this.#lost());
    this.connection.onreconnected(() => this.#back());
    this.connection.onclose(() => (this.#lost(), this.#stopped || this.start()));
  }

  get isConnected() {
    return this.connection.state === HubConnectionState.Connected;
  }

  viewOf(channel) {
    return this.#views.get(channel.id) ?? this.#views.set(channel.id, new View()).get(channel.id);
  }

  async start() {
    for (this.#stopped = false; !this.#stopped && this.connection.state === HubConnectionState.Disconnected; await pause(300 + 500 * Math.random())) {
      try {
        await this.connection.start();
        this.#back();
        return;
      } catch {
        // The gateway or the service is away.
      }
    }
  }

  async stop() {
    this.#stopped = true;
    await this.connection.stop();
  }

  /** As if the cable were cut. */
  cut() {
    this.connection.connection?.transport?._webSocket?.terminate();
  }

  /** A call that is answered, or fails, in a bounded time. */
  async call(method, ...parameters) {
    let timer;
    try {
      return await Promise.race([
        this.connection.invoke(method, ...parameters),
        new Promise((_, reject) => (timer = setTimeout(() => {
          // It may still be carried out: on this connection it must not be asked for again.
          this.cut();
          reject(new Error(`no answer to ${method}`));
        }, CALL_MS))),
      ]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Joins a channel, with as many tries as needed, and has all of its messages afterwards. */
  async enter(channel, { afresh = false } = {}) {
    if (this.#entering.has(channel)) return;
    this.#entering.add(channel);
    const [view, turnedAway] = [this.viewOf(channel), Date.now() + 60_000];
    try {
      for (; !this.#stopped && this.isConnected && !view.isIn && channel.has(this.person); await pause(100 + 400 * Math.random())) {
        try {
          await this.#enterOnce(channel, view, afresh && channel.kind === "thread");
        } catch (failure) {
          view.isIn = false;
          const why = failure.message.replace(/[0-9a-f-]{36}|\d+/g, "…").slice(0, 120);
          repeated[why] = (repeated[why] ?? 0) + 1;
          if (/^(no_such|not_)/.test(failure.message) && Date.now() > turnedAway && channel.has(this.person)) {
            this.faults.add("a member is turned away", `${this.person.name} from ${channel.id}: ${failure.message}`);
            return;
          }
        }
      }
    } finally {
      this.#entering.delete(channel);
    }
  }

  async #enterOnce(channel, view, afresh) {
    const connection = this.connection.connectionId;
    const still = () => this.connection.connectionId === connection && this.isConnected;
    if (afresh) {
      const { last_seq } = await this.call("JoinThread", channel.id);
      view.isIn = still();
      await this.repair(channel, last_seq);
      return;
    }
    const { sent, last_seq, next_after_seq } = await this.call("Resume", channel.id, view.have);
    view.isIn = still();
    counts.resumed++;
    counts.resumedMessages += sent;
    if (next_after_seq !== null) await this.repair(channel, last_seq);
    if (still() && view.have < last_seq) this.faults.add("resumed with a hole", `${this.person.name} in ${channel.id} has ${view.have} of ${last_seq}, ${sent} were sent`);
  }

  /** Reads the missing messages up to a number from the history. */
  async repair(channel, upTo) {
    const view = this.viewOf(channel);
    const path = channel.kind === "thread" ? `/api/v1/threads/${channel.id}/messages` : `/api/v1/direct/${channel.peerOf(this.person).id}/messages`;
    while (view.have < upTo) {
      const { items } = await this.person.insist("GET", `${path}?after_seq=${view.have}&limit=100`);
      if (items.length === 0) return;
      items.forEach(message => this.#shown(channel.id, message));
    }
  }

  /** After joining: the last messages; later ones arrive one by one. */
  #recent({ channel_id, messages, last_seq }) {
    const channel = this.#mayHear(channel_id, "recent messages");
    if (!channel) return;
    this.viewOf(channel).told = Math.max(this.viewOf(channel).told, last_seq);
    messages.forEach(message => this.#shown(channel_id, message));
  }

  /** The hub sent a message by itself. */
  #heard(message) {
    const channel = this.#mayHear(message.channel_id, `message ${message.seq}`);
    if (!channel) return;
    const view = this.viewOf(channel);
    counts.delivered++;
    // Resumed messages say nothing about the duration of a delivery.
    if (view.isIn && counts.delivered % 50 === 0) delays.push(Date.now() - Number(message.content.split(" ")[1]));
    // Messages of conversations arrive without a request, so resumed messages may have arrived already.
    if (channel.kind === "thread" || view.isIn) {
      if (message.seq <= view.told) this.faults.add("told again, or out of order", `${this.person.name}: ${message.seq} after ${view.told} in ${channel.id}`);
      if (view.told > 0 && message.seq > view.told + 1 && message.seq > view.have + 1) counts.holes++;
      view.told = message.seq;
    }
    this.#shown(channel.id, message);
    if (view.isIn) this.fillHoles(channel);
  }

  /** Messages before an early one are missing: they are read from the history. */
  fillHoles(channel) {
    const view = this.viewOf(channel);
    if (view.early.size === 0 || view.isRepairing) return;
    const upTo = Math.max(...view.early.keys());
    view.isRepairing = true;
    this.repair(channel, upTo).catch(failure => this.faults.add("a hole could not be repaired", `${this.person.name} in ${channel.id}: ${failure.message}`))
      .finally(() => (view.isRepairing = false));
  }

  /** Accepts a message from any source; the next one in order is shown. */
  #shown(channelId, message) {
    const channel = this.ledger.channels.get(channelId);
    const view = this.viewOf(channel);
    channel.agree(message, this.person.name);
    if (message.seq > view.have) view.early.set(message.seq, message.id);
    while (view.early.delete(view.have + 1)) view.have++;
  }

  #mayHear(channelId, what) {
    const channel = this.ledger.channels.get(channelId);
    channel?.heard(this.person, what);
    return channel;
  }

  #sentAway({ code, channel_id }) {
    const channel = this.ledger.channels.get(channel_id);
    if (!channel || !code.startsWith("no_such")) return;
    this.viewOf(channel).isIn = false;
    if (channel.has(this.person) && !channel.isLeaving(this.person)) {
      this.faults.add("a member is sent away", `${this.person.name} from ${channel.id}`);
    } else {
      counts.sentAwayByRight++;
    }
    if (channel.has(this.person)) void this.enter(channel);
  }

  #lost() {
    for (const view of this.#views.values()) Object.assign(view, { isIn: false, told: 0 });
  }

  #back() {
    counts.connected++;
    for (const channel of this.ledger.channels.values()) {
      if (channel.has(this.person)) void this.enter(channel);
    }
  }
}
