import "./people.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { api, me } from "../../app/api.js";
import { useLoad } from "../../app/load.js";
import { to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf, PersonLine } from "../../parts/person.js";
import { initials } from "../../ui/avatar.js";
import { ButtonLink } from "../../ui/button.js";
import { Bone, Empty, Failure, Skeleton } from "../../ui/states.js";
import { toneOf } from "../../ui/tone.js";
import { rings } from "./graph.js";
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

function Body() {
  const texts = peopleWords.value;
  const graph = useSignal<Schemas["NetworkGraph"] | undefined>(undefined);
  const loading = useLoad(async () => {
    graph.value = await api.network.graph({ limit: 100 });
  }, [me.value?.id]);
  const others = graph.value?.nodes.filter((node) => node.distance > 0).sort((a, b) => a.distance - b.distance) ?? [];
  return (
    <>
      <header class="stack">
        <h1>{texts.network}</h1>
        <PeopleNav />
      </header>
      {loading.error ? (
        <Failure error={loading.error} retry={loading.again} />
      ) : !graph.value ? (
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
          <Picture graph={graph.value} label={texts.picture(others.length)} />
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

function Picture({ graph, label }: { graph: Schemas["NetworkGraph"]; label: string }) {
  const places = rings(graph.nodes.map((node) => ({ id: node.person.id, distance: node.distance })));
  const size = graph.nodes.length > 40 ? 2 : 4;
  return (
    <svg class="graph" viewBox="0 0 160 90" role="img" aria-label={label}>
      {graph.edges.map(({ one, other }) => {
        const [from, until] = [places.get(one), places.get(other)];
        return from && until && <line key={one + other} x1={from.x} y1={from.y} x2={until.x} y2={until.y} stroke-width="0.3" />;
      })}
      {graph.nodes.map((node) => {
        const at = places.get(node.person.id);
        return (
          at && (
            <g key={node.person.id} class={toneOf(node.person.id)}>
              <circle
                class={node.distance === 0 ? "is-me" : undefined}
                cx={at.x}
                cy={at.y}
                r={node.distance === 0 ? size * 1.3 : size}
                style={{ strokeWidth: 0.4 }}
              />
              {size > 2 && node.distance > 0 && (
                <text x={at.x} y={at.y} style={{ fontSize: "3px" }}>
                  {initials(nameOf(node.person))}
                </text>
              )}
            </g>
          )
        );
      })}
    </svg>
  );
}
