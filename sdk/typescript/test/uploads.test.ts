import { expect, test, vi } from "vitest";
import { sendByXhr } from "../src/core/xhr.js";
import { Conflict, TooLarge } from "../src/index.js";
import { client, failure, serve } from "./server.js";

const bytes = new Uint8Array([1, 2, 3, 4, 5]);

test("a file is sent as it is, with its type, its key and its query", async () => {
  const { url, seen } = await serve("cut", { status: 201, json: { id: "a" } });
  const progress: unknown[] = [];
  const file = new Blob([bytes], { type: "image/png" });
  await client(url).attachments.upload(file, { name: "tea & cake.png" }, { onProgress: (one) => progress.push(one) });
  expect(seen.length).toBe(2);
  expect(seen[1]).toMatchObject({
    verb: "POST",
    path: "/api/v1/attachments?name=tea+%26+cake.png",
    body: "\u0001\u0002\u0003\u0004\u0005",
  });
  expect(seen[1]?.headers["content-type"]).toBe("image/png");
  expect(seen[1]?.headers["idempotency-key"]).toBe(seen[0]?.headers["idempotency-key"]);
  expect(progress).toEqual([{ sent: 5, total: 5 }]);
});

test("bytes without a type are octets, or what the caller says", async () => {
  const { url, seen } = await serve({ json: {} });
  await client(url).me.setPicture(bytes);
  await client(url).me.setPicture(bytes.buffer, {}, { contentType: "image/webp" });
  expect(seen.map((one) => one.headers["content-type"])).toEqual(["application/octet-stream", "image/webp"]);
});

test("a file that is too long is TooLarge", async () => {
  const { url } = await serve({ status: 413, json: { detail: "At most 5 MB." } });
  await failure(client(url).me.setPicture(bytes), TooLarge);
});

test("a download is a Response", async () => {
  const { url } = await serve({ text: "BEGIN:VCALENDAR" });
  const answer = await client(url).events.calendar("e");
  expect(await answer.text()).toBe("BEGIN:VCALENDAR");
});

/** A browser's request. */
class Xhr {
  static last: Xhr;
  static answer = { status: 201, text: '{"id":"a"}' };
  readonly upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  readonly headers: Record<string, string> = {};
  onload?: () => void;
  onerror?: () => void;
  status = 0;
  responseText = "";
  isAborted = false;

  constructor() {
    Xhr.last = this;
  }

  open(): void {}

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getResponseHeader(): string | null {
    return null;
  }

  abort(): void {
    this.isAborted = true;
  }

  send(): void {
    this.upload.onprogress?.({ loaded: 2, total: 5 });
    this.upload.onprogress?.({ loaded: 5, total: 5 });
    if (Xhr.answer.status > 0) {
      this.status = Xhr.answer.status;
      this.responseText = Xhr.answer.text;
      this.onload?.();
    }
  }
}

test("in a browser progress is told as the bytes leave", async () => {
  vi.stubGlobal("XMLHttpRequest", Xhr);
  Xhr.answer = { status: 201, text: '{"id":"a"}' };
  const progress: unknown[] = [];
  await expect(client("http://x").attachments.upload(bytes, {}, { onProgress: (one) => progress.push(one) })).resolves.toEqual({ id: "a" });
  expect(progress).toEqual([
    { sent: 2, total: 5 },
    { sent: 5, total: 5 },
  ]);
  expect(Xhr.last.headers).toMatchObject({ "content-type": "application/octet-stream", "idempotency-key": expect.any(String) });

  Xhr.answer = { status: 409, text: '{"reason":"idempotency_key_in_use"}' };
  await failure(client("http://x", { maxRetries: 1 }).attachments.upload(bytes, {}, { onProgress: () => {} }), Conflict);

  Xhr.answer = { status: 0, text: "" };
  const cancel = new AbortController();
  const sent = client("http://x").attachments.upload(
    bytes,
    {},
    { onProgress: () => cancel.abort(new Error("cancelled")), signal: cancel.signal },
  );
  await expect(sent).rejects.toThrow("cancelled");
  expect(Xhr.last.isAborted).toBe(true);

  // Given up while the token was being renewed: nothing is sent.
  const before = Xhr.last;
  const gone = new AbortController();
  gone.abort(new Error("gone"));
  await expect(sendByXhr("PUT", "http://x", {}, bytes, () => {}, gone.signal)).rejects.toThrow("gone");
  expect(Xhr.last).toBe(before);
});
