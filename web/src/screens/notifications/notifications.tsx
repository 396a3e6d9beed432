import "../../parts/listing.css";
import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { latest } from "../../app/latest.js";
import { useList } from "../../app/list.js";
import { useLoad } from "../../app/load.js";
import { place, query, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { linkTo } from "../../parts/link-to.js";
import { Listing } from "../../parts/listing.js";
import { NeedAccount } from "../../parts/need-account.js";
import { nameOf } from "../../parts/person.js";
import { SubNav } from "../../parts/subnav.js";
import { TableBox } from "../../parts/table-box.js";
import { readKept } from "../../store/answers.js";
import { returns } from "../../store/feed.js";
import { Avatar } from "../../ui/avatar.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Check, PickOne } from "../../ui/field.js";
import { Icon } from "../../ui/icon.js";
import { Bone, Empty, Failure, Skeleton, sentence } from "../../ui/states.js";
import { Tag } from "../../ui/tag.js";
import { toast } from "../../ui/toast.js";
import { ago } from "../../words/format.js";
import { words } from "../../words/words.js";
import { ringSound } from "../calls/media.js";
import { isPushed, PushProblem, startPush, stopPush } from "./push.js";
import { QuietHoursPanel } from "./quiet-hours.js";
import { notificationWords } from "./words.js";

type Entry = Schemas["NotificationView"];

export default function Notifications() {
  return (
    <Screen title={notificationWords.value.title} class="page tight">
      <NeedAccount>
        <Body />
      </NeedAccount>
    </Screen>
  );
}

function Body() {
  const texts = notificationWords.value;
  const show = query.value.get("show") ?? "";
  return (
    <>
      <header class="stack">
        <h1>{texts.title}</h1>
        <SubNav
          label={texts.title}
          here={place.value.path + (show ? `?show=${show}` : "")}
          links={[
            [to("/notifications"), texts.all],
            [to("/notifications?show=unread"), texts.unread],
            [to("/notifications?show=settings"), texts.settings],
          ]}
        />
      </header>
      {show === "settings" ? <Settings /> : <NotificationList key={show} isUnread={show === "unread"} />}
    </>
  );
}

function NotificationList({ isUnread }: { isUnread: boolean }) {
  const texts = notificationWords.value;
  const all = useList<Entry>(
    (cursor) => {
      const read = () => api.notifications.list({ limit: 30, cursor, ...(isUnread ? { unread: true } : {}) });
      return cursor ? read() : readKept(`notifications ${isUnread}`, read);
    },
    [me.value?.id, isUnread],
    { again: [returns.value] },
  );
  // What is new comes on top: the pages that were read stay, and so does the reader's place. Where more is new than a page has, all is read again.
  const fresh = useRef((_: readonly Entry[], _hasMore: boolean) => {});
  fresh.current = (items, hasMore) => {
    const known = new Set(all.items?.map((one) => one.id));
    if (hasMore && known.size > 0 && !items.some((one) => known.has(one.id))) {
      all.again();
    } else {
      all.change((old) => [...items, ...old.filter((one) => !items.some((item) => item.id === one.id))]);
    }
  };
  useEffect(() => {
    const end = new AbortController();
    const look = () =>
      void api.notifications.list({ limit: 30, ...(isUnread ? { unread: true } : {}) }, { signal: end.signal }).then(
        ({ items, next_cursor }) => fresh.current(items, Boolean(next_cursor)),
        () => {},
      );
    const ends = [api.realtime.on("notification", look), api.realtime.on("connected", look)];
    return () => {
      end.abort();
      for (const stop of ends) {
        stop();
      }
    };
  }, [me.value?.id, isUnread]);
  const { isBusy, run } = useAct();
  const read = (id: string) => {
    all.change((items) => items.map((one) => (one.id === id ? { ...one, read_at: new Date().toISOString() } : one)));
    void api.notifications.markRead({ ids: [id] }).catch(() => {});
  };
  return (
    <>
      {all.items?.some((one) => !one.read_at) && (
        <div class="row">
          <Button
            icon="check"
            isBusy={isBusy.value}
            onClick={() =>
              run(async () => {
                await api.notifications.markRead({ all: true });
                all.again();
              })
            }
          >
            {texts.markAll}
          </Button>
        </div>
      )}
      <Listing
        of={all}
        label={texts.title}
        empty={
          <Empty icon="bell" title={texts.none} text={texts.noneText}>
            <ButtonLink href={to("/")}>{words.value.mine.emptyAction}</ButtonLink>
          </Empty>
        }
      >
        {(one) => (
          <li key={one.id} class={one.read_at ? "line" : "line notice-new"}>
            {one.actor ? (
              <Avatar id={one.actor.id} name={nameOf(one.actor)} picture={one.actor.picture_url} />
            ) : (
              <span class="avatar tone-1" aria-hidden="true">
                <Icon name="bell" size={18} />
              </span>
            )}
            <div class="line-text in-line" dir="auto">
              <a href={linkTo(one.link)} onClick={() => read(one.id)}>
                {one.title}
              </a>
              <span class="small soft">{one.text}</span>
              <span class="small soft">{ago(one.updated_at)}</span>
            </div>
            <div class="line-end">
              {one.count > 1 && <Tag>{one.count}</Tag>}
              {!one.read_at && (
                <span class="dot">
                  <span class="visually-hidden">{texts.open}</span>
                </span>
              )}
            </div>
          </li>
        )}
      </Listing>
    </>
  );
}

const ways = ["in_app", "mail", "push"] as const;

function Settings() {
  const texts = notificationWords.value;
  const now = useSignal<Schemas["Preferences"] | undefined>(undefined);
  const push = useSignal<PushState>({ isOn: undefined, devices: [] });
  const loading = useLoad(async () => {
    const [preferences, state] = await Promise.all([api.notifications.getPreferences(), readPush()]);
    push.value = state;
    now.value = preferences;
  }, [me.value?.id]);
  const save = useMemo(
    () =>
      latest<Schemas["Preferences"]>(
        (value) => api.notifications.setPreferences(value),
        () => toast(words.value.common.saved),
        (error) => {
          toast(sentence(error));
          loading.again();
        },
      ),
    [loading.again],
  );
  if (!now.value) {
    return loading.error ? (
      <Failure error={loading.error} retry={loading.again} />
    ) : (
      <Skeleton>
        <Bone kind="row" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const set = (change: Partial<Schemas["Preferences"]>) => {
    now.value = { ...(now.value as Schemas["Preferences"]), ...change };
    void save(now.value);
  };
  const { kinds, digest } = now.value;
  const names = { in_app: texts.inApp, mail: texts.mail, push: texts.push };
  return (
    <>
      <Push first={push.value} />
      <PickOne
        label={texts.digest}
        value={digest ?? "none"}
        options={Object.entries(texts.digests)}
        onValue={(value) => set({ digest: value })}
      />
      <QuietHoursPanel value={now.value.quiet_hours ?? null} onValue={(quiet_hours) => set({ quiet_hours })} />
      <Ring />
      <p class="soft">{texts.settingsLead}</p>
      <TableBox label={texts.settings}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.kind}</th>
              {ways.map((way) => (
                <th key={way} scope="col">
                  {names[way]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(kinds).map(([kind, of]) => (
              <tr key={kind}>
                <th scope="row">{texts.kinds[kind] ?? kind}</th>
                {ways.map((way) => (
                  <td key={way}>
                    <input
                      type="checkbox"
                      aria-label={`${texts.kinds[kind] ?? kind}: ${names[way]}`}
                      checked={of[way]}
                      onChange={(change) => set({ kinds: { ...kinds, [kind]: { ...of, [way]: change.currentTarget.checked } } })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </>
  );
}

/** How a call rings on this device. */
function Ring() {
  const texts = notificationWords.value;
  const isOn = useSignal(ringSound.get());
  return (
    <Check
      label={texts.ringSound}
      isOn={isOn.value}
      onChange={(next) => {
        ringSound.set(next);
        isOn.value = next;
      }}
    />
  );
}

interface PushState {
  /** Undefined: this device cannot be subscribed. */
  isOn: boolean | undefined;
  devices: readonly Schemas["PushDeviceView"][];
}

/** The settings are there without it. */
async function readPush(): Promise<PushState> {
  const [isOn, devices] = await Promise.all([
    isPushed().catch(() => undefined),
    Promise.resolve(api.notifications.pushDevices()).then(
      (page) => page.items,
      () => [],
    ),
  ]);
  return { isOn, devices };
}

function Push({ first }: { first: PushState }) {
  const texts = notificationWords.value;
  const isOn = useSignal(first.isOn);
  const { isBusy, run } = useAct();
  const devices = useSignal(first.devices);
  const turn = () =>
    run(async () => {
      try {
        await (isOn.value ? stopPush() : startPush());
        const next = await readPush();
        isOn.value = next.isOn;
        devices.value = next.devices;
      } catch (error) {
        if (error instanceof PushProblem) {
          toast(error.kind === "denied" ? texts.pushDenied : texts.pushNone);
          return;
        }
        throw error;
      }
    });
  return (
    <section class="panel" aria-labelledby="push">
      <h2 id="push">{texts.pushHere}</h2>
      <p class="soft">{isOn.value === undefined ? texts.pushNone : texts.pushText}</p>
      {devices.value.length > 0 && (
        <ul class="rows" aria-label={texts.devices}>
          {devices.value.map((one) => (
            <li key={one.id} class="line">
              <span class="line-text">
                <span class="line-title">
                  <bdi>{one.service}</bdi>
                </span>
                <span class="small soft">{texts.deviceSince(ago(one.created_at))}</span>
              </span>
              <span class="line-end">
                {one.is_current ? (
                  <Tag kind="good">{texts.thisSession}</Tag>
                ) : (
                  <Button
                    onClick={() =>
                      run(async () => {
                        await api.notifications.removePushDevice(one.id);
                        devices.value = devices.value.filter((other) => other.id !== one.id);
                      })
                    }
                  >
                    {words.value.common.remove}
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {isOn.value !== undefined && (
        <div class="row">
          <Button kind={isOn.value ? "plain" : "primary"} icon="bell" isBusy={isBusy.value} onClick={turn}>
            {isOn.value ? texts.pushOff : texts.pushOn}
          </Button>
        </div>
      )}
    </section>
  );
}
