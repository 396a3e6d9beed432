import "../../parts/listing.css";
import "./scan.css";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { useLoad } from "../../app/load.js";
import { type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { isOnline, readEvent, returns } from "../../store/feed.js";
import { type Scan, sendScans } from "../../store/scans.js";
import { events } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field } from "../../ui/field.js";
import { Icon, type IconName } from "../../ui/icon.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { clock } from "../../words/format.js";
import { words } from "../../words/words.js";
import { Arrivals } from "./arrivals.js";
import { Door, type Verdict } from "./door.js";
import { watch } from "./reader.js";
import { catchKeys } from "./typed.js";
import { organizeWords } from "./words.js";

type Input = Pick<Scan, "payload" | "code">;

/** Milliseconds for which a verdict fills the window. */
const Shown = 2200;

export default function ScanPage({ parameters: { id = "" } }: ScreenProps) {
  return (
    <Screen title={organizeWords.value.scanTitle} class="page tight scan">
      <NeedAccount isFull>
        <Body id={id} />
      </NeedAccount>
    </Screen>
  );
}

/** A sound that differs for yes and no, for an eye that is on the queue. */
function beep(isGood: boolean): void {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    tone.frequency.value = isGood ? 880 : 220;
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + (isGood ? 0.12 : 0.4));
    tone.onended = () => void audio.close();
  } catch {
    // Without sound the colour and the words say it.
  }
}

