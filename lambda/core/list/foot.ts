import { awayText, clockText } from '../calendar.ts';
import { grouped } from '../grouped.ts';
import { neverProved, standingText, sumOfStandings } from '../proof/standing.ts';
import { counted } from '../text.ts';
import { commandLines, wrapped, type Writing } from './lines.ts';
import type { ListedRegion, ListedVolume, ReadRegion } from './listed.ts';

/** What needs a person, what all regions come to, and by which clocks their times are. */
export function footLines(regions: readonly ListedRegion[], writing: Writing): string[] {
  const read = regions.flatMap((one) => (one.status === 'read' ? one : []));
  const volumes = read.flatMap((one) => one.volumes);
  return [
    ...heldLines(read, writing),
    ...wrongTagLines(read, writing),
    ...wrapped(sumOf(regions, volumes), writing),
    ...proofSumLines(read, writing),
    ...imageSumLines(regions, writing),
    ...wrapped(times(volumes, writing), writing),
  ];
}

export function serversOf(regions: readonly ListedRegion[]): ListedVolume[] {
  return regions.flatMap((one) => (one.status === 'read' ? (one.images?.servers ?? []) : []));
}

/** Volumes of which nothing is deleted, because a proof of one of their snapshots is bad. */
function heldLines(regions: readonly ReadRegion[], writing: Writing): string[] {
  const held = regions.flatMap(({ region, volumes }) =>
    volumes.filter(({ remarks }) => remarks.some(({ word }) => word === 'held')).map(placed(region)),
  );
  const text = `${counted(held.length, 'volume is', 'volumes are')} held by a bad proof, so nothing is deleted there. To see what was seen, and what to do:`;
  return showLines(text, held, writing);
}

function wrongTagLines(regions: readonly ReadRegion[], writing: Writing): string[] {
  const volumes = regions.flatMap((one) => wrongIn(one.volumes, one.region));
  const servers = regions.flatMap(({ region, images }) => wrongIn(images?.servers ?? [], region));
  return [
    ...showLines(wrongText('volume', volumes.length), volumes, writing),
    ...showLines(wrongText('server', servers.length), servers, writing),
  ];
}

function wrongIn(things: readonly ListedVolume[], region: string): Placed[] {
  return things.filter(({ problems }) => problems.length > 0).map(placed(region));
}

function wrongText(what: 'volume' | 'server', count: number): string {
  const [tag, deleted] = what === 'volume' ? ['tag', 'nothing'] : ['tag for images', 'no image'];
  return `${counted(count, `${what} has`, `${what}s have`)} a wrong ${tag}, so ${deleted} is deleted there. To see what is wrong, and what to write:`;
}

interface Placed {
  readonly volumeId: string;
  readonly region: string;
}

function placed(region: string): (one: ListedVolume) => Placed {
  return ({ volumeId }) => ({ volumeId, region });
}

/** A text about some volumes or servers, and the command that shows the first; nothing where there is none. */
function showLines(text: string, [first]: readonly Placed[], writing: Writing): string[] {
  if (first === undefined) return [];
  const words = ['aws-snapper', 'show', first.volumeId, `--region ${first.region}`];
  return [...wrapped(text, writing), ...commandLines([...words, ...writing.options], writing)];
}

/** `2 regions, 1 of them could not be read: 20 volumes scheduled, 1 paused, 3 with a wrong tag.` */
function sumOf(regions: readonly ListedRegion[], volumes: readonly ListedVolume[]): string {
  const unread = regions.filter(({ status }) => status === 'unreachable').length;
  const where = regions.length === 1 ? (regions[0]?.region ?? '') : counted(regions.length, 'region');
  return `${where}${unread === 0 ? '' : `, ${unread} of them could not be read`}: ${countsOf(volumes, 'volume')}.`;
}

/** `20 volumes scheduled, 1 paused, 3 with a wrong tag` */
function countsOf(things: readonly ListedVolume[], what: 'volume' | 'server'): string {
  const wrong = things.filter(({ problems }) => problems.length > 0).length;
  const well = grouped(
    things.filter(({ problems }) => problems.length === 0),
    ({ status }) => status,
  );
  const scheduled = well.get('scheduled')?.length ?? 0;
  const others = [...well]
    .filter(([status]) => status !== 'scheduled')
    .map(([status, { length }]) => `${length} ${status}`);
  return [
    `${counted(scheduled, what)} scheduled`,
    ...others,
    ...(wrong === 0 ? [] : [`${wrong} with a wrong tag`]),
  ].join(', ');
}

/** Where any volume has a record. */
function proofSumLines(regions: readonly ReadRegion[], writing: Writing): string[] {
  if (regions.every(({ proofs }) => proofs === undefined)) return [];
  const standings = regions.map(
    ({ proofs, volumes }) => proofs ?? neverProved(volumes.filter(({ next }) => next !== undefined).length),
  );
  return wrapped(`Proofs: ${standingText(sumOfStandings(standings))}.`, writing);
}

/** Where images are on and a server asks for them. */
function imageSumLines(regions: readonly ListedRegion[], writing: Writing): string[] {
  const on = regions.filter((one) => one.status === 'read' && one.images?.is === 'on');
  const servers = serversOf(on);
  if (servers.length === 0) return [];
  const { due, next } = comingOf(servers, writing);
  return wrapped(
    [
      `Images: ${countsOf(servers, 'server')}.`,
      ...(due === 0 ? [] : [`Due now: ${counted(due, 'image')}.`]),
      ...(next === undefined ? [] : [`Next image: ${next}.`]),
    ].join(' '),
    writing,
  );
}

/** What comes next, and the zone of all times above. */
function times(volumes: readonly ListedVolume[], writing: Writing): string {
  const { due, next } = comingOf(volumes, writing);
  return [
    ...(due === 0 ? [] : [`Due now: ${counted(due, 'volume')}.`]),
    ...(next === undefined ? [] : [`Next snapshot: ${next}.`]),
    `Times are in ${writing.zone.name}; it is ${clockText(writing.now, writing.zone)}.`,
  ].join(' ');
}

/** How many are due, and when the first of the others is. */
function comingOf(
  things: readonly ListedVolume[],
  { zone, now }: Writing,
): { readonly due: number; readonly next: string | undefined } {
  const owed = things.flatMap(({ next }) => next ?? []);
  const [coming] = owed.flatMap(({ isDue, at }) => (isDue ? [] : at)).toSorted();
  const next = coming === undefined ? undefined : new Date(coming);
  return {
    due: owed.filter(({ isDue }) => isDue).length,
    next: next && `${clockText(next, zone)} (${awayText(next, now)})`,
  };
}
