import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { held, type Place, type Size, type View } from "../../parts/plane.js";

/** Pixels that a hand moves before it drags: less is a click. */
const Least = 5;

/** Moves and zooms a picture by the pointer, by one or two fingers and by the wheel; a press beside its links brings that place to the middle. */
export function useHand(view: Signal<View>, whole: Size, most: number) {
  const fingers = useRef(new Map<number, Place>());
  const first = useRef<Place>({ x: 0, y: 0 });
  const isDrag = useRef(false);
  const partOf = ({ x, y }: Place, box: Element): Place => {
    const { left, top, width, height } = box.getBoundingClientRect();
    return { x: (x - left) / width, y: (y - top) / height };
  };
  const release = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (fingers.current.size === 0) {
        first.current = { x: event.clientX, y: event.clientY };
        isDrag.current = false;
      }
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    onPointerMove(event: PointerEvent) {
      // A button that was let go of elsewhere.
      if (event.pointerType === "mouse" && event.buttons === 0) {
        release(event);
      }
      if (!fingers.current.has(event.pointerId)) {
        return;
      }
      const box = event.currentTarget as Element;
      isDrag.current ||= fingers.current.size > 1 || Math.hypot(event.clientX - first.current.x, event.clientY - first.current.y) > Least;
      if (!isDrag.current) {
        return;
      }
      box.setPointerCapture?.(event.pointerId);
      const before = gripOf([...fingers.current.values()]);
      fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const after = gripOf([...fingers.current.values()]);
      view.value = held(view.value, partOf(before.middle, box), partOf(after.middle, box), after.breadth / before.breadth, whole, most);
    },
    onPointerUp: release,
    onPointerCancel: release,
    onWheel(event: WheelEvent) {
      const at = partOf({ x: event.clientX, y: event.clientY }, event.currentTarget as Element);
      const next = held(view.value, at, at, Math.exp(-event.deltaY / 300), whole, most);
      // At either end the page scrolls.
      if (next.zoom !== view.value.zoom) {
        event.preventDefault();
        view.value = next;
      }
    },
    // The end of a drag is no click, and no link is carried off.
    onClickCapture(event: MouseEvent) {
      if (isDrag.current) {
        isDrag.current = false;
        event.preventDefault();
        event.stopPropagation();
      } else if (!(event.target as Element).closest("a")) {
        // What dragging does, for those who cannot drag.
        const at = partOf({ x: event.clientX, y: event.clientY }, event.currentTarget as Element);
        view.value = held(view.value, at, { x: 0.5, y: 0.5 }, 1, whole, most);
      }
    },
    onDragStart(event: DragEvent) {
      event.preventDefault();
    },
  };
}

/** The middle of some fingers, and how far the first two are apart. */
function gripOf(fingers: readonly Place[]): { middle: Place; breadth: number } {
  const [one = { x: 0, y: 0 }, other = one] = fingers;
  return {
    middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
    breadth: Math.max(1, Math.hypot(one.x - other.x, one.y - other.y)),
  };
}
