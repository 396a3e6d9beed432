const Day = 86_400_000;
const Week = 7;

interface Span {
  start_after?: string;
  start_before?: string;
}

const atMidnight = (now: number, daysLater: number) => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + daysLater);
};

/** The days of the weekend where the language is spoken, as 0 for Sunday to 6. */
function weekendOf(language: string): readonly number[] {
  const known = new Intl.Locale(language) as { getWeekInfo?(): { weekend: number[] }; weekInfo?: { weekend: number[] } };
  return (known.getWeekInfo?.() ?? known.weekInfo)?.weekend.map((day) => day % Week) ?? [6, 0];
}

/** From the next weekend's first midnight, or from now if it is the weekend, until its last one. */
function weekend(now: number, language: string): Span {
  const free = weekendOf(language);
  const isFree = (daysLater: number) => free.includes((new Date(now).getDay() + daysLater) % Week);
  let first = 0;
  while (!isFree(first) && first < Week) {
    first++;
  }
  let end = first;
  while (isFree(end) && end < first + Week) {
    end++;
  }
  return {
    ...(first > 0 ? { start_after: atMidnight(now, first).toISOString() } : {}),
    start_before: atMidnight(now, end).toISOString(),
  };
}

/** The times that a choice of days stands for. The end is a whole hour, so that the same question has the same address. */
export function days(when: string, now = Date.now(), language = "en"): Span {
  if (when === "today") {
    return { start_before: atMidnight(now, 1).toISOString() };
  }
  if (when === "weekend") {
    return weekend(now, language);
  }
  const length = { week: Week, month: 30 }[when];
  if (!length) {
    return {};
  }
  const end = new Date(now + length * Day);
  end.setMinutes(0, 0, 0);
  return { start_before: end.toISOString() };
}
