import type { ComponentChildren } from "preact";
import { to } from "../app/router.js";
import { Avatar } from "../ui/avatar.js";
import { Tag } from "../ui/tag.js";
import { words } from "../words/words.js";

/** The members of every view of a person; the contract does not type all of them. */
export interface SomePerson {
  id: string;
  username?: unknown;
  full_name?: unknown;
  picture_url?: unknown;
  is_bot?: unknown;
}

export const nameOf = (person: Omit<SomePerson, "id"> | null | undefined): string =>
  String(person?.full_name || person?.username || words.value.common.untitled);

export const pictureOf = (person: SomePerson): string | null => (person.picture_url as string | null | undefined) ?? null;

/** Stands beside the name of an account in which a program acts; nothing for a person. */
export const BotMark = ({ of }: { of: Omit<SomePerson, "id"> | null | undefined }) =>
  of?.is_bot === true ? <Tag>{words.value.common.bot}</Tag> : null;

/** A person in a list: picture, name that leads to the profile, a line of text, and actions. */
export function PersonLine({ person, text, children }: { person: SomePerson; text?: ComponentChildren; children?: ComponentChildren }) {
  const link = (
    <a href={to(`/users/${person.id}`)}>
      <bdi>{nameOf(person)}</bdi>
    </a>
  );
  return (
    <div class="line">
      <Avatar id={person.id} name={nameOf(person)} picture={pictureOf(person)} />
      <div class="line-text in-line">
        {person.is_bot === true ? (
          <span class="row">
            {link} <BotMark of={person} />
          </span>
        ) : (
          link
        )}
        {text && <span class="small soft">{text}</span>}
      </div>
      {children && <div class="line-end">{children}</div>}
    </div>
  );
}

/** A person in a line of text, with what they are there; nothing for one who is not known. */
export const Named = ({ label, of }: { label: string; of: SomePerson | null | undefined }) =>
  of ? (
    <span class="small soft">
      {label}:{" "}
      <a href={to(`/users/${of.id}`)}>
        <bdi>{nameOf(of)}</bdi>
      </a>
    </span>
  ) : null;
