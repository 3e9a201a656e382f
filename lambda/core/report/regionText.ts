import { counted, placeOf, said, titled, visible } from '../text.ts';
import type { LineContext } from './entryTexts.ts';
import type { RegionReport } from './region.ts';
import {
  countTold,
  entriesOf,
  LIST_NAMES,
  type ListName,
  type Part,
  SECTIONS,
  tellingOf,
} from './sections.ts';
import { type LineKind, plain, type ToldLine } from './told.ts';

/** How many entries of a list are shown, and where the others can be read. */
export interface Limit {
  readonly most: number;
  readonly elsewhere: string;
}

/** What a person should look at in one region, a line each. */
export function troubleText(region: RegionReport, limit: Limit): ToldLine[] {
  const told = (kind: LineKind, line: string): ToldLine => ({ kind, text: `  ${placeOf(region)}: ${line}` });
  const unread =
    region.status === 'unreachable'
      ? [told('FAILURE', `nothing could be read or done here (${said(region.error ?? '')})`)]
      : [];
  return [
    ...unread,
    ...LIST_NAMES.flatMap((name) =>
      entryLines(name, 'trouble', region, limit).map((line) => told(SECTIONS[name].kind ?? 'WARNING', line)),
    ),
  ];
}

/** What was done, kept and noticed in one region. */
export function regionText(region: RegionReport, limit: Limit): ToldLine[] {
  const { instancesManaged, volumesManaged } = region.condition;
  return [
    { kind: 'heading', text: `Region ${placeOf(region)}` },
    plain(`  managed: ${counted(instancesManaged, 'instance')}, ${counted(volumesManaged, 'volume')}`),
    ...LIST_NAMES.flatMap((name) => sectionLines(name, 'done', region, limit)),
    plain(`  kept: ${region.kept}`),
    ...LIST_NAMES.flatMap((name) => sectionLines(name, 'found', region, limit)),
  ];
}

function sectionLines(name: ListName, part: Part, region: RegionReport, limit: Limit): ToldLine[] {
  const count = countTold(name, part, region.totals);
  if (count === 0) return [];
  const heading = tellingOf(name, part)?.heading ?? name;
  const kind = SECTIONS[name].kind ?? 'plain';
  return [
    plain(`  ${heading}: ${count}`),
    ...entryLines(name, part, region, limit).map((line) => ({ kind, text: `    ${line}` })),
  ];
}

/** The entries of one list up to the limit, and the number of the others. Each line is safe to show. */
function entryLines(name: ListName, part: Part, region: RegionReport, { most, elsewhere }: Limit): string[] {
  const telling = tellingOf(name, part);
  if (telling === undefined) return [];
  const has = telling.part?.has ?? (() => true);
  const context: LineContext = { place: placeOf(region), title: titlesIn(region) };
  const shown = entriesOf(region, name)
    .filter((entry) => has(entry))
    .slice(0, most)
    .map((entry) => visible(telling.line(entry, context)));
  const left = countTold(name, part, region.totals) - shown.length;
  return left === 0 ? shown : [...shown, `… and ${left} more, ${elsewhere}`];
}

function titlesIn({ names }: RegionReport): (volumeId: string) => string {
  return (volumeId) => titled(volumeId, Object.hasOwn(names, volumeId) ? names[volumeId] : undefined);
}
