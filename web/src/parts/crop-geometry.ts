// Which part of a picture a frame shows.

/** How a picture lies in its frame. */
export interface View {
  /** 1: the picture just fills the frame. */
  zoom: number;
  /** The point of the picture in the middle of the frame, as parts of its width and height. */
  x: number;
  y: number;
}

/** A part of a picture, in its pixels. */
export interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const MostZoom = 5;
export const middle: View = { zoom: 1, x: 0.5, y: 0.5 };

const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The part that is seen. `aspect`: the width of the frame for a height of 1. */
export function partOf(width: number, height: number, aspect: number, view: View): Part {
  const [fullWidth, fullHeight] = width / height > aspect ? [height * aspect, height] : [width, width / aspect];
  const part = { width: fullWidth / view.zoom, height: fullHeight / view.zoom };
  return {
    ...part,
    x: within(view.x * width - part.width / 2, 0, width - part.width),
    y: within(view.y * height - part.height / 2, 0, height - part.height),
  };
}

/** The view with a valid zoom, and with its middle where the frame is filled. */
export function settled(width: number, height: number, aspect: number, view: View): View {
  const zoom = within(view.zoom, 1, MostZoom);
  const part = partOf(width, height, aspect, { ...view, zoom });
  return { zoom, x: (part.x + part.width / 2) / width, y: (part.y + part.height / 2) / height };
}

/** The view after its middle moved by parts of the frame: to the right and down. */
export function moved(width: number, height: number, aspect: number, view: View, right: number, down: number): View {
  const part = partOf(width, height, aspect, view);
  return settled(width, height, aspect, {
    ...view,
    x: view.x + (right * part.width) / width,
    y: view.y + (down * part.height) / height,
  });
}
