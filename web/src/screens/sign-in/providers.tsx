import type { Schemas } from "@community/sdk";
import { signal } from "@preact/signals";
import { useAct } from "../../app/act.js";
import { api } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { query } from "../../app/router.js";
import { Button } from "../../ui/button.js";
import { providerWords } from "./words.js";

type Provider = Schemas["LoginProviderView"];

/** A way through a provider that began in this tab: an answer with another state is not used. */
export interface Way extends Provider {
  state: string;
  isLink: boolean;
  next: string | null;
  referral: string | null;
}

const Kept = "community.way";
/** The providers that lead browsers here; none until they are known. */
export const providers = signal<readonly Provider[]>([]);

export const useProviders = () =>
  useLoad(async () => {
    providers.value = (await api.auth.listProviders()).items;
  }, []);

/** Leaves for a provider. */
export async function leaveFor({ name, display_name }: Provider, isLink = false): Promise<void> {
  const { url, state } = await (isLink ? api.me.beginLinkLogin(name) : api.auth.beginProviderLogin(name));
  const { value } = query;
  const way: Way = { name, display_name, state, isLink, next: value.get("next"), referral: value.get("referral") };
  sessionStorage.setItem(Kept, JSON.stringify(way));
  location.assign(url);
}

/** The way that began in this tab, once. */
export function takeWay(): Way | null {
  const kept = sessionStorage.getItem(Kept);
  sessionStorage.removeItem(Kept);
  return JSON.parse(kept ?? "null") as Way | null;
}

/** A button for each provider. They come last, so nothing moves when they are known. */
export function Providers() {
  const { isBusy, run } = useAct();
  useProviders();
  return providers.value.length > 0 ? (
    <div class="entrance-others">
      {providers.value.map((one) => (
        <Button key={one.name} isWide isBusy={isBusy.value} onClick={() => run(() => leaveFor(one))}>
          {providerWords.value.use(one.display_name)}
        </Button>
      ))}
    </div>
  ) : null;
}
