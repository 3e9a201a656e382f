import { awayText, clockText } from '../calendar.ts';
import { grouped } from '../grouped.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import { IMAGES, type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { counted, said } from '../text.ts';
import { columnsFor } from './columns.ts';
import { commandLines, type Room, wrapped } from './lines.ts';
import type { ListedImages, ListedRegion, ListedVolume, Uncovered } from './listed.ts';
import { type Table, tableOf } from './table.ts';

/** How and when an answer is written. */
export interface Writing extends Pick<PlanSettings, 'zone'>, Room {
  readonly now: Date;
  /** Options that every command line of this person needs, like `--prefix nightly`. */
  readonly options: readonly string[];
}

/** The answer of `list`: for each region a table and what no tag covers, and at the end what it all comes to. */
export function listText(regions: readonly ListedRegion[], given: Writing): string {
  const writing = { ...given, width: Math.max(LEAST_WIDTH, given.width) };
  const volumes = regions.flatMap((one) => (one.status === 'read' ? one.volumes : []));
  const rows = {
    volumes: rowsOf(volumes, SNAPSHOTS, writing),
    servers: rowsOf(serversOf(regions), IMAGES, writing),
  };
  const empty = regions.filter(isEmpty).map(({ region }) => region);
  return [
    ...regions
      .filter((one) => !isEmpty(one))
      .flatMap((one) => regionParagraphs(one, rows, writing, regions.length)),
    ...(empty.length === 0 ? [] : [wrapped(`No volumes in ${empty.join(', ')}.`, writing)]),
    [
      ...wrongTagLines(regions, writing),
      ...wrapped(sumOf(regions, volumes), writing),
      ...imageSumLines(regions, writing),
      ...wrapped(times(volumes, writing), writing),
    ],
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Nothing can be read in fewer columns. */
const LEAST_WIDTH = 40;

interface Rows extends Pick<Table, 'title'> {
  readonly lines: ReadonlyMap<ListedVolume, string>;
}

function rowsOf(things: readonly ListedVolume[], saved: Saved, writing: Writing): Rows {
  const { title, lines } = tableOf(things, ...columnsFor(things, writing, saved), writing);
  return { title, lines: new Map(things.map((one, index) => [one, lines[index] ?? ''])) };
}

function serversOf(regions: readonly ListedRegion[]): ListedVolume[] {
  return regions.flatMap((one) => (one.status === 'read' ? (one.images?.servers ?? []) : []));
}

/** An account has thirty regions, and most of them have nothing. */
function isEmpty(one: ListedRegion): boolean {
  if (one.status !== 'read') return false;
  const { volumes, uncovered, notes, images } = one;
  const servers = images?.servers ?? [];
  return volumes.length + uncovered.volumes + notes.length + servers.length === 0 && images?.is !== 'unread';
}

/** Regions that are several are named above their tables. */
function regionParagraphs(
  one: ListedRegion,
  rows: { readonly volumes: Rows; readonly servers: Rows },
  writing: Writing,
  regions: number,
): string[][] {
  const { region } = one;
  if (one.status === 'unreachable')
    return [wrapped(`${region} could not be read: ${said(one.error)}`, writing)];
  const { volumes, uncovered, notes, images } = one;
  const table =
    volumes.length === 0
      ? wrapped(`No volume in ${region} has a tag that asks for snapshots.`, writing)
      : [...(regions > 1 ? [region] : []), ...tableLines(volumes, rows.volumes)];
  const others = [
    ...uncoveredLines(uncovered, region, writing),
    ...notes.flatMap((note) => wrapped(`Note: ${said(note)}`, writing)),
  ];
  const where = regions > 1 ? ` in ${region}` : '';
  return [table, others, images === undefined ? [] : imageLines(images, where, rows.servers, writing)].filter(
    ({ length }) => length > 0,
  );
}

function tableLines(things: readonly ListedVolume[], { title, lines }: Rows): string[] {
  return [title, ...things.map((one) => lines.get(one) ?? '')];
}

/** @param where ` in eu-west-1` where there are several regions. */
function imageLines(
  { is, unread, servers }: ListedImages,
  where: string,
  rows: Rows,
  writing: Writing,
): string[] {
  if (unread !== undefined)
    return wrapped(
      `Images${where} could not be listed, so none is made or deleted: ${said(unread)}`,
      writing,
    );
  if (servers.length === 0) return [];
  const off = 'Images are off, so none is made or deleted; switch the setting images on (--images).';
  return [
    `Images of servers${where}`,
    ...tableLines(servers, rows),
    ...(is === 'off' ? wrapped(off, writing) : []),
  ];
}

function uncoveredLines(
  { volumes, sizeGiB, volumeIds, withSnapshots }: Uncovered,
  region: string,
  writing: Writing,
): string[] {
  const [first] = volumeIds;
  if (first === undefined) return [];
  const more = volumes - volumeIds.length;
  const ids = `${volumeIds.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const had = withSnapshots === 0 ? '' : ` Own snapshots exist of ${withSnapshots} of them.`;
  // Those without own snapshots come first. Where a volume lost its tags, an example could keep fewer.
  const isLost = withSnapshots === volumes;
  const advice = isLost ? 'To see what there is before you schedule one as it was:' : 'To schedule one:';
  const text = `${counted(volumes, 'volume')}, ${sizeGiB} GiB, ${volumes === 1 ? 'has' : 'have'} no tag and no default policy: ${ids}.${had} ${advice}`;
  const words = isLost ? ['show', first] : ['enable', first, '--every 1', '--retain 7'];
  const all = ['aws-snapper', ...words, `--region ${region}`, ...writing.options];
  return [...wrapped(text, writing), ...commandLines(all, writing)];
}

function wrongTagLines(regions: readonly ListedRegion[], writing: Writing): string[] {
  const read = regions.flatMap((one) => (one.status === 'read' ? one : []));
  return [
    ...wrongLines(
      'volume',
      read.flatMap(({ region, volumes }) => wrongIn(volumes, region)),
      writing,
    ),
    ...wrongLines(
      'server',
      read.flatMap(({ region, images }) => wrongIn(images?.servers ?? [], region)),
      writing,
    ),
  ];
}

interface Wrong {
  readonly volumeId: string;
  readonly region: string;
}

function wrongIn(things: readonly ListedVolume[], region: string): Wrong[] {
  return things.filter(({ problems }) => problems.length > 0).map(({ volumeId }) => ({ volumeId, region }));
}

function wrongLines(what: 'volume' | 'server', wrong: readonly Wrong[], writing: Writing): string[] {
  const [first] = wrong;
  if (first === undefined) return [];
  const [tag, deleted] = what === 'volume' ? ['tag', 'nothing'] : ['tag for images', 'no image'];
  const text = `${counted(wrong.length, `${what} has`, `${what}s have`)} a wrong ${tag}, so ${deleted} is deleted there. To see what is wrong, and what to write:`;
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
