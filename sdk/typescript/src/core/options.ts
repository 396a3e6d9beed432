/** Options of one call. */
export interface CallOptions {
  /** Ends the call and its retries; the call then fails with the signal's reason. */
  signal?: AbortSignal;
  /** Milliseconds that one attempt may take; 0: no limit. */
  timeout?: number;
  /** How often a failed attempt is repeated, where that is safe. */
  maxRetries?: number;
  /** For operations that take an Idempotency-Key: 16 to 255 printable ASCII characters. Default: a random one for each call, the same in its retries. */
  idempotencyKey?: string;
  /** More headers. */
  headers?: Record<string, string>;
}

/** Options of an upload. */
export interface UploadOptions extends CallOptions {
  /** The media type. Default: the file's own, or application/octet-stream. */
  contentType?: string;
  /** Called with the number of bytes sent so far. In browsers it is called as the bytes leave; elsewhere once, at the end. */
  onProgress?: (progress: { sent: number; total: number }) => void;
}

/** A file, or its bytes. */
export type UploadBody = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** How many bytes a file has. */
export function sizeOf(file: UploadBody): number {
  return file instanceof Blob ? file.size : file.byteLength;
}

/** A body whose `client_id` may be left out: the SDK then makes one, so that a retry is the same message. */
export type WithoutClientId<T extends { client_id: string }> = Omit<T, "client_id"> & { client_id?: string };
