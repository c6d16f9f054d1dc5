/** Whether Go's `time.Parse(time.RFC3339, text)` takes it, as `metav1.Time` asks. */
export function isTime(text: string): boolean {
  return valid(
    /^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/.exec(text),
  );
}

/** The same for `metav1.MicroTime`, which wants six digits after the point. */
export function isMicroTime(text: string): boolean {
  return valid(/^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)[.,]\d{6}(?:Z|[+-](\d\d):(\d\d))$/.exec(text));
}

function valid(match: RegExpExecArray | null): boolean {
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  const days = new Date(Date.UTC(year < 100 ? year + 400 : year, month, 0)).getUTCDate();
  const date = month >= 1 && month <= 12 && day >= 1 && day <= days;
  return date && hour < 24 && minute < 60 && second < 60 && zoneHour <= 24 && zoneMinute < 60;
}
