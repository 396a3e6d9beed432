import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { Community, type CommunityOptions } from "../src/index.js";

/** A request as it came. */
export interface Seen {
  verb: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** How the server treats a request: an answer, or no answer at all. */
export type Answer = { status?: number; json?: unknown; headers?: Record<string, string>; text?: string } | "cut" | "cut inside" | "silent";

/** An HTTP server that gives these answers one after another, and the last one from then on. */
export async function serve(...answers: (Answer | ((seen: Seen) => Answer))[]): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server: Server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const one = { verb: request.method ?? "", path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    const answer = typeof next === "function" ? next(one) : next;
    if (answer === undefined || answer === "cut") {
      request.socket.destroy();
    } else if (answer === "cut inside") {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"half":', () => request.socket.destroy());
    } else if (answer !== "silent") {
      const status = answer.status ?? 200;
      const type = status >= 400 ? "application/problem+json" : "application/json";
      response.writeHead(status, { "content-type": type, ...answer.headers });
      response.end(answer.text ?? (answer.json === undefined ? undefined : JSON.stringify(answer.json)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** A client of that server that does not wait long between attempts. */
export function client(url: string, options: Partial<CommunityOptions> = {}): Community {
  return new Community({ baseUrl: url, retryDelay: 1, ...options });
}

/** The error that a promise ends with. */
export async function failure<T extends Error>(promise: PromiseLike<unknown>, kind: abstract new (...args: never[]) => T): Promise<T> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof kind) {
      return error;
    }
    throw new Error(`It failed with ${(error as Error)?.name}, not ${kind.name}.`, { cause: error });
  }
  throw new Error(`It did not fail with ${kind.name}.`);
}

/** Waits for the condition of a test. */
export async function until(probe: () => boolean | Promise<boolean>, what = "the condition"): Promise<void> {
  for (const deadline = Date.now() + 170_000; Date.now() < deadline; await new Promise((go) => setTimeout(go, 5))) {
    if (await probe()) {
      return;
    }
  }
  throw new Error(`Not in time: ${what}.`);
}
