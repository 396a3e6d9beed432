// A file in parts, by the tus protocol 1.0.0. The main module loads it, and the sending of a file with its progress, when a file needs it. It
// imports nothing of the main module but types: a bundler makes one small chunk of it, and leaves the main one whole.
import type { Schemas } from "../generated/resources.js";
import type { Http } from "./http.js";
import type { UploadBody, UploadOptions } from "./options.js";

export { sendByXhr } from "./xhr.js";

const Path = "/api/v1/attachments/uploads";
const PartBytes = 4 * 1024 * 1024;

/** What is said about a file. */
export interface AboutFile {
  /** Its name. */
  name?: string | null;
  /** The alternative text. */
  alt?: string | null;
}

/** Options of an upload in parts. */
export interface ResumableOptions extends UploadOptions {
  /** The id of an upload that was begun before, with the same file: it goes on where it was. */
  uploadId?: string;
  /** Called with the upload's id as soon as it has one; keep it to go on after a restart. */
  onBegun?: (uploadId: string) => void;
}

type UploadView = Schemas["UploadView"];

/** Uploads a file in parts. After a cut connection it asks how much has arrived, and goes on from there; it gives up after as many cuts without progress as other calls have retries. */
export async function uploadInParts(
  http: Http,
  body: UploadBody,
  about: AboutFile,
  options: ResumableOptions = {},
): Promise<Schemas["AttachmentView"]> {
  const file = body instanceof Blob ? body : new Blob([body]);
  const headers = { ...options.headers, "tus-resumable": "1.0.0" };
  const read = (id: string) => http.send({ verb: "GET", path: `${Path}/${id}` }, { ...options, headers }) as Promise<UploadView>;
  let upload = options.uploadId ? await read(options.uploadId) : await begin(http, file, about, { ...options, headers });
  if (upload.byte_count !== file.size) {
    throw new TypeError("This upload was begun with another file.");
  }
  options.onBegun?.(upload.id);
  for (let cuts = 0; !upload.attachment; ) {
    const from = upload.received;
    try {
      await append(http, upload, file, { ...options, headers });
      upload = await read(upload.id);
    } catch (error) {
      await http.wait(error, cuts, true, options);
      upload = await read(upload.id);
      cuts = upload.received > from ? 0 : cuts + 1;
    }
  }
  return upload.attachment;
}

function begin(http: Http, file: Blob, about: AboutFile, options: ResumableOptions): Promise<UploadView> {
  const pairs = Object.entries({ filename: about.name, alt: about.alt });
  const metadata = pairs.flatMap(([name, text]) => (text ? [`${name} ${base64(text)}`] : [])).join(",");
  const headers: Record<string, string> = { ...options.headers, "upload-length": String(file.size) };
  if (metadata) {
    headers["upload-metadata"] = metadata;
  }
  return http.send({ verb: "POST", path: Path, takesKey: true }, { ...options, headers }) as Promise<UploadView>;
}

/** Sends what is missing, part by part. A part that was taken is not sent again, so a time limit counts for one part. */
async function append(http: Http, upload: UploadView, file: Blob, options: ResumableOptions): Promise<void> {
  for (let from = upload.received; from < file.size; from += PartBytes) {
    const onProgress =
      options.onProgress && (({ sent }: { sent: number }) => options.onProgress?.({ sent: from + sent, total: file.size }));
    await http.send(
      { verb: "PATCH", path: `${Path}/${upload.id}`, upload: file.slice(from, from + PartBytes) },
      {
        ...options,
        contentType: "application/offset+octet-stream",
        onProgress,
        headers: { ...options.headers, "upload-offset": String(from) },
      },
    );
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
