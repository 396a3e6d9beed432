/** The rules by which the worker caches the client's files. */
export interface Kept {
  find(path: string): Promise<Response | undefined>;
  keep(path: string, answer: Response): Promise<void>;
}

/** The client's one page, as it is kept. */
const Page = "/app/index.html";

/**
 * The answer for a file or a page of the client. A file with a hash in its name never changes: the cached one is right. A page is asked
 * for, so that an update is seen at once; without a network the kept one opens, and reads what the device has.
 */
export async function answerOf(asked: { path: string; isPage: boolean }, ask: () => Promise<Response>, kept: Kept): Promise<Response> {
  if (asked.path.startsWith("/app/assets/")) {
    const here = await kept.find(asked.path);
    if (here) {
      return here;
    }
    const answer = await ask();
    if (answer.ok) {
      await kept.keep(asked.path, answer.clone());
    }
    return answer;
  }
  try {
    return await ask();
  } catch (error) {
    const here = await kept.find(asked.isPage ? Page : asked.path);
    if (here) {
      return here;
    }
    throw error;
  }
}

let keeping: Promise<void> | undefined;

/** Fetches files that are not kept yet, one after the other, so that the page is not slowed down. It ends where the network does; the next page goes on. */
export function keepAll(paths: readonly string[], ask: (path: string) => Promise<Response>, kept: Kept): Promise<void> {
  const run = async () => {
    for (const path of paths) {
      await answerOf({ path, isPage: false }, () => ask(path), kept);
    }
  };
  keeping ??= run()
    .catch(() => {})
    .finally(() => {
      keeping = undefined;
    });
  return keeping;
}

/** A page of the client, as the worker sees it. */
export interface OpenPage {
  focus(): Promise<unknown>;
  navigate(target: string): Promise<unknown>;
  postMessage(message: unknown, transfer: MessagePort[]): void;
}

/** Milliseconds for which a page is waited for that should go somewhere by itself. */
const Answer = 1000;

/** Leads an open page to a place. It goes there by itself, so that a call in it goes on; one that does not answer is loaded anew. */
export async function lead(page: OpenPage, target: string, limit = Answer): Promise<void> {
  await page.focus();
  const { port1, port2 } = new MessageChannel();
  const hasGone = await new Promise<boolean>((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), limit);
    page.postMessage({ go: target }, [port2]);
  });
  port1.close();
  if (!hasGone) {
    await page.navigate(target);
  }
}
