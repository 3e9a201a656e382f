import { grouped } from '../grouped.ts';
import { counted, placeOf, visible } from '../text.ts';
import { areReplicasHere, replicasText } from './replicaLines.ts';
import type { RegionReport } from './region.ts';
import type { Part, Telling } from './section.ts';
import { countOf, entriesOf, LIST_NAMES, type ListName, SECTIONS, tellingOf } from './sections.ts';
import { type Names, titlesIn } from './titles.ts';
import { plain, type ToldLine } from './told.ts';

/** How many entries of a list are shown, and where the others can be read. */
export interface Limit {
  readonly most: number;
  readonly elsewhere: string;
}

/** What was done, kept and noticed in one region. */
export function regionText(region: RegionReport, limit: Limit): ToldLine[] {
  return [
    { kind: 'heading', text: `Region ${placeOf(region)}` },
    ...askedLines(region).map(plain),
    ...LIST_NAMES.flatMap((name) => sectionLines(name, 'done', region, limit)),
    ...(region.asks === undefined ? [plain(`  kept: ${region.kept}`)] : []),
    ...(hasImages(region) ? [plain(`  images kept: ${region.images?.kept}`)] : []),
    ...(areReplicasHere(region.replicas) ? [plain(`  replicas: ${replicasText(region.replicas)}`)] : []),
    ...LIST_NAMES.flatMap((name) => sectionLines(name, 'found', region, limit)),
  ];
}

/** A vault manages nothing. Its own regions have a line about replicas. */
function askedLines(region: RegionReport): string[] {
  const { condition, asks, replicas } = region;
  const { instancesManaged, volumesManaged } = condition;
  if (asks === undefined) {
    const managed = `${counted(instancesManaged, 'instance')}, ${counted(volumesManaged, 'volume')}`;
    return [`  managed: ${managed}${imagesOf(region)}`];
  }
  return replicas === undefined
    ? [`  source: ${counted(asks, 'volume asks', 'volumes ask')} for replicas in this vault`]
    : [];
}

function imagesOf({ images }: RegionReport): string {
  return images === undefined || images.managed === 0
    ? ''
    : `; images of ${counted(images.managed, 'instance')}`;
}

function hasImages({ images }: RegionReport): boolean {
  return images !== undefined && images.managed + images.kept > 0;
}

/** The entries of one list up to the limit, and the number of the others. Each line is safe to show. */
function sectionLines(
  name: ListName,
  part: Part,
  region: RegionReport,
  { most, elsewhere }: Limit,
): ToldLine[] {
  const telling = tellingOf(name, part);
  const count = countOf(region.totals, name);
  if (telling === undefined || count === 0) return [];
  const kind = SECTIONS[name].kind ?? 'plain';
  const shown = entriesOf(region, name).slice(0, most);
  const left = count - shown.length;
  return [
    plain(`  ${telling.heading}: ${count}`),
    ...linesOf(shown, telling, region).map((line) => ({ kind, text: `    ${visible(line)}` })),
    ...(left === 0 ? [] : [plain(`    … and ${left} more, ${elsewhere}`)]),
  ];
}

/** More entries with the same reason are one line: two hundred say less than their number. */
const MOST_ALONE = 5;

function linesOf<Entry>(
  entries: readonly Entry[],
  { line, together }: Telling<Entry>,
  names: Names,
): string[] {
  const title = titlesIn(names);
  const groups = grouped(entries, (entry) => (together === undefined ? entry : reasonOf(entry)));
  return [...groups.values()].flatMap((group) =>
    together !== undefined && group.length > MOST_ALONE
      ? together(group, names)
      : group.map((entry) => line(entry, title)),
  );
}

function reasonOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'because' in entry ? entry.because : entry;
}
