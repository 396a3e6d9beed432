import { effect } from "@preact/signals";
import { language } from "../words/words.js";

/** Names the manifest of the page's language, so that the installed client has its name and its shortcuts in it. */
export const watchManifest = (): (() => void) =>
  effect(() => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=manifest]");
    if (link) {
      link.href = link.href.replace(/manifest(-ar)?(?=\.)/, language.value === "ar" ? "manifest-ar" : "manifest");
    }
  });
