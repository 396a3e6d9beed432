// The service worker: the client opens without a network, and news comes while no page is open. It is built into one file of its own, worker.js;
// the build writes the names of the files into it.
import { answerOf, type Kept, keepAll, lead } from "./rules.js";

declare const self: ServiceWorkerGlobalScope;
/** Every file of the client, with a mark that changes with each build. Written by the build. */
declare const FILES: { mark: string; first: string[]; rest: string[] };

const Base = "/app/";
// The build inserts the names at each mention, so there is one.
const { mark, first, rest } = FILES;
const Name = `client-${mark}`;

self.addEventListener("install", (install) => {
  install.waitUntil(
    (async () => {
      const cache = await caches.open(Name);
      await cache.addAll(first.map((file) => new Request(Base + file, { cache: "no-cache" })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (activate) => {
  activate.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("client-") && name !== Name) {
          await caches.delete(name);
        }
      }
      await self.clients.claim();
    })(),
  );
});

const kept: Kept = {
  find: async (path) => (await caches.open(Name)).match(path),
  keep: async (path, answer) => (await caches.open(Name)).put(path, answer),
};

// The page asks for it when it has nothing else to load.
self.addEventListener("message", (message) => {
  if ((message.data as { keep?: string } | undefined)?.keep === "rest") {
    const names = rest.map((file) => Base + file);
    message.waitUntil(keepAll(names, (path) => fetch(path, { priority: "low" }), kept));
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method === "GET" && origin === self.location.origin && (pathname === "/app" || pathname.startsWith(Base))) {
    event.respondWith(answerOf({ path: pathname, isPage: request.mode === "navigate" }, () => fetch(request), kept));
  } else if (request.keepalive) {
    // It outlives its page. Left to the browser, Chromium sends it from the page, which is gone by then.
    event.respondWith(fetch(request));
  }
});

self.addEventListener("push", (push) => {
  const news = push.data?.json() as { id?: string; title?: string; text?: string; body?: string; link?: string } | undefined;
  push.waitUntil(
    self.registration.showNotification(news?.title ?? "Community", {
      body: news?.text ?? news?.body ?? "",
      tag: news?.id,
      icon: `${Base}icon-192.png`,
      data: { link: news?.link ?? "/notifications" },
    }),
  );
});

self.addEventListener("notificationclick", (click) => {
  click.notification.close();
  const link = String((click.notification.data as { link?: string }).link ?? "/notifications");
  // Only places of this client.
  const target = link.startsWith("/") && !link.startsWith("//") ? `/app${link.replace(/^\/app(?=\/)/, "")}` : `${Base}notifications`;
  click.waitUntil(
    (async () => {
      const pages = await self.clients.matchAll({ type: "window" });
      const page = pages.find((one) => new URL(one.url).pathname.startsWith(Base));
      if (page) {
        await lead(page, target);
      } else {
        await self.clients.openWindow(target);
      }
    })(),
  );
});
