// The acknowledged messages, the memberships over time, and the messages that each person saw; and whether the three agree.

/** How long after the answer to a leave the hub may still send messages to the former member. */
export const LEAVING_TAKES_MS = 2_000;

/** How much later than it came this process reads something, at most, over the last seconds: that is no fault of the fleet. */
export class Lateness {
  static #every = 50;
  static #remembered = 100;
  #last = [];
  most = 0;

  constructor() {
    let due = performance.now() + Lateness.#every;
    setInterval(() => {
      this.#last.push(Math.max(0, performance.now() - due));
      if (this.#last.length > Lateness.#remembered) this.#last.shift();
      this.most = Math.max(this.most, this.#last.at(-1));
      due = performance.now() + Lateness.#every;
    }, Lateness.#every).unref();
  }

  get now() {
    return Math.max(0, ...this.#last);
  }
}

export const lateness = new Lateness();

/** The longest time after the answer to a leave at which a former member received a message. */
export const longest = { afterLeaving: 0 };

/** Everything that must not be: each is counted, and the first ones of a kind are kept word for word. */
export class Faults {
  static kept = 5;
  #found = new Map();

  add(kind, detail) {
    const known = this.#found.get(kind) ?? { count: 0, examples: [] };
    known.count++;
    if (known.examples.length < Faults.kept) {
      known.examples.push(`${new Date().toISOString().slice(11, 23)} ${detail}`);
      console.log(`FAULT  ${kind}: ${detail}`);
    }
    this.#found.set(kind, known);
  }

  get count() {
    return [...this.#found.values()].reduce((sum, { count }) => sum + count, 0);
  }

  get all() {
    return Object.fromEntries(this.#found);
  }
}

/** A thread or a conversation, with its readers over time. */
export class Channel {
  /** Content and id by number, as its first reader saw it. */
  seen = [];
  /** The highest number that was acknowledged to its author. */
  lastAcknowledged = 0;
  /** By client_id: acknowledged messages, and those that may have been posted without an acknowledgement. */
  acknowledged = new Map();
  attempted = new Map();
  #periods = new Map();

  constructor(id, kind, community, faults) {
    Object.assign(this, { id, kind, community, faults });
  }

  /** A person begins to request access: from now on they may see messages. */
  enter(person) {
    const periods = this.#periods.get(person) ?? [];
    periods.push({ from: Date.now(), to: Infinity });
    this.#periods.set(person, periods);
  }

  /** A person's leave was acknowledged. */
  leave(person) {
    this.#periods.get(person).at(-1).to = Date.now();
  }

  has(person) {
    return this.#periods.get(person)?.at(-1).to === Infinity;
  }

  get members() {
    return [...this.#periods.keys()].filter(person => this.has(person));
  }

  /** The hub sent a message of this channel to a person. */
  heard(person, what) {
    const now = Date.now();
    const period = this.#periods.get(person)?.findLast(({ from }) => from <= now);
    if (!period) {
      this.faults.add("told to a stranger", `${what} in ${this.kind} ${this.id} to ${person.name}`);
      return;
    }
    longest.afterLeaving = Math.max(longest.afterLeaving, now - period.to);
    if (now > period.to + LEAVING_TAKES_MS + lateness.now) {
      this.faults.add(what.startsWith("message") || what.startsWith("recent") ? "a message after leaving" : "news after leaving", `${what} in ${this.kind} ${this.id} to ${person.name}, ${now - period.to} ms after the leave was answered`);
    }
  }

  /** Everybody must see the same under a number. */
  agree(message, who) {
    const known = this.seen[message.seq];
    if (known === undefined) {
      this.seen[message.seq] = { id: message.id, content: message.content };
    } else if (known.id !== message.id || known.content !== message.content) {
      this.faults.add("two under one number", `${this.id} ${message.seq}: ${known.id} and, for ${who}, ${message.id}`);
    }
  }

  acknowledge(clientId, message) {
    const known = this.acknowledged.get(clientId);
    if (known && (known.id !== message.id || known.seq !== message.seq)) {
      this.faults.add("posted twice", `${clientId} is ${known.seq} and ${message.seq}`);
    }
    this.acknowledged.set(clientId, { id: message.id, seq: message.seq, content: message.content });
    this.lastAcknowledged = Math.max(this.lastAcknowledged, message.seq);
    this.agree(message, "its author");
  }

  /** Compares the database's messages at the end with the acknowledged and the seen ones. */
  compare(history) {
    const fault = (kind, detail) => this.faults.add(kind, `${this.id}: ${detail}`);
    const posted = new Set();
    history.forEach((message, index) => {
      if (message.seq !== index + 1) fault("hole in the numbers", `${message.seq} stands at place ${index + 1}`);
      if (posted.has(message.client_id)) fault("posted twice", `${message.client_id} again as ${message.seq}`);
      if (this.attempted.get(message.client_id) !== message.content) fault("never written by anybody", `${message.seq}, ${message.client_id}`);
      posted.add(message.client_id);
      this.agree(message, "the history");
    });
    for (const [clientId, { seq, id }] of this.acknowledged) {
      if (history[seq - 1]?.id !== id) fault("acknowledged and lost", `${clientId}, number ${seq}`);
    }
    for (let seq = history.length + 1; seq < this.seen.length; seq++) {
      if (this.seen[seq]) fault("seen, but not in the history", `number ${seq}`);
    }
  }
}
