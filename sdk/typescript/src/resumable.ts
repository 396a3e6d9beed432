// Uploads in parts that go on after a restart of the program or a reload of the page.
import type { Community } from "./community.js";
import type { UploadBody } from "./core/options.js";
import { type AboutFile, type ResumableOptions, uploadInParts } from "./core/parts.js";
import type { Schemas } from "./generated/resources.js";

export type { AboutFile, ResumableOptions };

/** Uploads a file for a message in parts, of any size. `attachments.upload` does the same with files above 4 MiB; here the upload's id is known, so that another program can go on with it. */
export function upload(
  api: Community,
  file: UploadBody,
  about: AboutFile = {},
  options: ResumableOptions = {},
): Promise<Schemas["AttachmentView"]> {
  return uploadInParts(api.http, file, about, options);
}
