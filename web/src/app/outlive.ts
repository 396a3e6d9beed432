let running = 0;

/** Whether work is done that must not end with its page. */
export const isOutliving = (): boolean => running > 0;

/** Does work that the screen already shows as done: a page that is left meanwhile must not take its requests along. */
export async function outlive(work: () => PromiseLike<unknown>): Promise<void> {
  running++;
  try {
    await work();
  } finally {
    running--;
  }
}
