const Day = 86_400_000;

/** The times that a choice of days stands for. The end is a whole hour, so that the same question has the same address. */
export function days(when: string, now = Date.now()): { start_before?: string } {
  const length = { today: 1, week: 7, month: 30 }[when];
  if (!length) {
    return {};
  }
  const end = new Date(length === 1 ? new Date(now).setHours(24, 0, 0, 0) : now + length * Day);
  end.setMinutes(0, 0, 0);
  return { start_before: end.toISOString() };
}
