// The files of screens that were not opened yet are fetched in the background, so that they open without a network.

/** Milliseconds after the first page: it has long been read by then. */
const Delay = 8000;

/** Asks the service worker for them, unless the reader wants to save data. A newer worker, after an update, is asked again. */
export function keepScreens(delay = Delay): void {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) {
    return;
  }
  const ask = () => setTimeout(() => navigator.serviceWorker.controller?.postMessage({ keep: "rest" }), delay);
  // The first page of all is taken over by the worker, which tells of it.
  navigator.serviceWorker.addEventListener("controllerchange", ask);
  ask();
}
