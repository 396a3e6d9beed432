import "../../parts/listing.css";
import { ValidationFailed } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useAct } from "../../app/act.js";
import { api, me } from "../../app/api.js";
import { faultsOf } from "../../app/form.js";
import { useLoad } from "../../app/load.js";
import { go, query, type ScreenProps, to } from "../../app/router.js";
import { Screen } from "../../app/screen.js";
import { NeedAccount } from "../../parts/need-account.js";
import { PictureButton } from "../../parts/picture-button.js";
import { type Settle, ZoneField } from "../../parts/zone-field.js";
import { readEvent } from "../../store/feed.js";
import { forget, keep, kept } from "../../store/idb.js";
import { events } from "../../store/store.js";
import { Button, ButtonLink } from "../../ui/button.js";
import { Field, PickOne, TextArea } from "../../ui/field.js";
import { Bone, Failure, Skeleton, sentence } from "../../ui/states.js";
import { countries } from "../../words/countries.js";
import { words } from "../../words/words.js";
import { bodyOf, bodyOfChanges, emptyForm, type Form, faultsIn, formOf, type KeptChanges, keptOf, resumed } from "./draft.js";
import { BecomeOrganizer } from "./organize.js";
import { Preview } from "./preview.js";
import { organizeWords } from "./words.js";

/** Where the draft is kept: of an event that is changed, of a copy, or of a new one. */
const placeOf = (id: string | undefined, copied: string | null) =>
  id ? `event-form/${id}` : copied ? `event-form/copy/${copied}` : "event-form/new";

export default function EditEvent({ parameters: { id } }: ScreenProps) {
  const texts = organizeWords.value;
  return (
    <Screen title={id ? texts.editTitle : texts.new} class="page">
      <NeedAccount isFull>
        <Body id={id} />
      </NeedAccount>
    </Screen>
  );
}

