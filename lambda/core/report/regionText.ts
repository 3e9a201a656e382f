import { brakeText } from '../plan/brake.ts';
import { placeOf } from '../place.ts';
import { problemText } from '../policy/policy.ts';
import type { RegionReport } from './region.ts';
import type { OrphanLine, SnapshotLine, VolumeLine } from './lines.ts';
import { counted } from '../counted.ts';
import { visible } from '../visible.ts';

/** How far lists are shown, and where all that is cut can be read. */
export interface Limit {
  readonly most: number;
  readonly elsewhere: string;
}

/** What a person should look at in one region, a line each. No list is shown further than its limit. */
export function troubleText(region: RegionReport, limit: Limit): string[] {
  const place = placeOf(region);
  const title = titles(region);
  const { totals } = region;
  const unmanaged = region.orphans.filter(({ why }) => why !== 'gone');
  return [
    ...(region.status === 'unreachable'
      ? [`nothing could be read or done here (${visible(region.error ?? '')})`]
      : []),
    ...listed(
      limit,
      region.lostRuns,
      totals.lostRuns,
      (why) => `a run ended without a report, so what it did is not counted: ${why}`,
    ),
    ...listed(
      limit,
      region.problems,
      totals.problems,
      (one) => `${title(one.volumeId)}: ${problemText(one)}; ${one.meanwhile}`,
    ),
    ...listed(limit, region.brakes, totals.brakes, (one) => brakeText(one, place)),
    ...listed(limit, region.failures, totals.failed, ({ kind, volumeId, snapshotId, code, message }) =>
      kind === 'create'
        ? `${title(volumeId)} got no copy: ${code}: ${message}`
        : `${snapshotId} of ${title(volumeId)} was not deleted: ${code}: ${message}`,
    ),
    ...listed(
      limit,
      region.exceptions,
      totals.exceptions,
      ({ volumeId, because }) => `${title(volumeId)} ${because}`,
    ),
    ...listed(
      limit,
      region.passedOver,
      totals.passedOver,
      ({ volumeId, because }) => `${title(volumeId)} was passed over: ${because}`,
    ),
    ...listed(limit, region.skipped, totals.skipped, ({ volumeId, snapshotId, because }) =>
      snapshotId === undefined
        ? `${title(volumeId)} is left for the next run: ${because}`
        : `${snapshotId} of ${title(volumeId)} was not deleted: ${because}`,
    ),
    ...listed(limit, unmanaged, totals.unmanagedVolumes, (one) => orphanText(one, title)),
  ].map((line) => `  ${place}: ${line}`);
}

/** What was done, kept and noticed in one region. */
export function regionText(region: RegionReport, limit: Limit): string[] {
  const { condition, totals } = region;
  const title = titles(region);
  const section = <Item>(
    heading: string,
    items: readonly Item[],
    total: number,
    textOf: (item: Item) => string,
  ): string[] =>
    total === 0
      ? []
      : [`  ${heading}: ${total}`, ...listed(limit, items, total, textOf).map((line) => `    ${line}`)];
  const copyText = ({ snapshotId, volumeId, because }: SnapshotLine): string =>
    `${snapshotId} of ${title(volumeId)}: ${because}`;
  const volumeText = ({ volumeId, because }: VolumeLine): string => `${title(volumeId)}: ${because}`;
  return [
    `Region ${placeOf(region)}`,
    `  managed: ${counted(condition.instancesManaged, 'instance')}, ${counted(condition.volumesManaged, 'volume')}`,
    ...section('created', region.created, totals.created, copyText),
    ...section('deleted', region.deleted, totals.deleted, copyText),
    ...section('would create', region.wouldCreate, totals.wouldCreate, volumeText),
    ...section('would delete', region.wouldDelete, totals.wouldDelete, copyText),
    `  kept: ${region.kept}`,
    ...section('held by AWS, so not deleted', region.held, totals.held, copyText),
    ...section('gone already', region.gone, totals.gone, copyText),
    ...section(
      'copies of volumes that are gone',
      region.orphans.filter(({ why }) => why === 'gone'),
      totals.orphans - totals.unmanagedVolumes,
      (one) => orphanText(one, title),
    ),
    ...section('hints', region.hints, totals.hints, asIs),
    ...section('notes', region.notes, totals.notes, asIs),
  ];
}

function asIs(text: string): string {
  return text;
}

function orphanText(
  { volumeId, why, count, sizeGiB, oldest, newest, command }: OrphanLine,
  title: (volumeId: string) => string,
): string {
  return `${counted(count, 'copy', 'copies')} of ${title(volumeId)} (${why}), ${sizeGiB} GiB in full, from ${oldest} to ${newest}, kept${command === undefined ? '' : `; to delete them: ${command}`}`;
}

function titles({ names }: RegionReport): (volumeId: string) => string {
  return (volumeId) => {
    const name = Object.hasOwn(names, volumeId) ? names[volumeId] : undefined;
    return name === undefined ? volumeId : `${volumeId} (${name})`;
  };
}

/** Cuts a list, says how many of its `total` entries are missing, and makes every line safe to show. */
function listed<Item>(
  { most, elsewhere }: Limit,
  items: readonly Item[],
  total: number,
  textOf: (item: Item) => string,
): string[] {
  const shown = items.slice(0, most).map((item) => visible(textOf(item)));
  const left = total - shown.length;
  return left === 0 ? shown : [...shown, `… and ${left} more, ${elsewhere}`];
}
