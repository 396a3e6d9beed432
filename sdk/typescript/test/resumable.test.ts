import { expect, test, vi } from "vitest";
import { FakeServer } from "../src/fake/index.js";
import { ApiError, ConnectionFailed, NotFound } from "../src/index.js";
import { upload } from "../src/resumable.js";
import { failure } from "./server.js";

const MiB = 1024 * 1024;

async function signedIn() {
  const server = new FakeServer();
  const api = server.client();
  await api.auth.register({ username: "amal", password: "three quiet green boats" });
  return { server, api };
}

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, at) => at % 251);
}

test("a large file is uploaded in parts by the usual method, with its name, its text and its progress", async () => {
  const { api } = await signedIn();
  const progress: number[] = [];
  const file = await api.attachments.upload(
    new Blob([bytes(9 * MiB)]),
    { name: "café.txt", alt: "A café" },
    { onProgress: ({ sent, total }) => progress.push(sent / total) },
  );
  expect(file).toMatchObject({ name: "café.txt", byte_count: 9 * MiB, alt: "A café" });
  expect(progress).toEqual([4 / 9, 8 / 9, 1]);
});

test("after a cut it goes on where it was", async () => {
  const { server, api } = await signedIn();
  server.cutUploadAfter(3 * MiB);
  const progress: number[] = [];
  const file = await api.attachments.upload(bytes(5 * MiB), { name: "a.txt" }, { onProgress: ({ sent }) => progress.push(sent / MiB) });
  expect(file.byte_count).toBe(5 * MiB);
  expect(progress).toEqual([5]);
  server.cutUploadAfter(5 * MiB);
  expect((await api.attachments.upload(bytes(4 * MiB + 1))).byte_count).toBe(4 * MiB + 1);
});

test("a restarted program goes on with the upload's id", async () => {
  const { server, api } = await signedIn();
  const file = bytes(100_000);
  const begun = vi.fn();
  server.cutUploadAfter(40_000);
  await failure(upload(api, file, { name: "a.txt" }, { maxRetries: 0, onBegun: begun }), ConnectionFailed);
  const uploadId = begun.mock.calls[0]?.[0] as string;
  const sent: number[] = [];
  const done = await upload(api, file, {}, { uploadId, onProgress: (now) => sent.push(now.sent) });
  expect(done).toMatchObject({ name: "a.txt", byte_count: 100_000 });
  expect(sent).toEqual([100_000]);
  expect(await upload(api, file, {}, { uploadId })).toEqual(done);
  await expect(upload(api, bytes(5), {}, { uploadId })).rejects.toThrow(TypeError);
  await failure(upload(api, file, {}, { uploadId: "another" }), NotFound);
});

test("it gives up after cuts without progress, and at once on a refusal or an aborted signal", async () => {
  const { server, api } = await signedIn();
  const cut = () => server.cutUploadAfter(0);
  cut();
  let progress = 0;
  const file = await upload(api, bytes(10), {}, { maxRetries: 1, onProgress: () => progress++ });
  expect([file.byte_count, progress]).toEqual([10, 1]);
  await failure(server.client().attachments.upload(bytes(5 * MiB)), ApiError);
  const stop = new AbortController();
  const aborted = upload(api, bytes(10), {}, { signal: stop.signal, onBegun: () => stop.abort(new Error("stopped")) });
  await expect(aborted).rejects.toThrow("stopped");
  await failure(upload(api, bytes(10), {}, { onBegun: () => server.failNext(100) }), ConnectionFailed);
});