function Body({ id }: { id: string | undefined }) {
  const texts = organizeWords.value;
  const form = useSignal<Form | undefined>(undefined);
  /** The form of the event that is changed or copied, before the reader wrote. */
  const start = useSignal<Form | undefined>(undefined);
  const errors = useSignal<Record<string, string>>({});
  const problem = useSignal("");
  const isOrganizer = useSignal<boolean | undefined>(undefined);
  const zone = useRef<Settle | undefined>(undefined);
  const { isBusy, run } = useAct();
  const removal = useAct();
  const copied = query.value.get("of");
  const draft = placeOf(id, copied);
  const loading = useLoad(async () => {
    const mine = await api.me.get();
    isOrganizer.value = mine.roles.some((role) => role === "organizer" || role === "admin");
    const source = id ?? copied;
    if (source) {
      await readEvent(source);
      const event = events.of(source).peek();
      if (event) {
        start.value = { ...formOf(event), ...(id ? {} : { start_datetime: "", end_datetime: "" }) };
        form.value = resumed(start.value, await kept<KeptChanges>("drafts", draft));
      }
    } else {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      start.value = undefined;
      form.value = { ...emptyForm(zone), ...(await kept<Form>("drafts", draft)) };
    }
  }, [id, copied, me.value?.id]);
  if (loading.error) {
    return <Failure error={loading.error} retry={loading.again} />;
  }
  if (isOrganizer.value === false) {
    return (
      <>
        <h1>{texts.new}</h1>
        <BecomeOrganizer
          onDone={() => {
            isOrganizer.value = true;
          }}
        />
      </>
    );
  }
  const now = form.value;
  if (!now) {
    return (
      <Skeleton>
        <Bone kind="title" />
        <Bone kind="row" />
        <Bone kind="row" />
        <Bone kind="row" />
      </Skeleton>
    );
  }
  const begun = start.value;
  // What is changed; of a copied event only the fields are taken.
  const event = id ? events.of(id).value : undefined;
  const set = (change: Partial<Form>) => {
    // As it is now: a zone may be found while another field is written.
    form.value = { ...(form.peek() ?? now), ...change };
    const changes = start.value ? keptOf(form.value, start.value) : form.value;
    // Without room it lasts as long as the page.
    void (changes ? keep("drafts", draft, changes) : forget("drafts", draft)).catch(() => {});
  };
  const of = (name: keyof Form) => ({
    value: now[name],
    error: errors.value[name],
    onValue: (value: string) => set({ [name]: value }),
  });
  const save = async () => {
    if (zone.current && !(await zone.current())) {
      return;
    }
    const now = form.peek();
    if (!now) {
      return;
    }
    errors.value = {};
    problem.value = "";
    const sentences = { missing: words.value.errors.required, order: texts.dates, number: texts.noNumber };
    const faults = Object.entries(faultsIn(now));
    if (faults.length > 0) {
      errors.value = Object.fromEntries(faults.map(([name, fault]) => [name, sentences[fault]]));
      return;
    }
    await run(async () => {
      const body = bodyOf(now);
      try {
        const changes = id && begun ? bodyOfChanges(now, begun) : undefined;
        const isSame = changes && Object.keys(changes).length === 0;
        const saved = id && isSame ? { id } : await (id && changes ? api.events.update(id, changes) : api.events.create(body));
        await forget("drafts", draft).catch(() => {});
        go(`/organize/${saved.id}`, { isStep: false });
      } catch (error) {
        if (error instanceof ValidationFailed) {
          errors.value = faultsOf(error, body.currency ?? undefined);
        }
        problem.value = sentence(error);
      }
    });
  };
  const isChanged = begun && keptOf(now, begun) !== undefined;
  return (
    <>
      <header class="page-head">
        <h1>{id ? texts.editTitle : texts.new}</h1>
        <span class="small soft">
          {isChanged ? texts.unsaved : texts.kept}{" "}
          {isChanged && (
            <button type="button" class="link-button" onClick={() => set(begun)}>
              {texts.discard}
            </button>
          )}
        </span>
      </header>
      <div class="edit-event">
        <form
          class="fields"
          noValidate
          onSubmit={(submit) => {
            submit.preventDefault();
            void save();
          }}
        >
          <div class="whole">
            <Field label={texts.name} maxLength={255} dir="auto" required {...of("name")} />
          </div>
          <div class="whole">
            <TextArea label={texts.description} rows={6} {...of("description")} />
          </div>
          <div class="fields whole">
            <Field label={texts.kind} hint={texts.kindHint} maxLength={50} dir="auto" {...of("event_type")} />
            <Field label={texts.interests} hint={texts.interestsHint} dir="auto" {...of("interests")} />
          </div>
          <fieldset class="fields whole">
            <legend>{words.value.event.when}</legend>
            <Field label={texts.start} type="datetime-local" required {...of("start_datetime")} />
            <Field label={texts.end} type="datetime-local" required {...of("end_datetime")} />
            <ZoneField label={texts.zone} value={now.time_zone} settled={zone} onValue={(value) => set({ time_zone: value })} />
          </fieldset>
          <fieldset class="fields whole">
            <legend>{words.value.event.where}</legend>
            <Field label={texts.place} maxLength={255} dir="auto" {...of("location_name")} />
            <Field label={texts.address} maxLength={255} dir="auto" {...of("location_address")} />
            <Field label={texts.city} maxLength={100} dir="auto" {...of("location_city")} />
            <PickOne
              label={texts.country}
              value={now.location_country.toUpperCase()}
              options={[["", texts.noCountry], ...countries()]}
              onValue={(value) => set({ location_country: value })}
            />
            <Field label={texts.latitude} hint={texts.positionHint} inputMode="decimal" dir="ltr" {...of("latitude")} />
            <Field label={texts.longitude} inputMode="decimal" dir="ltr" {...of("longitude")} />
            <Field label={texts.radius} hint={texts.radiusHint} type="number" min={10} max={10_000} {...of("geofence_radius_m")} />
          </fieldset>
          <fieldset class="fields whole">
            <legend>{texts.seatsAndPrice}</legend>
            <Field label={texts.seats} hint={texts.seatsHint} type="number" min={1} {...of("max_attendees")} />
            <PickOne
              label={texts.visibility}
              value={now.visibility}
              options={[
                ["public", texts.public],
                ["private", texts.private],
              ]}
              onValue={(value) => set({ visibility: value })}
            />
            <Field label={texts.refund} type="number" min={0} {...of("refund_hours")} />
            <Field label={texts.price} hint={texts.priceHint} type="number" min={0} step="any" {...of("price")} />
            <Field label={texts.currency} maxLength={3} dir="ltr" placeholder="AED" {...of("currency")} />
            <Field label={texts.creditsPrice} hint={texts.creditsHint} type="number" min={1} step={1} {...of("price_credits")} />
          </fieldset>
          {problem.value && (
            <p class="field-error whole" role="alert">
              {problem.value}
            </p>
          )}
          <div class="whole row">
            <Button kind="primary" type="submit" isBusy={isBusy.value}>
              {id ? words.value.common.save : texts.create}
            </Button>
            <ButtonLink
              kind="quiet"
              href={to(id ? `/organize/${id}` : "/organize")}
              onClick={() => {
                if (start.value) {
                  void forget("drafts", draft).catch(() => {});
                }
              }}
            >
              {words.value.common.cancel}
            </ButtonLink>
          </div>
        </form>
        <div class="stack edit-side">
          <Preview form={now} of={event} />
          {event && (
            <p class="row">
              <PictureButton
                label={texts.choose}
                tooLarge={texts.tooLarge}
                shape="wide"
                onPick={async (file) => {
                  await api.events.setImage(event.id, file, {}, { contentType: file.type });
                  await readEvent(event.id);
                }}
              />
              {event.image_url && (
                <Button
                  kind="quiet"
                  icon="trash"
                  isBusy={removal.isBusy.value}
                  onClick={() =>
                    removal.run(async () => {
                      await api.events.deleteImage(event.id);
                      await readEvent(event.id);
                    }, words.value.common.deleted)
                  }
                >
                  {texts.removePicture}
                </Button>
              )}
            </p>
          )}
        </div>
      </div>
    </>
  );
}
