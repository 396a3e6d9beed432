import "./states.css";
import { ApiError, ConnectionFailed, NotFound, RateLimited, ServerError, TimedOut, ValidationFailed } from "@community/sdk";
import type { ComponentChildren } from "preact";
import { NoPasskey } from "../app/passkey.js";
import { to } from "../app/router.js";
import { waitOf } from "../words/format.js";
import { words } from "../words/words.js";
import { Button, ButtonLink } from "./button.js";
import { Icon, type IconName } from "./icon.js";

/** Seconds: longer waits are said in minutes, or by the clock. */
const LongestCounted = 90;

/** How Chromium, Firefox and Safari say that the code of a screen could not be loaded. */
const NotLoaded = /dynamically imported module|module script/i;

/** The failure and the remedy, in the reader's language. */
export function sentence(error: unknown): string {
  const texts = words.value.errors;
  if (error instanceof RateLimited) {
    const seconds = Math.ceil(error.retryAfter ?? 10);
    return seconds <= LongestCounted ? texts.busy(seconds) : texts.enough(waitOf(seconds));
  }
  if (error instanceof TimedOut) {
    return texts.late;
  }
  if (error instanceof ConnectionFailed) {
    return texts.offline;
  }
  if (error instanceof ServerError) {
    return texts.server;
  }
  if (error instanceof ValidationFailed && (!error.reason || Object.keys(error.errors).length > 0)) {
    return texts.invalid;
  }
  if (error instanceof ApiError) {
    return texts.refused(error);
  }
  if (error instanceof NoPasskey) {
    return texts.passkey;
  }
  if (error instanceof TypeError && NotLoaded.test(error.message)) {
    return texts.unloaded;
  }
  return error instanceof Error ? error.message : texts.server;
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const texts = words.value;
  if (error instanceof NotFound) {
    return <Missing />;
  }
  return (
    <div class="state" role="alert">
      <Icon name="warning" size={32} />
      <h2>{texts.errors.title}</h2>
      <p class="soft">{sentence(error)}</p>
      {error instanceof ApiError && error.traceId && <p class="small soft">{texts.common.reference(error.traceId)}</p>}
      {retry && (
        <Button icon="retry" onClick={retry}>
          {texts.common.retry}
        </Button>
      )}
    </div>
  );
}

export function Missing() {
  const texts = words.value.errors;
  return (
    <div class="state">
      <Icon name="compass" size={32} />
      <h1 tabIndex={-1}>{texts.missingTitle}</h1>
      <p class="soft">{texts.missing}</p>
      <ButtonLink href={to("/")}>{texts.missingAction}</ButtonLink>
    </div>
  );
}

export function Empty({
  icon,
  title,
  text,
  level = 2,
  children,
}: {
  icon: IconName;
  title: string;
  text: string;
  /** 1 where it is the whole page. */
  level?: 1 | 2;
  children?: ComponentChildren;
}) {
  const Title = level === 1 ? "h1" : "h2";
  return (
    <div class="state">
      <Icon name={icon} size={32} />
      <Title class="state-title">{title}</Title>
      <p class="soft">{text}</p>
      {children}
    </div>
  );
}

/** A box in the shape of the coming content. It appears only when the wait is felt. */
export function Bone({ kind = "line" }: { kind?: "line" | "title" | "cover" | "card" | "row" }) {
  return <div class={`bone bone-${kind}`} />;
}

/** Placeholders, with one text for screen readers. */
export function Skeleton({ children, kind = "stack" }: { children: ComponentChildren; kind?: string }) {
  return (
    <div class={`skeleton ${kind}`} role="status">
      <span class="visually-hidden">{words.value.common.loading}</span>
      {children}
    </div>
  );
}
