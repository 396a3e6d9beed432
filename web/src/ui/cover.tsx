import "./cover.css";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, me } from "../app/api.js";
import { inWidth, tint, widths } from "./picture.js";
import { hash, toneOf } from "./tone.js";

interface CoverProps {
  /** Decides pattern and colours where there is no picture. */
  id: string;
  /** The path of a picture, relative to the gateway. */
  picture?: string | null;
  /** A ThumbHash: its colour is there before the picture. */
  placeholder?: string | null;
  /** The picture that is seen first should not wait. */
  isFirst?: boolean;
}

/** The picture of an event or a community; without one a tiling of eight-pointed stars that is its own. It says nothing that the text does not. */
export function Cover({ id, picture, placeholder, isFirst }: CoverProps) {
  const own = useSignal<Own>({ picture: "", address: "" });
  useEffect(() => () => URL.revokeObjectURL(own.peek().address), [picture]);
  // A picture that is not for everybody cannot be read by an address alone.
  const isOwn = own.value.picture === picture;
  return (
    <div class={`cover ${toneOf(id)}`}>
      {picture && (!isOwn || own.value.address) ? (
        <img
          {...(isOwn
            ? { src: own.value.address }
            : { src: inWidth(picture, 1024), srcset: widths(picture), sizes: isFirst ? "(min-width: 48rem) 46rem, 100vw" : "16rem" })}
          style={{ backgroundColor: tint(placeholder) }}
          alt=""
          loading={isFirst ? "eager" : "lazy"}
          decoding="async"
          width="640"
          height="400"
          onError={() => {
            own.value = { picture, address: "" };
            if (me.value && !isOwn) {
              void read(id, picture).then((address) => {
                if (own.peek().picture === picture) {
                  own.value = { picture, address };
                } else {
                  URL.revokeObjectURL(address);
                }
              });
            }
          }}
        />
      ) : (
        <Tiles id={id} />
      )}
    </div>
  );
}

/** A picture that was read with the reader's right. */
interface Own {
  picture: string;
  /** Of its copy in memory; empty: there is none. */
  address: string;
}

/** Reads a picture with the reader's right; returns the address of the copy, or nothing. */
async function read(id: string, picture: string): Promise<string> {
  const query = { v: new URL(picture, location.origin).searchParams.get("v") ?? undefined, w: 1024 };
  try {
    const answer = await (picture.includes("/events/") ? api.events.image(id, query) : api.communities.picture(id, query));
    return URL.createObjectURL(await answer.blob());
  } catch {
    return "";
  }
}

/** The outline of a star with eight points: two squares, one turned by an eighth. */
function star(x: number, y: number, outer: number, inner = outer * 0.765): string {
  const points: string[] = [];
  for (let step = 0; step < 16; step++) {
    const radius = step % 2 === 0 ? outer : inner;
    const angle = (Math.PI * step) / 8;
    points.push(`${(x + radius * Math.cos(angle)).toFixed(1)} ${(y + radius * Math.sin(angle)).toFixed(1)}`);
  }
  return `M${points.join("L")}z`;
}

/** Stars of several sizes beside a heading. */
export function Ornament() {
  const stars = [
    { x: 196, y: 104, size: 92, tone: 0 },
    { x: 74, y: 66, size: 48, tone: 1 },
    { x: 92, y: 164, size: 34, tone: 2 },
    { x: 292, y: 40, size: 26, tone: 3 },
  ];
  return (
    <svg class="ornament" viewBox="0 0 320 208" aria-hidden="true">
      {stars.map(({ x, y, size, tone }) => (
        <g key={tone} class={`tone-${tone}`}>
          <path class="figure" d={star(x, y, size)} />
          <path class="ring" d={star(x, y, size * 0.79)} />
          <path class="mark" d={star(x, y, size * 0.41)} />
        </g>
      ))}
    </svg>
  );
}

function Tiles({ id }: { id: string }) {
  const seed = hash(id);
  const size = 56 + (seed % 3) * 14;
  const half = size / 2;
  // Within the part that every crop of the picture shows, from the square to the ribbon.
  const x = 132 + ((seed >>> 5) % 6) * 11;
  const y = 96 + ((seed >>> 9) % 5) * 2;
  const name = `tiles-${id}`;
  return (
    <svg viewBox="0 0 320 200" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <defs>
        <pattern
          id={name}
          width={size}
          height={size}
          patternUnits="userSpaceOnUse"
          patternTransform={`rotate(${((seed >>> 13) % 3) * 22.5})`}
        >
          <path class="tile" d={star(half, half, half)} />
          <path class="tile" d={star(half, half, half * 0.48)} />
          <path
            class="tile"
            d={`M0 0L${half * 0.3} ${half * 0.3}M${size} 0L${size - half * 0.3} ${half * 0.3}M0 ${size}L${half * 0.3} ${size - half * 0.3}M${size} ${size}L${size - half * 0.3} ${size - half * 0.3}`}
          />
        </pattern>
      </defs>
      <rect width="320" height="200" fill={`url(#${name})`} />
      <path class="figure" d={star(x, y, 54)} />
      <path class="ring" d={star(x, y, 43)} />
      <path class="mark" d={star(x, y, 22)} />
    </svg>
  );
}
