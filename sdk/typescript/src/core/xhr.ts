import type { UploadBody, UploadOptions } from "./options.js";

/** Sends a file by XMLHttpRequest, which reports its progress; `fetch` does not. */
export function sendByXhr(
  verb: string,
  url: string,
  headers: Record<string, string>,
  file: UploadBody,
  onProgress: NonNullable<UploadOptions["onProgress"]>,
  signal: AbortSignal,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open(verb, url);
    for (const [name, value] of Object.entries(headers)) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => onProgress({ sent: event.loaded, total: event.total });
    request.onload = () => {
      const retryAfter = request.getResponseHeader("retry-after");
      resolve(
        new Response(request.status === 204 ? null : request.responseText, {
          status: request.status,
          headers: retryAfter ? { "retry-after": retryAfter } : {},
        }),
      );
    };
    request.onerror = () => reject(new TypeError("The upload failed."));
    signal.addEventListener("abort", () => {
      request.abort();
      reject(signal.reason);
    });
    request.send(file);
  });
}
