import { placeOf } from '../text.ts';
import { refusalIn } from './forbidden.ts';
import type { ImageBrakeLine } from './imageLines.ts';
import type { BrakeLine } from './lines.ts';
import { isRead, type RegionReport } from './region.ts';
import type { Report } from './report.ts';
import { countOf, entriesOf, LIST_NAMES, type ListName, SECTIONS } from './sections.ts';

/**
 * Makes one report of several runs in the same regions, one after the other: what one long run would have
 * reported.
 *
 * Deeds of all runs count. A brake that was on stayed on. The state at the end is what the last run found that
 * could read the region. One run alone is not changed. Totals are added, not counted again, so lists that were
 * cut to fit change no total.
 */
export function mergedRuns(runs: readonly Pick<Report, 'regions'>[]): readonly RegionReport[] {
  const [first = [], ...others] = runs.map(({ regions }) => regions);
  return others.reduce(followed, first);
}

/** Stands for all regions of an account where a run could not list them, or left no report of them. */
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

/** A run that could not list the regions could not read this one either. */
function partOf(run: Places, account: string | undefined, region: string): RegionReport | undefined {
  return run.get(placeOf({ account, region })) ?? run.get(placeOf({ account, region: UNLISTED }));
}

function joined(before: RegionReport, after: RegionReport): RegionReport {
  if (isRead(after)) return withDeedsOf(before, after);
  if (after.status === 'lost') return withBoth(before, before, after, ['lostRuns']);
  if (before.status === 'lost') return withBoth(after, before, after, ['lostRuns']);
  const couldReadBefore = isRead(before);
  const notes = couldReadBefore
    ? [...before.notes, ...after.notes, unread(after)]
    : [...before.notes, unread(before), ...after.notes];
  const known = withBoth(couldReadBefore ? before : after, before, after, ['lostRuns']);
  return {
    ...known,
    notes,
    totals: { ...known.totals, notes: before.totals.notes + after.totals.notes + 1 },
  };
}

/** A report with the entries of both runs in some of its lists. */
function withBoth(
  last: RegionReport,
  before: RegionReport,
  after: RegionReport,
  names: readonly ListName[],
): RegionReport {
  const known = names.filter((name) => before[name] !== undefined || after[name] !== undefined);
  const lists = known.map((name) => [name, [...entriesOf(before, name), ...entriesOf(after, name)]]);
  const totals = known.map((name) => [name, countOf(before.totals, name) + countOf(after.totals, name)]);
  return {
    ...last,
    ...Object.fromEntries(lists),
    totals: { ...last.totals, ...Object.fromEntries(totals) },
  };
}

function unread(region: RegionReport): string {
  return `A further run could not read the region: ${refusalIn(region)}`;
}

const OF_ALL_RUNS = LIST_NAMES.filter((name) => SECTIONS[name].runs === 'all');

function withDeedsOf(before: RegionReport, after: RegionReport): RegionReport {
  const known = withReplicas(before, withImages(before, withBoth(after, before, after, OF_ALL_RUNS)));
  return {
    ...known,
    names: { ...before.names, ...after.names },
    attachments: { ...before.attachments, ...after.attachments },
    brakes: isBraked(before)
      ? before.brakes
      : after.brakes.map((one) => withDeleted(one, before.totals.deleted)),
    totals: {
      ...known.totals,
      brakes: (isBraked(before) ? before : after).totals.brakes,
      deletable: Math.max(before.totals.deletable, after.totals.deletable),
      failedSnapshots: Math.max(before.totals.failedSnapshots, after.totals.failedSnapshots),
    },
  };
}

/**
 * The images are as the last run left them that looked at them; a brake stays on, and what is counted is what the
 * first run found.
 */
function withImages(before: RegionReport, after: RegionReport): RegionReport {
  if (before.images === undefined) return after;
  if (after.images === undefined) return { ...withListsOf(before, after), images: before.images };
  const { imageBrakes: brakes = 0, imagesDeleted: deleted = 0 } = before.totals;
  return {
    ...after,
    imageBrakes: brakes > 0 ? before.imageBrakes : after.imageBrakes?.map((one) => withDeleted(one, deleted)),
    images: {
      ...after.images,
      deletable: Math.max(before.images.deletable, after.images.deletable),
      failedImages: Math.max(before.images.failedImages, after.images.failedImages),
    },
    totals: { ...after.totals, imageBrakes: brakes > 0 ? brakes : after.totals.imageBrakes },
  };
}

/** The same of replicas. */
function withReplicas(before: RegionReport, after: RegionReport): RegionReport {
  if (before.replicas === undefined) return after;
  if (after.replicas === undefined) return { ...withListsOf(before, after), replicas: before.replicas };
  const { replicaBrakes: brakes = 0, replicasDeleted: deleted = 0 } = before.totals;
  return {
    ...after,
    replicaBrakes:
      brakes > 0 ? before.replicaBrakes : after.replicaBrakes?.map((one) => withDeleted(one, deleted)),
    replicas: {
      ...after.replicas,
      newLocks: before.replicas.newLocks + after.replicas.newLocks,
      deletable: Math.max(before.replicas.deletable, after.replicas.deletable),
    },
    totals: { ...after.totals, replicaBrakes: brakes > 0 ? brakes : after.totals.replicaBrakes },
  };
}

/** The lists that only an earlier run has, because the last one had images or replicas off. */
function withListsOf(before: RegionReport, after: RegionReport): RegionReport {
  const names = LIST_NAMES.filter((name) => before[name] !== undefined && after[name] === undefined);
  return {
    ...after,
    ...Object.fromEntries(names.map((name) => [name, before[name]])),
    totals: { ...after.totals, ...Object.fromEntries(names.map((name) => [name, before.totals[name]])) },
  };
}

/** A brake that is on stays on in the runs that follow, so the first run knows what it held back. */
function isBraked({ totals }: RegionReport): boolean {
  return totals.brakes > 0;
}

function withDeleted<One extends BrakeLine | ImageBrakeLine>(brake: One, deleted: number): One {
  if (brake.scope !== 'max_deletes') return brake;
  return { ...brake, wanted: brake.wanted + deleted, of: brake.of + deleted };
}
