// Web Push: this device hears of news while the page is closed. The service worker shows it.
import { api } from "../../app/api.js";

export class PushProblem extends Error {
  constructor(readonly kind: "denied" | "none") {
    super(kind);
  }
}

async function worker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis)) {
    return undefined;
  }
  return navigator.serviceWorker.getRegistration();
}

/** Whether this device is subscribed; undefined: it cannot be. */
export async function isPushed(): Promise<boolean | undefined> {
  const here = await worker();
  return here && (await here.pushManager.getSubscription()) !== null;
}

/** Asks for the permission, subscribes, and tells the server. */
export async function startPush(): Promise<void> {
  const here = await worker();
  if (!here) {
    throw new PushProblem("none");
  }
  if ((await Notification.requestPermission()) !== "granted") {
    throw new PushProblem("denied");
  }
  const { public_key } = await api.notifications.pushKey();
  const made = await here.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: public_key });
  const { endpoint, expirationTime, keys } = made.toJSON();
  await api.notifications.subscribePush({
    endpoint: endpoint ?? "",
    expiration_time: expirationTime ?? null,
    keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" },
  });
}

export async function stopPush(): Promise<void> {
  const made = await (await worker())?.pushManager.getSubscription();
  if (made) {
    await api.notifications.unsubscribePush({ endpoint: made.endpoint });
    await made.unsubscribe();
  }
}
