/**
 * The clocks of a zone as the host shows them.
 *
 * A second opinion on calendars: it shares nothing with the one under test.
 */

/** What `look` sees with the host's clock set to a zone; afterwards it is set back. */
export function inZone<T>(zone: string, look: () => T): T {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return look();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

/** What the clocks show now, as if they showed UTC. To be asked `inZone`. */
export function shown(time: number): number {
  const local = new Date(time);
  return Date.UTC(
    local.getFullYear(),
    local.getMonth(),
    local.getDate(),
    local.getHours(),
    local.getMinutes(),
    local.getSeconds(),
  );
}
