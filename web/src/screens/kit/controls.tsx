import { useSignal } from "@preact/signals";
import { Suspended } from "../../app/suspended.js";
import { Confirm } from "../../parts/confirm.js";
import { HoldLeft } from "../../parts/hold-left.js";
import { Menu, type MenuItem } from "../../parts/menu.js";
import { PictureButton } from "../../parts/picture-button.js";
import { SubNav } from "../../parts/subnav.js";
import { Button } from "../../ui/button.js";
import { Check, PickOne, TextArea } from "../../ui/field.js";
import { Icon } from "../../ui/icon.js";
import { toast } from "../../ui/toast.js";
import { words } from "../../words/words.js";

const nothing = () => {};
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

/** Fields of forms that are not in the section of fields. */
export function MoreFields() {
  const texts = words.value;
  const text = useSignal("");
  const isOn = useSignal(true);
  const choice = useSignal("b");
  const write = (value: string) => {
    text.value = value;
  };
  return (
    <div class="kit-columns">
      <TextArea label={texts.threads.newText} value={text.value} rows={2} onValue={write} />
      <TextArea label={texts.threads.newText} hint={texts.threads.empty} value="Ink, paper, patience." rows={2} onValue={nothing} />
      <TextArea label={texts.threads.newText} error={texts.errors.required} value="" rows={2} onValue={nothing} />
      <PickOne
        label={texts.account.scheme}
        hint={texts.threads.pick}
        value={choice.value}
        options={[
          ["a", texts.account.light],
          ["b", texts.account.dark],
        ]}
        onValue={(value) => {
          choice.value = value;
        }}
      />
      <Check
        label={texts.threads.pinned}
        isOn={isOn.value}
        onChange={(value) => {
          isOn.value = value;
        }}
      />
      <Check label={texts.threads.locked} hint={texts.threads.pick} isOn={false} onChange={nothing} />
    </div>
  );
}

/** A picture to be cut, drawn here. */
async function sample(): Promise<File> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 800, height: 500 });
  const context = canvas.getContext("2d");
  for (let stripe = 0; context && stripe < 8; stripe++) {
    context.fillStyle = stripe % 2 ? "#9c2f48" : "#b9d9e2";
    context.fillRect(stripe * 100, 0, 100, 500);
  }
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
  return new File(blob ? [blob] : [], "stripes.png", { type: "image/png" });
}

/** What opens: menus, a question before an act, a picture that is cut. */
export function Opening() {
  const texts = words.value;
  const isAsking = useSignal<"" | "plain" | "typed">("");
  const picture = useSignal<File | undefined>(undefined);
  const items: MenuItem[] = [
    { text: texts.event.share, icon: "share", onChoose: () => toast(texts.event.share) },
    { text: texts.nav.discover, href: "#kit" },
    { text: texts.common.delete, icon: "trash", onChoose: nothing },
  ];
  const close = () => {
    isAsking.value = "";
  };
  return (
    <>
      <div class="row">
        <Menu label={texts.common.options} items={items} />
        <Menu label={texts.event.share} items={items} icon="share" kind="plain" />
        <Menu label={texts.nav.discover} items={items} icon="compass" kind="quiet" isUp />
      </div>
      <div class="row">
        <Button
          onClick={() => {
            isAsking.value = "plain";
          }}
        >
          Confirm
        </Button>
        <Button
          onClick={() => {
            isAsking.value = "typed";
          }}
        >
          Confirm, typed
        </Button>
        <PictureButton label="PictureButton" tooLarge={texts.errors.title} onPick={async () => {}} />
        <Button
          onClick={() =>
            void sample().then((file) => {
              picture.value = file;
            })
          }
        >
          Crop
        </Button>
        <Button onClick={() => toast(texts.common.saved)}>Toast</Button>
        <Button onClick={() => toast(texts.common.deleted, { text: texts.common.undo, run: nothing })}>Toast, undo</Button>
      </div>
      {isAsking.value && (
        <Confirm
          title={texts.common.delete}
          action={texts.common.delete}
          work={async () => {}}
          done={texts.common.deleted}
          onClose={close}
          {...(isAsking.value === "typed" ? { typed: "Creek Riders" } : {})}
        >
          <p>{texts.threads.empty}</p>
        </Confirm>
      )}
      {picture.value && (
        <Suspended
          load={() => import("../../parts/crop.js").then((module) => module.Crop)}
          props={{
            file: picture.value,
            shape: "wide" as const,
            onUse: async () => {},
            onClose: () => {
              picture.value = undefined;
            },
          }}
        />
      )}
    </>
  );
}

/** The parts of a screen, the time that is left, and what the banner says. */
export function Telling() {
  const texts = words.value;
  return (
    <>
      <SubNav
        label="SubNav"
        here="#kit"
        links={[
          ["#kit", texts.nav.discover],
          ["#kit-2", texts.nav.mine],
          ["#kit-3", texts.nav.communities],
        ]}
      />
      <p>
        <HoldLeft until={inMinutes(14.5)} onOver={nothing} />
      </p>
      <p>
        <HoldLeft until={inMinutes(0.5)} onOver={nothing} />
      </p>
      {[texts.connection.offline(0), texts.connection.offline(3), texts.connection.catchingUp].map((text) => (
        <div key={text} class="banner kit-banner">
          <p>
            <Icon name="away" size={18} /> {text}
          </p>
        </div>
      ))}
    </>
  );
}
