// The HTTP APIs of the gateway and the dashboard, with retries.
import { readFile } from "node:fs/promises";
import http from "node:http";

export const PASSWORD = "three quiet green boats";
const PATIENCE_MS = 15_000;
// It reads the memory of every process, which takes long on a busy machine.
const DASHBOARD_PATIENCE_MS = 90_000;
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

export const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

/**
 * An answer of any status; throws only without an answer.
 * @param content the body as it is, with its type, in place of a JSON body
 */
export function ask(base, method, path, { body, content, token, key, patience = PATIENCE_MS } = {}) {
  return new Promise((resolve, reject) => {
    const text = content?.text ?? (body && JSON.stringify(body));
    // Without a length, Node.js sends the body of a DELETE in a form that no server reads.
    const headers = { ...(text && { "content-type": content?.type ?? "application/json", "content-length": Buffer.byteLength(text) }), ...(token && { authorization: `Bearer ${token}` }), ...(key && { "idempotency-key": key }) };
    const request = http.request(new URL(path, base), { method, headers, agent, timeout: patience }, response => {
      let received = "";
      response.setEncoding("utf8").on("data", part => (received += part)).on("error", reject).on("end", () => {
        let answer = {};
        try {
          answer = received ? JSON.parse(received) : {};
        } catch {
          // not ours, and the status says enough
        }
        resolve({ status: response.statusCode, answer, text: received });
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer in ${patience} ms`))).on("error", reject).end(text);
  });
}

/** Whether asking again may be answered otherwise. */
export const isPassing = status => status === 429 || status >= 500;

/** A person with an account. */
export class Person {
  #tokens;
  #refreshing;

  constructor(gateway, name) {
    Object.assign(this, { gateway, name });
  }

  /** A person whose account is there. */
  static async signedIn(gateway, name, password) {
    const person = new Person(gateway, name);
    const answer = await person.#insist("/api/v1/auth/login", { identifier: name, password });
    person.id = answer.user.id;
    person.#take(answer);
    return person;
  }

  /** A token of now, with the roles of now. */
  renew() {
    return (this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined)));
  }

  async register() {
    const answer = await this.#insist("/api/v1/auth/register", { username: this.name, password: PASSWORD, email: `${this.name}@example.org`, full_name: `Churn ${this.name}` },
      // The account is there, and the answer was lost.
      status => status === 409 && this.#logIn());
    this.id = answer.user.id;
    this.#take(answer);
  }

  /** A token that is good for some minutes yet. */
  async token() {
    if (Date.now() > this.#tokens.until) await this.renew();
    return this.#tokens.access;
  }

  async ask(method, path, options = {}) {
    return ask(this.gateway, method, path, { ...options, token: await this.token() });
  }

  /** Repeats a request until it is answered for good. */
  async insist(method, path, options = {}) {
    for (const deadline = Date.now() + 120_000; ; await pause(300)) {
      try {
        const { status, answer } = await this.ask(method, path, options);
        if (status < 300) return answer;
        if (!isPassing(status) && status !== 401) throw Object.assign(new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`), { status, reason: answer.reason });
        if (Date.now() > deadline) throw new Error(`${method} ${path}: still ${status}`);
      } catch (failure) {
        if (failure.status || Date.now() > deadline) throw failure;
      }
    }
  }

  #take(answer) {
    this.#tokens = { access: answer.access_token, refresh: answer.refresh_token, until: Date.now() + (answer.expires_in - 180) * 1000 };
  }

  #logIn() {
    return this.#insist("/api/v1/auth/login", { identifier: this.name, password: PASSWORD });
  }

  async #refresh() {
    this.#take(await this.#insist("/api/v1/auth/refresh", { refresh_token: this.#tokens.refresh }, status => status === 401 && this.#logIn()));
  }

  async #insist(path, body, otherwise = () => undefined) {
    for (const deadline = Date.now() + 120_000; Date.now() < deadline; await pause(300)) {
      const { status, answer } = await ask(this.gateway, "POST", path, { body }).catch(() => ({ status: 503 }));
      if (status < 300) return answer;
      const instead = await otherwise(status);
      if (instead) return instead;
      if (!isPassing(status)) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
    }
    throw new Error(`${path} was not answered in two minutes`);
  }
}

/** The fleet from outside: the state and actions of its dashboard. */
export class Fleet {
  constructor(dashboard, token) {
    Object.assign(this, { dashboard, token });
  }

  /** The token is in the address, as `up` prints it, or in the fleet's data folder. */
  static async at(address, data) {
    const { origin, searchParams } = new URL(address);
    const token = searchParams.get("token") ?? await readFile(`${data}/secrets/dashboard-token`, "utf8").catch(missing => {
      throw new Error(`The dashboard's token cannot be read (${missing.message}): name the fleet's data folder, --data DIR.`);
    });
    return new Fleet(origin, token.trim());
  }

  async resources() {
    const { status, answer } = await ask(this.dashboard, "GET", "/api/resources", { token: this.token, patience: DASHBOARD_PATIENCE_MS }).catch(failure => {
      throw new Error(`No fleet answers at ${this.dashboard} (${failure.message}). Start one: ./community up --rate-limit off --instances messaging=2`);
    });
    if (status !== 200) throw new Error(`The dashboard answers ${status}.`);
    return answer;
  }

  async find(name) {
    return (await this.resources()).find(resource => resource.name === name);
  }

  async tell(name, action) {
    const { status } = await ask(this.dashboard, "POST", `/api/resources/${name}/${action}`, { token: this.token, patience: 90_000 });
    if (status !== 200) throw new Error(`${action} ${name}: ${status}`);
  }

  /** All its processes at once, without a word. */
  async kill(name) {
    for (const pid of (await this.find(name)).pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (gone) {
        if (gone.code !== "ESRCH") throw gone;
      }
    }
  }

  async untilAllRun(patience = 120_000) {
    for (const deadline = Date.now() + patience; ; await pause(500)) {
      try {
        const others = (await this.resources()).filter(({ state }) => state !== null && state !== "running");
        if (others.length === 0) return;
        if (Date.now() > deadline) throw new Error(`not running: ${others.map(({ name, state }) => `${name} (${state})`).join(", ")}`);
      } catch (failure) {
        // On a busy machine the dashboard itself may be late.
        if (Date.now() > deadline) throw failure;
      }
    }
  }
}
