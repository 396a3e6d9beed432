import { type Entry, googleCalendar, outlookCalendar, saveCalendar } from "../app/calendar.js";
import { sentence } from "../ui/states.js";
import { toast } from "../ui/toast.js";
import { words } from "../words/words.js";
import { Menu } from "./menu.js";

/** Ways of an event into the reader's calendar: a file, or a page of a calendar on the web that opens beside this one. */
export function CalendarMenu({ of, kind, isUp }: { of: Entry; kind?: "plain" | "quiet"; isUp?: boolean }) {
  const texts = words.value.event;
  return (
    <Menu
      label={texts.calendar}
      icon="calendar"
      kind={kind ?? "quiet"}
      isUp={isUp}
      items={[
        {
          text: texts.calendarFile,
          icon: "down",
          onChoose: () => void saveCalendar(of.id, of.name).catch((error) => toast(sentence(error))),
        },
        { text: texts.calendarOf("Google"), icon: "out", href: googleCalendar(of), isOut: true },
        { text: texts.calendarOf("Outlook"), icon: "out", href: outlookCalendar(of), isOut: true },
      ]}
    />
  );
}
