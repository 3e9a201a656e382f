import { IMAGES, type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { counted, said } from '../text.ts';
import { columnsFor } from './columns.ts';
import { footLines, serversOf } from './foot.ts';
import { commandLines, wrapped, type Writing } from './lines.ts';
import type { ListedImages, ListedRegion, ListedReplicas, ListedVolume, Uncovered } from './listed.ts';
import { type Table, tableOf } from './table.ts';

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
    footLines(regions, writing),
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

/** An account has thirty regions, and most of them have nothing. */
function isEmpty(one: ListedRegion): boolean {
  if (one.status !== 'read') return false;
  const { volumes, uncovered, notes, images, replicas } = one;
  const servers = images?.servers ?? [];
  const things =
    volumes.length + uncovered.volumes + notes.length + servers.length + (replicas?.replicas ?? 0);
  return things === 0 && images?.is !== 'unread';
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
  const { volumes, uncovered, notes, images, replicas } = one;
  const table =
    volumes.length === 0
      ? wrapped(`No volume in ${region} has a tag that asks for snapshots.`, writing)
      : [...(regions > 1 ? [region] : []), ...tableLines(volumes, rows.volumes)];
  const others = [
    ...uncoveredLines(uncovered, region, writing),
    ...(replicas === undefined ? [] : replicaLines(replicas, region, writing)),
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

/** `12 volumes of eu-west-1 have 80 replicas in eu-central-1.` */
function replicaLines(
  { replicas, volumes, regions, volumeIds: [first = ''] }: ListedReplicas,
  region: string,
  writing: Writing,
): string[] {
  const have = `${counted(volumes, 'volume')} of ${regions.join(', ')} ${volumes === 1 ? 'has' : 'have'}`;
  const text = `${have} ${counted(replicas, 'replica')} in ${region}. To see those of one, and how to restore it:`;
  const words = ['aws-snapper', 'show', first, `--region ${region}`, ...writing.options];
  return [...wrapped(text, writing), ...commandLines(words, writing)];
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
