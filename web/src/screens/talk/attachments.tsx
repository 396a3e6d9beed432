import type { Message } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { Icon } from "../../ui/icon.js";
import { tint } from "../../ui/picture.js";
import { talkWords } from "./words.js";

type File = Message["attachments"][number];

/** Pixels. */
const MostHeight = 320;

/** The files of a message: pictures are shown, others can be saved. They are read with the reader's right, so an address alone is not enough. */
export function Attachments({ files, tabIndex }: { files: readonly File[]; tabIndex: number }) {
  return (
    files.length > 0 && (
      <ul class="files">
        {files.map((file) => (
          <li key={file.id}>
            {file.content_type.startsWith("image/") ? <Picture file={file} tabIndex={tabIndex} /> : <Download file={file} />}
          </li>
        ))}
      </ul>
    )
  );
}

function Picture({ file, tabIndex }: { file: File; tabIndex: number }) {
  const address = useSignal("");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isOver = false;
    // Only pictures near the window are loaded.
    const near = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          near.disconnect();
          api.attachments
            .download(file.id)
            .then((answer) => answer.blob())
            .then(
              (blob) => {
                if (!isOver) {
                  address.value = URL.createObjectURL(blob);
                }
              },
              () => {},
            );
        }
      },
      // Of the list, where there is one: a margin of the window does not widen what a list within it shows.
      { root: box.current?.closest(".pane-scroll") ?? null, rootMargin: "400px" },
    );
    if (box.current) {
      near.observe(box.current);
    }
    return () => {
      isOver = true;
      near.disconnect();
      URL.revokeObjectURL(address.peek());
    };
  }, [file.id]);
  const size = fitted(file);
  const text = file.alt || file.name;
  return (
    <div ref={box} class={size ? "file-picture is-sized" : "file-picture"}>
      {address.value ? (
        <a href={address.value} tabIndex={tabIndex} target="_blank" rel="noreferrer">
          <img src={address.value} alt={text} {...size} />
        </a>
      ) : (
        <>
          <span class="visually-hidden">{text}</span>
          {size && (
            <svg {...size} viewBox={`0 0 ${file.width} ${file.height}`} aria-hidden="true">
              <rect width="100%" height="100%" fill={tint(file.placeholder) ?? "none"} />
            </svg>
          )}
        </>
      )}
    </div>
  );
}

/** The size (pixels) of a picture in a message, known before it has arrived. A narrow list narrows it further. */
export function fitted({ width, height }: Pick<File, "width" | "height">): { width: number; height: number } | undefined {
  if (!width || !height) {
    return undefined;
  }
  const scale = Math.min(1, MostHeight / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function Download({ file }: { file: File }) {
  const { isBusy, run } = useAct();
  const save = () =>
    run(async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await (await api.attachments.download(file.id)).blob());
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
  return (
    <button type="button" class="file" aria-busy={isBusy.value || undefined} onClick={save}>
      <Icon name="clip" size={18} />
      <bdi>{talkWords.value.file(file.name, Math.max(1, Math.round(file.byte_count / 1000)))}</bdi>
    </button>
  );
}
