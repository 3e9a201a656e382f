import type { Brake } from '../plan/brake.ts';
import { placeOf } from '../place.ts';
import { isRead, type RegionReport } from './region.ts';
import type { Report } from './report.ts';

/**
 * What several runs in the same regions, one after the other, come to: what one long run would have reported.
 *
 * What was done in any of them was done, a brake that was on held, and what is so at the end is what the last one
 * found that could read the region. One run alone stays as it is. Nothing is counted anew, so lists that were cut
 * to fit change no total.
 */
export function mergedRuns(runs: readonly Pick<Report, 'regions'>[]): readonly RegionReport[] {
  const [first = [], ...others] = runs.map(({ regions }) => regions);
  return others.reduce(followed, first);
}

/** What stands for all regions of an account where they could not be listed. */
const UNLISTED = 'all';

function followed(earlier: readonly RegionReport[], later: readonly RegionReport[]): readonly RegionReport[] {
  const [before, after] = [byPlace(earlier), byPlace(later)];
  const places = [...new Map([...before, ...after]).values()];
  const listed = new Set(places.flatMap(({ account, region }) => (region === UNLISTED ? [] : account)));
  return places
    .filter(({ account, region }) => region !== UNLISTED || !listed.has(account))
    .flatMap(({ account, region }) => {
      const [one, another] = [before, after].flatMap((run) => partOf(run, account, region) ?? []);
      if (one === undefined || another === undefined) return one ?? [];
      return { ...joined(one, another), account, region };
    });
}

type Places = ReadonlyMap<string, RegionReport>;

function byPlace(regions: readonly RegionReport[]): Places {
  return new Map(regions.map((region) => [placeOf(region), region]));
}

/** Where a run could not list the regions, it could not read this one either. */
function partOf(run: Places, account: string | undefined, region: string): RegionReport | undefined {
  return run.get(placeOf({ account, region })) ?? run.get(placeOf({ account, region: UNLISTED }));
}

function joined(before: RegionReport, after: RegionReport): RegionReport {
  if (isRead(after)) return withDeedsOf(before, after);
  if (after.status === 'lost') return withLostRuns(before, before, after);
  if (before.status === 'lost') return withLostRuns(after, before, after);
  const couldReadBefore = isRead(before);
  const notes = couldReadBefore
    ? [...before.notes, ...after.notes, unread(after)]
    : [...before.notes, unread(before), ...after.notes];
  const known = withLostRuns(couldReadBefore ? before : after, before, after);
  return {
    ...known,
    notes,
    totals: { ...known.totals, notes: before.totals.notes + after.totals.notes + 1 },
  };
}

/** Nobody knows what a lost run did, whatever the others told. */
function withLostRuns(known: RegionReport, before: RegionReport, after: RegionReport): RegionReport {
  return {
    ...known,
    lostRuns: [...before.lostRuns, ...after.lostRuns],
    totals: { ...known.totals, lostRuns: before.totals.lostRuns + after.totals.lostRuns },
  };
}

function unread({ error }: RegionReport): string {
  return `A further run could not read the region: ${error}`;
}

function withDeedsOf(before: RegionReport, after: RegionReport): RegionReport {
  const known = withLostRuns(after, before, after);
  return {
    ...known,
    names: { ...before.names, ...after.names },
    created: [...before.created, ...after.created],
    deleted: [...before.deleted, ...after.deleted],
    gone: [...before.gone, ...after.gone],
    brakes: isBraked(before) ? before.brakes : after.brakes.map((one) => withDeleted(one, before)),
    totals: {
      ...known.totals,
      created: before.totals.created + after.totals.created,
      deleted: before.totals.deleted + after.totals.deleted,
      gone: before.totals.gone + after.totals.gone,
      brakes: (isBraked(before) ? before : after).totals.brakes,
      copies: Math.max(before.totals.copies, after.totals.copies),
    },
  };
}

/** A brake that is on stays on in the runs that go on, so the first one knows what it held back. */
function isBraked({ totals }: RegionReport): boolean {
  return totals.brakes > 0;
}

function withDeleted(brake: Brake, { totals: { deleted } }: RegionReport): Brake {
  if (brake.scope !== 'max_deletes') return brake;
  return { ...brake, wanted: brake.wanted + deleted, of: brake.of + deleted };
}
