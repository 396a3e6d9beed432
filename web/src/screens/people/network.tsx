import "./people.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { go, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, PersonLine } from "../../parts/person.js";
import { held, type Place, toward, type View, windowOf } from "../../parts/plane.js";
import { initials } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { toneOf } from "../../ui/tone.js";
import { inSlices, placed } from "./forces.js";
import { Field } from "./graph.js";
import { useHand } from "./hand.js";
import { PeopleNav } from "./people-nav.js";
import { peopleWords } from "./words.js";
import "../../parts/listing.css";

export default function Network() {
  return (
    <Screen title={peopleWords.value.network} class="page start">
      <NeedAccount isFull>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

/** People that the API gives at most. */
const Most = 500;

function Body() {
  const texts = peopleWords.value;
  const known = useSignal<{ graph: Schemas["NetworkGraph"]; places: Map<string, Place> } | undefined>(undefined);
  const loading = useLoad(
    async (signal) => {
      const graph = await api.network.graph({ limit: Most });
      const dots = graph.nodes.map((node) => ({ id: node.person.id, distance: node.distance }));
      const places = await inSlices(
        placed(
          dots,
          graph.edges.map(({ one, other }) => [one, other] as const),
        ),
        signal,
      );
      if (places) {
        known.value = { graph, places };
      }
    },
    [me.value?.id],
  );
  const graph = known.value?.graph;
  const others = graph?.nodes.filter((node) => node.distance > 0).sort((a, b) => a.distance - b.distance) ?? [];
  return (
    <>
      <header class="stack">
        <h1>{texts.network}</h1>
        <PeopleNav />
      </header>
      {loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !known.value ? (
        <Skeleton>
          <Bone kind="cover" />
        </Skeleton>
      ) : others.length === 0 ? (
        <Empty icon="people" title={texts.noneTitle} text={texts.networkEmpty}>
          <ButtonLink kind="primary" href={to("/people")}>
            {texts.find}
          </ButtonLink>
        </Empty>
      ) : (
        <>
          <p class="soft">{texts.networkLead}</p>
          <Picture {...known.value} label={texts.picture(others.length)} />
          <ul class="rows">
            {others.map((node) => (
              <li key={node.person.id}>
                <PersonLine person={node.person} text={texts.steps(node.distance)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** How near the picture comes at most, and by one press. */
const Nearest = 8;
const Press = 1.6;
const Middle = { x: 0.5, y: 0.5 };

/** Where a place is in what is seen: 0 is its left or upper edge, 1 the other one. */
function partOf(place: Place, { zoom, middle }: View): Place {
  const { x, y, width, height } = windowOf(zoom, middle, Field);
  return { x: (place.x - x) / width, y: (place.y - y) / height };
}

const isSeen = ({ x, y }: Place): boolean => x >= 0 && x <= 1 && y >= 0 && y <= 1;

/**
 * The people as dots, each a link, with the name of the one under the pointer or with the focus. It is moved by the pointer or a finger, and
 * zoomed by the wheel or two fingers. By keyboard: arrows go from one to the next, plus and minus come nearer and go back.
 */
function Picture({ graph, places, label }: { graph: Schemas["NetworkGraph"]; places: Map<string, Place>; label: string }) {
  const texts = peopleWords.value;
  const box = useRef<SVGSVGElement>(null);
  const view = useSignal<View>({ zoom: 1, middle: { x: 80, y: 45 } });
  const hand = useHand(view, Field, Nearest);
  const named = useSignal("");
  // A first touch shows the name, the next one follows the link.
  const touched = useRef<string | undefined>(undefined);
  // One stop of the Tab key for all of them.
  const present = useSignal(graph.nodes.find((node) => node.distance > 0)?.person.id ?? "");
  const size = graph.nodes.length > 40 ? 2 : 4;
  const zoom = (by: number, around = Middle) => {
    view.value = held(view.value, around, around, by, Field, Nearest);
  };
  const move = (key: KeyboardEvent) => {
    const from = places.get(present.value);
    const next = from && toward(from, key.key, places);
    if (next) {
      key.preventDefault();
      present.value = next;
      box.current?.querySelector<SVGAElement>(`[data-id="${next}"]`)?.focus();
    } else if (key.key === "+" || key.key === "-") {
      key.preventDefault();
      // The person with the focus stays where they are.
      zoom(key.key === "+" ? Press : 1 / Press, from && partOf(from, view.value));
    } else if (key.key === "Escape") {
      named.value = "";
    }
  };
  const isNear = view.value.zoom > 1;
  const { x, y, width, height } = windowOf(view.value.zoom, view.value.middle, Field);
  const shown = graph.nodes.find((node) => node.person.id === named.value)?.person;
  const spot = places.get(named.value);
  const part = spot && partOf(spot, view.value);
  return (
    <div class="graph-box">
      <div class="graph-view" dir="ltr">
        {/* biome-ignore lint/a11y/useSemanticElements: a picture is no set of fields */}
        <svg
          ref={box}
          class={isNear ? "graph is-near" : "graph"}
          viewBox={`${x} ${y} ${width} ${height}`}
          role="group"
          aria-label={label}
          onKeyDown={move}
          {...hand}
        >
          {graph.edges.map(({ one, other }) => {
            const [from, until] = [places.get(one), places.get(other)];
            return from && until && <line key={one + other} x1={from.x} y1={from.y} x2={until.x} y2={until.y} stroke-width="0.3" />;
          })}
          {graph.nodes.map(({ person, distance }) => {
            const at = places.get(person.id);
            return (
              at && (
                <a
                  key={person.id}
                  data-id={person.id}
                  class={toneOf(person.id)}
                  href={to(`/users/${person.id}`)}
                  tabindex={person.id === present.value ? 0 : -1}
                  aria-label={distance > 0 ? `${nameOf(person)}, ${texts.steps(distance)}` : nameOf(person)}
                  onFocus={() => {
                    present.value = person.id;
                    named.value = person.id;
                    if (!isSeen(partOf(at, view.value))) {
                      view.value = { ...view.value, middle: at };
                    }
                  }}
                  onBlur={() => {
                    named.value = "";
                  }}
                  onPointerEnter={(pointer) => {
                    if (pointer.pointerType === "mouse") {
                      named.value = person.id;
                    }
                  }}
                  onPointerLeave={(pointer) => {
                    if (pointer.pointerType === "mouse") {
                      named.value = "";
                    }
                  }}
                  onPointerDown={(pointer) => {
                    touched.current = pointer.pointerType === "touch" ? named.value : undefined;
                  }}
                  onClick={(click) => {
                    const before = touched.current;
                    touched.current = undefined;
                    if (before !== undefined && before !== person.id) {
                      click.preventDefault();
                      named.value = person.id;
                      return;
                    }
                    // The router follows links of HTML, of which this is none.
                    if (!click.metaKey && !click.ctrlKey && !click.shiftKey) {
                      click.preventDefault();
                      go(`/users/${person.id}`);
                    }
                  }}
                >
                  <circle class={distance === 0 ? "is-me" : undefined} cx={at.x} cy={at.y} r={distance === 0 ? size * 1.3 : size} />
                </a>
              )
            );
          })}
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a text is not focusable; the link has the name */}
          <text class="is-me" aria-hidden="true" x={80} y={45} style={{ fontSize: size > 2 ? "3px" : "1.6px" }}>
            {texts.you}
          </text>
          {(size > 2 || isNear) && (
            // Beside the links: initials are no part of a name.
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group is not focusable
            <g aria-hidden="true">
              {graph.nodes.map(({ person, distance }) => {
                const at = places.get(person.id);
                return (
                  at &&
                  distance > 0 && (
                    <text key={person.id} x={at.x} y={at.y} style={{ fontSize: size > 2 ? "3px" : "1.6px" }}>
                      {initials(nameOf(person))}
                    </text>
                  )
                );
              })}
            </g>
          )}
        </svg>
        {shown && part && isSeen(part) && (
          <bdi
            class="graph-name"
            aria-hidden="true"
            style={{ insetInlineStart: `${part.x * 100}%`, insetBlockStart: `${part.y * 100}%`, translate: part.x > 0.5 ? "-100%" : "0" }}
          >
            {nameOf(shown)}
          </bdi>
        )}
      </div>
      <div class="row">
        <Button icon="plus" disabled={view.value.zoom >= Nearest} onClick={() => zoom(Press)}>
          {texts.nearer}
        </Button>
        <Button icon="shrink" disabled={!isNear} onClick={() => zoom(1 / Press)}>
          {texts.farther}
        </Button>
      </div>
    </div>
  );
}
