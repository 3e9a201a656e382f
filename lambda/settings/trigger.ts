/**
 * The hours at which an EventBridge schedule starts runs, like those of `cron(0 3,15 * * ? *)`, in its zone.
 *
 * Undefined for what has no fixed hours, or is not read here.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function runHoursOf(expression: string): readonly number[] | undefined {
  const [, rate, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(expression.trim()) ?? [];
  if (rate !== undefined) return Number(rate) * (unit === 'hour' ? 60 : 1) <= 60 ? EVERY_HOUR : undefined;
  const [, hours] = /^cron\(\S+ (\S+) \S+ \S+ \S+ \S+\)$/.exec(expression.trim()) ?? [];
  if (hours === undefined) return undefined;
  if (hours === '*') return EVERY_HOUR;
  const parts = hours.split(',').map(hoursIn);
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

const EVERY_HOUR: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour);

/** One part of a list of hours: `3`, `8-17`, `0/6`. */
function hoursIn(part: string): readonly number[] | undefined {
  const [, from, to, step] = /^(\*|\d{1,2})(?:-(\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  if (from === undefined || step === '0') return undefined;
  const first = from === '*' ? 0 : Number(from);
  const last = to === undefined ? (from === '*' || step !== undefined ? 23 : first) : Number(to);
  const hours = EVERY_HOUR.filter(
    (hour) => hour >= first && hour <= last && (hour - first) % Number(step ?? 1) === 0,
  );
  return hours.length === 0 ? undefined : hours;
}