function Body({ id }: { id: string }) {
  const texts = organizeWords.value;
  const event = events.of(id).value;
  const door = useMemo(() => new Door(id), [id]);
  const verdict = useSignal<Verdict | undefined>(undefined);
  const code = useSignal("");
  const letIn = useSignal(0);
  const isFilming = useSignal(false);
  const isTorch = useSignal<boolean | undefined>(undefined);
  const video = useRef<HTMLVideoElement>(null);
  const codeForm = useRef<HTMLFormElement>(null);
  const stream = useRef<MediaStream | undefined>(undefined);
  const { isBusy, run } = useAct();
  useLoad(() => Promise.all([readEvent(id), door.open()]), [id]);
  useEffect(() => {
    if (isOnline.value) {
      void door.send();
    }
  }, [isOnline.value, returns.value]);
  useEffect(
    () => () => {
      door.close();
      void sendScans().catch(() => {});
    },
    [door],
  );

  useEffect(() => catchKeys(() => codeForm.current?.querySelector("input")), []);

  // A scan that comes while another one is judged waits for its turn; the same one does not count twice.
  const queue = useRef<Input[]>([]);
  const judge = async (input: Input) => {
    const all = queue.current;
    if (all.some((one) => one.payload === input.payload && one.code === input.code) || all.push(input) > 1) {
      return;
    }
    for (let next = all[0]; next; next = all[0]) {
      await judgeOne(next);
      all.shift();
    }
  };
  const judgeOne = (input: Input) =>
    run(async () => {
      // The answer about the person before is not one about this one.
      verdict.value = undefined;
      const said = await door.judge(input);
      verdict.value = said;
      const isGood = said.kind === "ok";
      if (isGood) {
        letIn.value++;
      }
      beep(isGood);
      navigator.vibrate?.(isGood ? 80 : [120, 60, 120]);
      setTimeout(() => {
        if (verdict.value === said) {
          verdict.value = undefined;
        }
      }, Shown);
    });

  const isGone = useRef(false);
  const isAsking = useRef(false);
  const stop = () => {
    for (const track of stream.current?.getTracks() ?? []) {
      track.stop();
    }
    stream.current = undefined;
    isFilming.value = false;
  };
  useEffect(() => {
    const film = video.current;
    if (!isFilming.value || !film || !stream.current) {
      return;
    }
    film.srcObject = stream.current;
    void film.play().catch(() => {});
    const end = watch(film, (payload) => void judge({ payload }));
    // The screen stays lit at the door.
    let lock: { release(): Promise<void> } | undefined;
    const { wakeLock } = navigator as { wakeLock?: { request(kind: "screen"): Promise<{ release(): Promise<void> }> } };
    // The browser takes it back when the page is hidden.
    const stayLit = () => {
      if (document.visibilityState === "visible") {
        void wakeLock?.request("screen").then(
          (held) => {
            lock = held;
          },
          () => {},
        );
      }
    };
    stayLit();
    document.addEventListener("visibilitychange", stayLit);
    return () => {
      end();
      document.removeEventListener("visibilitychange", stayLit);
      void lock?.release().catch(() => {});
    };
  }, [isFilming.value]);
  useEffect(
    () => () => {
      isGone.current = true;
      stop();
    },
    [],
  );

  const film = async () => {
    if (isAsking.current || stream.current) {
      return;
    }
    isAsking.current = true;
    try {
      stream.current = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 960 } },
      });
      // The reader may have left while the browser asked: the camera would stay on.
      if (isGone.current) {
        stop();
        return;
      }
      isFilming.value = true;
      const can = stream.current.getVideoTracks()[0]?.getCapabilities?.() as { torch?: boolean } | undefined;
      isTorch.value = can?.torch ? false : undefined;
    } catch {
      toast(texts.noCamera);
    } finally {
      isAsking.current = false;
    }
  };
  const light = async () => {
    isTorch.value = !isTorch.value;
    await stream.current
      ?.getVideoTracks()[0]
      ?.applyConstraints({ advanced: [{ torch: isTorch.value } as MediaTrackConstraintSet] })
      .catch(() => {});
  };

  const now = verdict.value;
  // So that it does not lie over what the Tab key leads to.
  useEffect(() => {
    const press = ({ key }: KeyboardEvent) => {
      if (key === "Tab" || key === "Escape") {
        verdict.value = undefined;
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <header class="page-head">
        <div>
          <h1>{texts.scanTitle}</h1>
          {event && (
            <p class="soft">
              <a href={to(`/organize/${id}`)} dir="auto">
                {event.name}
              </a>
            </p>
          )}
        </div>
        <Tag kind="good" icon="check">
          {texts.scanned(letIn.value)}
        </Tag>
      </header>
      <div class="scan-field">
        {isFilming.value ? (
          <video ref={video} muted playsInline aria-label={texts.camera} />
        ) : (
          <div class="scan-off">
            <Icon name="camera" size={40} />
            <p>{texts.cameraText}</p>
            <Button kind="primary" icon="camera" onClick={film}>
              {texts.camera}
            </Button>
          </div>
        )}
      </div>
      <div
        class={`scan-verdict ${now?.kind ?? ""}`}
        role="status"
        aria-live="assertive"
        onPointerDown={() => {
          verdict.value = undefined;
        }}
      >
        {now && <VerdictText verdict={now} />}
      </div>
      {isFilming.value && (
        <div class="row">
          {isTorch.value !== undefined && (
            <Button aria-pressed={isTorch.value} onClick={light}>
              {texts.torch}
            </Button>
          )}
          <Button onClick={stop}>{texts.stop}</Button>
        </div>
      )}
      <form
        ref={codeForm}
        class="row scan-code"
        onSubmit={(submit) => {
          submit.preventDefault();
          const typed = code.value.trim();
          if (typed) {
            code.value = "";
            // A scanner that types sends the whole text of the code.
            void judge(typed.includes(".") ? { payload: typed } : { code: typed.toUpperCase() });
          }
        }}
      >
        <Field
          label={texts.code}
          value={code.value}
          dir="ltr"
          autocomplete="off"
          spellcheck={false}
          onValue={(value) => {
            code.value = value;
          }}
        />
        <Button kind="primary" type="submit" isBusy={isBusy.value}>
          {texts.check}
        </Button>
      </form>
      {door.waiting.value.length > 0 && (
        <p class="row">
          <Tag kind="warn" icon="away">
            {texts.queued(door.waiting.value.length)}
          </Tag>
          <Button kind="quiet" onClick={() => door.send()}>
            {words.value.common.retry}
          </Button>
        </p>
      )}
      <div aria-live="polite">
        {door.conflicts.value.length > 0 && (
          <section class="panel" aria-labelledby="conflicts">
            <h2 id="conflicts">{texts.conflicts}</h2>
            <p class="soft">{texts.conflictsText}</p>
            <ul class="rows">
              {door.conflicts.value.map(({ scan, verdict: said }) => (
                <li key={scan.nonce} class="line">
                  <span class="line-text">
                    <span class="line-title">{textOf(said)}</span>
                    <span class="small soft">
                      {texts.letInAt(clock(new Date(scan.at).toISOString()))}
                      {" · "}
                      <bdi class="mono">{scan.ticketCode ?? scan.code}</bdi>
                    </span>
                  </span>
                  <span class="line-end">
                    {said.kind === "refused" && (
                      <Button kind="quiet" onClick={() => run(() => door.sendAgain(scan.nonce))}>
                        {words.value.common.retry}
                      </Button>
                    )}
                    <Button kind="quiet" onClick={() => run(() => door.putAside(scan.nonce))}>
                      {texts.putAside}
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <Arrivals id={id} news={letIn.value} />
      <p>
        <ButtonLink kind="quiet" href={to(`/organize/${id}?part=attendees`)}>
          {texts.attendees}
        </ButtonLink>
      </p>
    </>
  );
}

/** A verdict in words. */
function textOf(verdict: Verdict): string {
  const texts = organizeWords.value;
  switch (verdict.kind) {
    case "ok":
      return verdict.isOffline ? texts.offlineOk : texts.ok;
    case "already":
      return verdict.at ? texts.already(clock(verdict.at), verdict.by) : texts.alreadyUsed;
    case "refused":
      return texts.refusals[verdict.reason ?? ""] ?? verdict.text ?? texts.refused;
    default:
      return texts[verdict.kind];
  }
}

/** Beside the words, for an eye that does not tell the colours apart. */
const iconOf = ({ kind }: Verdict): IconName =>
  kind === "ok" ? "check" : kind === "already" || kind === "unpaid" || kind === "unchecked" ? "warning" : "close";

function VerdictText({ verdict }: { verdict: Verdict }) {
  return (
    <p>
      <Icon name={iconOf(verdict)} size={112} />
      <strong>{textOf(verdict)}</strong>
      {"name" in verdict && verdict.name && (
        <span>
          <bdi>{verdict.name}</bdi>
        </span>
      )}
    </p>
  );
}
