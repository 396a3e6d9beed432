import { api } from "./api.js";

/** What calendars take of an event. */
export interface Entry {
  id: string;
  name: string;
  start: string;
  end: string;
  zone: string;
  place?: string | undefined;
  text?: string | undefined;
}

/** Characters: longer addresses are cut or refused by calendars. */
const LongestText = 1000;

/** Gives the reader an event as a file that calendars take. */
export async function saveCalendar(eventId: string, name: string): Promise<void> {
  const file = await (await api.events.calendar(eventId)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${name}.ics`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function address(base: string, fields: Record<string, string | undefined>): string {
  const given = Object.entries(fields).filter((field): field is [string, string] => Boolean(field[1]));
  return `${base}?${new URLSearchParams(given)}`;
}

const textOf = (of: Entry) => of.text?.slice(0, LongestText);

/** The page of Google's calendar with the event filled in. Nothing is sent before the reader follows it. */
export function googleCalendar(of: Entry): string {
  const time = (text: string) => new Date(text).toISOString().replace(/[-:]|\.\d+/g, "");
  return address("https://calendar.google.com/calendar/render", {
    action: "TEMPLATE",
    text: of.name,
    dates: `${time(of.start)}/${time(of.end)}`,
    ctz: of.zone,
    location: of.place,
    details: textOf(of),
  });
}

/** The same page of Outlook's calendar. */
export function outlookCalendar(of: Entry): string {
  const time = (text: string) => new Date(text).toISOString().replace(/\.\d+/, "");
  return address("https://outlook.live.com/calendar/0/action/compose", {
    rru: "addevent",
    subject: of.name,
    startdt: time(of.start),
    enddt: time(of.end),
    location: of.place,
    body: textOf(of),
  });
}
