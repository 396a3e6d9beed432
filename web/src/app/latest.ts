/**
 * Saves a value that changes faster than the server answers: one request at a time, and after it the newest value. A failure drops what waits;
 * `failed` then shows what the server has.
 */
export function latest<T>(
  save: (value: T) => PromiseLike<unknown>,
  done: () => void,
  failed: (error: unknown) => void,
): (value: T) => Promise<void> {
  let next: { value: T } | undefined;
  let isBusy = false;
  return async (value) => {
    next = { value };
    if (isBusy) {
      return;
    }
    isBusy = true;
    try {
      while (next) {
        const now: T = next.value;
        next = undefined;
        await save(now);
      }
      done();
    } catch (error) {
      next = undefined;
      failed(error);
    } finally {
      isBusy = false;
    }
  };
}
