import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";

/** A component whose code is loaded when it is first shown. */
export function Suspended<Props extends object>({ load, props }: { load: () => Promise<ComponentType<Props>>; props: Props }) {
  const view = useSignal<{ of: ComponentType<Props> } | undefined>(undefined);
  useEffect(() => {
    load().then(
      (of) => {
        view.value = { of };
      },
      (error: unknown) => toast(sentence(error)),
    );
  }, []);
  const View = view.value?.of;
  return View ? <View {...props} /> : null;
}
