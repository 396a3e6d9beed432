import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { sentence } from "../../ui/states.js";
import { toast } from "../../ui/toast.js";
import type { PickerProps } from "./emoji-picker.js";

const view = signal<ComponentType<PickerProps> | undefined>(undefined);

/** The picker of emoji; it is loaded with its first use. */
export function EmojiSheet(props: PickerProps) {
  useEffect(() => {
    import("./emoji-picker.js").then(
      (module) => {
        view.value = module.default;
      },
      (error: unknown) => {
        props.onClose();
        toast(sentence(error));
      },
    );
  }, []);
  const Picker = view.value;
  return Picker ? <Picker {...props} /> : null;
}
