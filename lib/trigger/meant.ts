/**
 * What a schedule that AWS refuses most likely means, with the rhythm that was written: a line of a crontab, or
 * of Quartz. Undefined where that would be a guess. It may be wrong in other ways.
 */
export function meantBy(expression: string): string | undefined {
  const text = expression.trim();
  const weeks = /^rate\((\d+)\s*weeks?\)$/i.exec(text)?.[1];
  if (weeks !== undefined) return `rate(${Number(weeks) * 7} days)`;
  const word = WORDS.get(text.toLowerCase().replace(/^@/, ''));
  if (word !== undefined) return word;
  const inside = /^cron\((.*)\)$/i.exec(text)?.[1] ?? text;
  const fields = inside.trim().split(/\s+/);
  const [first, ...others] = fields;
  if (fields.length === 5) return inside.includes('?') ? written([...fields, '*']) : ofCrontab(fields);
  if (fields.length === 6) return written(fields);
  return fields.length === 7 && first === '0' ? written(others) : undefined;
}

const WORDS = new Map([
  ['hourly', 'rate(1 hour)'],
  ['daily', 'cron(0 3 * * ? *)'],
]);

/** In a crontab 0 is Sunday, and so is 7; there is no `?`, and no year. */
function ofCrontab([minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '']: readonly string[]) {
  const named = dayOfWeek.replaceAll(/(?<![/#\w])[0-7](?!\w)/g, (day) => WEEKDAYS[Number(day)] ?? day);
  return written([minute, hour, dayOfMonth, month, named, '*']);
}

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** Of the two day fields, one that says nothing is `?`. */
function written([minute, hour, dayOfMonth, month, dayOfWeek, year]: readonly string[]): string {
  const isEither = dayOfMonth === '?' || dayOfWeek === '?';
  const [date, weekday] =
    isEither && dayOfMonth !== dayOfWeek
      ? [dayOfMonth, dayOfWeek]
      : /^[*?]$/.test(dayOfWeek ?? '')
        ? [dayOfMonth === '?' ? '*' : dayOfMonth, '?']
        : [/^[*?]$/.test(dayOfMonth ?? '') ? '?' : dayOfMonth, dayOfWeek];
  return `cron(${[minute, hour, date, month, weekday, year].join(' ')})`;
}
