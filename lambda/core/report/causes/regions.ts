import { grouped } from '../../grouped.ts';
import { counted, said, visible } from '../../text.ts';
import { refusalIn } from '../forbidden.ts';
import { isRead, MOST_REGIONS, type RegionReport } from '../region.ts';
import { somePlaces } from '../titles.ts';
import { areImagesAsked } from './imageTrouble.ts';
import { type Cause, type CauseLine, manyFirst } from './cause.ts';

/** Regions of which it is not known what is in them, or what was done. */
export const unreachable: Cause = {
  level: 'FAILURE',
  count: (regions) => regions.filter(isUnreachable).length,
  headline: (having, all) =>
    isOneReason(all)
      ? manyFirst(unreadLines(having))
          .map(({ text }) => text)
          .join()
      : `${counted(having.length, 'region')} could not be read`,
  subject: (having) => `${counted(unreachable.count(having), 'region')} not read`,
  lines: (having) => manyFirst(unreadLines(having)),
};

/** Whether no region could be read, and all for one reason: then the first line has it, and nothing repeats it. */
export function isOneReason(regions: readonly RegionReport[]): boolean {
  return regions.length > 0 && regions.every(isUnreachable) && new Set(regions.map(reasonOf)).size === 1;
}

/** A run that was killed or that threw. */
export const lostRuns: Cause = {
  level: 'FAILURE',
  count: (regions) => regions.filter(({ totals }) => totals.lostRuns > 0).length,
  headline: (having) =>
    `${counted(having.length, 'region')} with a run that ended without a report, so what it did is not counted`,
  subject: (having) => `${counted(lostRuns.count(having), 'run')} lost`,
  lines: (having) => {
    const all = having.flatMap((region) => [...new Set(region.lostRuns)].map((why) => ({ region, why })));
    return manyFirst(
      [...grouped(all, ({ why }) => why)].map(([why, ones]) => {
        const regions = ones.map(({ region }) => region);
        const text = `${somePlaces(regions, MOST_PLACES)}: a run ended without a report, so what it did is not counted: ${said(why)}`;
        return { text, entries: regions.length, regions };
      }),
    );
  },
};

/** An account has no more regions than this. */
const MOST_PLACES = 34;

function isUnreachable({ status }: RegionReport): boolean {
  return status === 'unreachable';
}

function unreadLines(regions: readonly RegionReport[]): CauseLine[] {
  return [...grouped(regions, reasonOf).values()].map((ones) => {
    const [first] = ones;
    const which =
      ones.length === 1
        ? `${somePlaces(ones, 1)} could not be read`
        : `${ones.length} regions could not be read (${somePlaces(ones, MOST_PLACES)})`;
    return { text: `${which}: ${said(first.error ?? '')}`, entries: ones.length, regions: ones };
  });
}

/** The same error names another region, account or request each time. */
function reasonOf(region: RegionReport): string {
  return refusalIn(region)
    .replaceAll(region.region, '<region>')
    .replaceAll(/\b\d{12}\b/g, '<account>')
    .replaceAll(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '<request>');
}

/** Managed by nothing: no tag, and no default policy. */
export const nothingAsked: Cause = {
  level: 'WARNING',
  count: (regions) => {
    const isSeen = regions.length === 0 || regions.some(isRead);
    return isSeen &&
      !isOfVault(regions) &&
      !areImagesAsked(regions) &&
      regions.every(({ condition, totals }) => condition.volumesManaged === 0 && totals.leftAlone === 0)
      ? 1
      : 0;
  },
  headline: () => 'nothing asks for snapshots here',
  subject: () => 'nothing asks for snapshots',
  lines: (_, { prefix }) => [
    {
      text: `no instance and no volume has the tag ${visible(prefix)}; write it on one, or set a default policy`,
      entries: 1,
      regions: [],
    },
  ],
};

/** No tag names the account of the vault. */
export const nothingAskedOfVault: Cause = {
  level: 'WARNING',
  count: (regions) =>
    regions.some((one) => one.asks !== undefined && one.replicas === undefined) &&
    regions.every(({ asks = 0, replicas }) => asks + (replicas?.trouble['other tag'] ?? 0) === 0)
      ? 1
      : 0,
  headline: () => 'nothing asks this vault for replicas',
  subject: () => 'nothing asks this vault for replicas',
  lines: (_, { prefix }) => [
    {
      text: `no volume with a schedule names this account in the tag ${visible(prefix)}_replicate; write it on one, like 222222222222@eu-central-1=7 with the id of this account`,
      entries: 1,
      regions: [],
    },
  ],
};

function isOfVault(regions: readonly RegionReport[]): boolean {
  return regions.some(({ asks }) => asks !== undefined);
}

/** Regions that keep copies and about which nothing was decided: a bug, since what cannot be read has a cause of its own. */
export const replicasUnplanned: Cause = {
  level: 'FAILURE',
  count: (regions) => regions.filter(({ replicas: one }) => one?.unplanned !== undefined).length,
  headline: (having) => `replicas could not be planned in ${counted(having.length, 'region')}`,
  subject: () => 'replicas not planned',
  lines: (having) =>
    [...grouped(having, ({ replicas: one }) => one?.unplanned ?? '')].map(([why, regions]) => ({
      text: `${somePlaces(regions, MOST_REGIONS)}: replicas could not be planned, so none is made or deleted, and of the account only failed snapshots are deleted: ${said(why)}; report that as a bug`,
      entries: regions.length,
      regions,
    })),
};
