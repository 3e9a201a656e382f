import type { SimulatedSnapshot } from '../stays.ts';
import type { Words } from '../words.ts';
import { capital, escaped, many } from '../../page/html.ts';

/**
 * The snapshots of one life as a timeline: which exist on a day, why, and until when.
 *
 * The list is complete without the script, which draws the line from it.
 *
 * @param label Whose snapshots, safe in an attribute.
 */
export function timeline(
  snapshots: readonly SimulatedSnapshot[],
  label: string,
  clock: (instant: string) => string,
  { one: thing, many: all, taken, of }: Words,
): string {
  const rows = snapshots.map((one) => row(one, clock));
  return `<div class="line" data-label="${capital(all)} of ${label}" hidden><svg height="62"></svg><p class="mark"></p></div>
<details class="stays"><summary>${many(snapshots.length, thing)} in this time, one by one</summary>
<pre tabindex="0" aria-label="${capital(all)} of ${label}: when each is ${taken}, deleted, and why it is kept">${columns(of, 'deleted', 'kept')}
${rows.join('\n')}</pre></details>
`;
}

/** What the script reads again: columns of fixed width, the day on which a replica was made if that is a later one, and the rules parted by `; since `. */
function row(
  { at, started = at, kept, isPinned, deleted }: SimulatedSnapshot,
  clock: (instant: string) => string,
): string {
  const rules = kept.map(
    ({ since, rules: words }) => `${since === undefined ? '' : `${since}: `}${escaped(words)}`,
  );
  const [day, startDay] = [clock(at).slice(0, 10), clock(started).slice(0, 10)];
  return columns(
    clock(at),
    deleted === undefined ? '-' : clock(deleted.at).slice(0, 10),
    `${startDay === day ? '' : `made ${startDay} · `}${isPinned === true ? '* ' : ''}${rules.join('; since ')}`,
  );
}

function columns(taken: string, deleted: string, kept: string): string {
  return `${taken.padEnd(16)}  ${deleted.padEnd(10)}  ${kept}`;
}
