// News on a device whose page is closed. The browser's push service is not asked (it is far away): its subscription is made here, and what it
// would bring comes by the browser's debugger. How the server encrypts and sends, and where a pressed one leads, is proven by other tests.
import { createECDH, randomBytes } from "node:crypto";
import { call, community, enrol, isFull, person, url } from "./fleet.js";
import { at, expect, test, windowOf } from "./page.js";

// The browser without a window, which the ordinary run uses, shows no notifications.
const long = isFull ? test : test.skip;

long("A device is subscribed to pushes; one that comes is shown, with the way to its place", async ({ browser }) => {
  const [amal, noor] = [await person("Amal Haddad"), await person("Noor Salem")];
  const place = await community(amal, "Morning runners");
  await enrol(noor, place.id);
  const { public_key } = await call<{ public_key: string }>("GET", "/notifications/push/key", undefined, noor.token);
  const keys = { p256dh: createECDH("prime256v1").generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
  const faults: string[] = [];
  const page = await windowOf(browser, noor, faults);
  const context = page.context();
  await context.grantPermissions(["notifications"], { origin: url });
  await page.addInitScript(
    ({ keys, key, endpoint }) => {
      let made: object | null = null;
      Object.assign(PushManager.prototype, {
        getSubscription: async () => made,
        subscribe: async (options: PushSubscriptionOptionsInit) => {
          if (options.applicationServerKey !== key || !options.userVisibleOnly) {
            throw new Error("The subscription is for another server.");
          }
          made = {
            endpoint,
            toJSON: () => ({ endpoint, expirationTime: null, keys }),
            unsubscribe: async () => {
              made = null;
              return true;
            },
          };
          return made;
        },
      });
    },
    { keys, key: public_key, endpoint: `https://push.example.org/${noor.username}` },
  );
  await page.goto(at("/notifications?show=settings"));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  const panel = page.getByRole("region", { name: "Push on this device" });
  const devices = async () =>
    (await call<{ items: unknown[] }>("GET", "/notifications/push/subscriptions", undefined, noor.token)).items.length;
  await panel.getByRole("button", { name: "Switch on" }).click();
  await expect(panel.getByRole("button", { name: "Switch off" })).toBeVisible();
  expect(await devices()).toBe(1);

  // As the server writes it.
  const debuggers = await context.newCDPSession(page);
  const registration = new Promise<string>((found) => {
    debuggers.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const here = registrations.find((one) => one.scopeURL.startsWith(url) && !one.isDeleted);
      if (here) {
        found(here.registrationId);
      }
    });
  });
  await debuggers.send("ServiceWorker.enable");
  const news = {
    id: "0198c0de-0000-7000-8000-0000000000a1",
    title: "Amal mentioned you",
    text: "in Morning runners",
    link: `/communities/${place.id}`,
  };
  const message = { origin: url, registrationId: await registration, data: JSON.stringify(news) };
  // On a busy machine the debugger lost its message once: it comes until it is there. With its tag it is one.
  const shown = async () => {
    await debuggers.send("ServiceWorker.deliverPushMessage", message);
    return page.evaluate(async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications();
      return all.map(({ title, body, tag, data }) => ({ title, body, tag, link: data.link }));
    });
  };
  await expect.poll(shown).toEqual([{ title: news.title, body: news.text, tag: news.id, link: news.link }]);

  await panel.getByRole("button", { name: "Switch off" }).click();
  await expect(panel.getByRole("button", { name: "Switch on" })).toBeVisible();
  expect(await devices()).toBe(0);
  expect(faults).toEqual([]);
  await context.close();
});
