import { expect, test } from "vitest";
import { readEvents } from "../src/core/sse.js";
import { ConnectionFailed, StreamFailed, type TalkEvent, Unauthorized } from "../src/index.js";
import { type Answer, client, failure, type Seen, serve } from "./server.js";

const stream = (text: string): Answer => ({ text, headers: { "content-type": "text/event-stream" } });
const accepted = 'event: accepted\ndata: {"user_message_id":"u","message_id":"m","notice":null}\nid: 0\n\n';
const delta = (content: string, id: number) => `event: delta\r\ndata: ${JSON.stringify({ content })}\r\nid: ${id}\r\n\r\n`;
const whole = (content: string) => `event: message\rdata: ${JSON.stringify({ id: "m", content })}\rid: ${content.length}\r\r\n`;

async function follow(url: string, said = { content: "hello", client_id: "mine" }): Promise<TalkEvent[]> {
  const events: TalkEvent[] = [];
  for await (const event of client(url).companion.talk(said)) {
    events.push(event);
  }
  return events;
}

const expected = [
  { type: "accepted", userMessageId: "u", messageId: "m", notice: null },
  { type: "delta", content: "How " },
  { type: "delta", content: "are you?" },
  { type: "message", message: { id: "m", content: "How are you?" } },
];

test("events are read whatever their line ends, and wherever the network parts them", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = `:a comment${end}event: one${end}data: a${end}data:b${end}id: 1${end}${end}data: ü${end}retry: 5${end}unknown${end}${end}event: half${end}data: x${end}`;
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 3, 7, 1000]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size));
      const body = new ReadableStream<Uint8Array>({
        pull: (to) => (parts.length > 0 ? to.enqueue(parts.shift() as Uint8Array) : to.close()),
      });
      const events = [];
      for await (const event of readEvents(body)) {
        events.push(event);
      }
      expect(events, `${JSON.stringify(end)} in parts of ${size}`).toEqual([
        { type: "one", data: "a\nb", id: "1" },
        { type: "message", data: "ü", id: "1" },
      ]);
    }
  }
});

test("an answer is told as it is made", async () => {
  const { url, seen } = await serve(stream(accepted + delta("How ", 4) + delta("are you?", 12) + whole("How are you?")));
  expect(await follow(url)).toEqual(expected);
  expect(seen.map((one) => [one.verb, one.path, one.headers.accept, JSON.parse(one.body)])).toEqual([
    ["POST", "/api/v1/companion/messages", "text/event-stream", { content: "hello", client_id: "mine" }],
  ]);
});

test("a stream that was cut goes on after the last event", async () => {
  const { url, seen } = await serve(
    stream(`${accepted}${delta("How ", 4)}event: delta\ndata: {`),
    "cut",
    stream(delta("are you?", 12)),
    stream(whole("How are you?")),
  );
  expect(await follow(url)).toEqual(expected);
  expect(seen.slice(1).map((one) => [one.path, one.headers["last-event-id"]])).toEqual([
    ["/api/v1/companion/messages/m/stream", "4"],
    ["/api/v1/companion/messages/m/stream", "4"],
    ["/api/v1/companion/messages/m/stream", "12"],
  ]);
});

test("a message that was perhaps not stored is said again, with the same client_id", async () => {
  const { url, seen } = await serve("cut", stream(""), stream(accepted + whole("Hi")));
  expect((await follow(url, { content: "hello" } as never)).map((one) => one.type)).toEqual(["accepted", "message"]);
  const ids = new Set(seen.map((one: Seen) => JSON.parse(one.body).client_id));
  expect([seen.length, ids.size]).toEqual([3, 1]);
});

test("every place to cut gives the same answer", async () => {
  const text = accepted + delta("How ", 4) + delta("are you?", 12) + whole("How are you?");
  const rest = (seen: Seen) => {
    const last = Number(seen.headers["last-event-id"] ?? 0);
    const begin = seen.verb === "POST" ? accepted : "";
    return stream(begin + (last < 4 ? delta("How ", 4) : "") + (last < 12 ? delta("are you?", 12) : "") + whole("How are you?"));
  };
  for (let cut = 0; cut < text.length; cut += 3) {
    const { url } = await serve(stream(text.slice(0, cut)), rest);
    expect(await follow(url), `cut after ${cut}`).toEqual(expected);
  }
});

test("an error of the stream, and a refusal, end it", async () => {
  const gone = await serve(stream(`${accepted}event: error\ndata: {"reason":"deleted","detail":"It is not there any more."}\nid: 0\n\n`));
  expect((await failure(follow(gone.url), StreamFailed)).reason).toBe("deleted");
  const refused = await serve({ status: 401, json: {} });
  await failure(follow(refused.url), Unauthorized);
});

test("a stream that never goes on is given up", async () => {
  const { url } = await serve(stream(accepted), stream(""));
  await failure(follow(url), ConnectionFailed);
});

test("leaving the loop ends the request; an aborted signal ends the loop", async () => {
  const { url } = await serve(stream(accepted + delta("How ", 4) + whole("How are you?")));
  const abort = new AbortController();
  const read = async () => {
    for await (const event of client(url).companion.talk({ content: "hello" }, { signal: abort.signal })) {
      if (event.type === "accepted") {
        abort.abort(new Error("stopped"));
      }
      if (event.type === "delta") {
        break;
      }
    }
  };
  await read().catch((error) => expect(error.message).toBe("stopped"));
});
