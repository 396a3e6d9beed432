// The fake's uploads in parts: what docs/messaging.md says of /attachments/uploads, in memory.
import { uuid } from "../core/timing.js";
import type { Schemas } from "../generated/resources.js";

const Path = /^\/api\/v1\/attachments\/uploads(?:\/([^/]+))?$/;

interface Kept {
  owner: string;
  view: Schemas["UploadView"];
  about: Record<string, string>;
  parts: Uint8Array[];
}

/** A refusal: its status and its reason. */
export type Refuse = (status: number, reason?: string) => Error;

export class FakeUploads {
  readonly #uploads = new Map<string, Kept>();
  readonly #begun = new Map<string, Kept>();
  readonly #refuse: Refuse;
  #takes: number | undefined;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  /** The connection of the next part is cut after this many bytes. */
  cutAfter(bytes: number): void {
    this.#takes = bytes;
  }

  /** The answer to a request below /attachments/uploads; undefined: it is for another operation. */
  async answer(request: Request, userId: string | undefined): Promise<Response | undefined> {
    const route = Path.exec(new URL(request.url).pathname);
    if (!route) {
      return undefined;
    }
    if (!userId) {
      throw this.#refuse(401);
    }
    if (request.headers.get("tus-resumable") !== "1.0.0") {
      throw this.#refuse(412);
    }
    if (request.method === "POST" && !route[1]) {
      return this.#begin(request.headers, userId);
    }
    const upload = this.#uploads.get(route[1] ?? "");
    if (upload?.owner !== userId) {
      throw this.#refuse(404, "no_such_upload");
    }
    if (request.method === "PATCH") {
      return this.#append(upload, Number(request.headers.get("upload-offset")), new Uint8Array(await request.arrayBuffer()));
    }
    if (request.method === "DELETE") {
      this.#uploads.delete(upload.view.id);
      return new Response(null, { status: 204 });
    }
    return Response.json(upload.view, { headers: headersOf(upload.view) });
  }

  #begin(headers: Headers, owner: string): Response {
    const key = `${owner} ${headers.get("idempotency-key")}`;
    const upload = this.#begun.get(key) ?? {
      owner,
      about: Object.fromEntries((headers.get("upload-metadata") ?? "").split(",").map((pair) => pairOf(pair))),
      parts: [],
      view: {
        id: uuid(),
        byte_count: Number(headers.get("upload-length")),
        received: 0,
        expires_at: new Date(Date.now() + 86_400_000).toISOString(),
        attachment: null,
      },
    };
    this.#begun.set(key, upload);
    this.#uploads.set(upload.view.id, upload);
    const location = `/api/v1/attachments/uploads/${upload.view.id}`;
    return Response.json(upload.view, { status: 201, headers: { ...headersOf(upload.view), location } });
  }

  #append(upload: Kept, offset: number, bytes: Uint8Array): Response {
    const { view } = upload;
    if (offset !== view.received) {
      throw this.#refuse(409, "upload_offset");
    }
    if (bytes.length > view.byte_count - view.received) {
      throw this.#refuse(413);
    }
    const taken = this.#takes === undefined ? bytes : bytes.slice(0, this.#takes);
    this.#takes = undefined;
    upload.parts.push(taken);
    view.received += taken.length;
    if (view.received === view.byte_count) {
      view.attachment = {
        id: uuid(),
        name: upload.about.filename ?? "file.txt",
        content_type: "text/plain; charset=utf-8",
        byte_count: view.byte_count,
        alt: upload.about.alt ?? null,
      } as Schemas["AttachmentView"];
    }
    if (taken.length < bytes.length) {
      throw new TypeError("fetch failed");
    }
    return new Response(null, { status: 204, headers: headersOf(view) });
  }
}

function headersOf(view: Schemas["UploadView"]): Record<string, string> {
  return { "tus-resumable": "1.0.0", "upload-offset": String(view.received), "upload-length": String(view.byte_count) };
}

function pairOf(pair: string): [string, string] {
  const [name = "", text = ""] = pair.trim().split(" ");
  return [name, new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)))];
}
