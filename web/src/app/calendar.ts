import { api } from "./api.js";

/** Gives the reader an event as a file that calendars take. */
export async function saveCalendar(eventId: string, name: string): Promise<void> {
  const file = await (await api.events.calendar(eventId)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${name}.ics`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
