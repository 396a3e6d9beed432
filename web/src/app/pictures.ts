// A picture whose answer was "later" (503 with Retry-After: the server scales only a few at a time) is asked for again. An image says only that it
// failed, so the answer is asked for once more to read it.

/** How often a picture is asked for again. */
const Most = 4;
/** Seconds to wait where the server names none. */
const Usual = 2;
const tries = new WeakMap<HTMLImageElement, number>();

async function again(image: HTMLImageElement): Promise<void> {
  const count = (tries.get(image) ?? 0) + 1;
  tries.set(image, count);
  if (count > Most) {
    return;
  }
  const answer = await fetch(image.currentSrc);
  if (answer.status === 503) {
    const seconds = Number(answer.headers.get("Retry-After")) || Usual;
    // Not all at the same moment.
    await new Promise((go) => setTimeout(go, 1000 * seconds * (1 + Math.random())));
  } else if (!answer.ok) {
    return;
  }
  if (image.isConnected) {
    // Setting it anew loads it anew.
    const { src } = image;
    image.src = src;
  }
}

function look(image: HTMLImageElement): void {
  if (new URL(image.currentSrc || image.src, location.href).pathname.startsWith("/api/")) {
    again(image).catch(() => {});
  }
}

/** Begins to watch over all pictures of the API. Those of the server's page may have failed before. */
export function watchPictures(): void {
  for (const image of document.querySelectorAll("img")) {
    if (image.complete && image.naturalWidth === 0) {
      look(image);
    }
  }
  addEventListener(
    "error",
    ({ target }) => {
      if (target instanceof HTMLImageElement) {
        look(target);
      }
    },
    // The event of an image does not bubble.
    { capture: true },
  );
}
