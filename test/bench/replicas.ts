import type { CopyOne } from '../../lambda/core/plan/creation.ts';
import { askedIn } from '../../lambda/core/replicas/asking.ts';
import { planReplicas } from '../../lambda/core/replicas/planReplicas.ts';
import type { Snapshot } from '../../lambda/core/snapshot.ts';
import { MINUTE } from '../cloud/clock.ts';
import { usualSettings } from '../cloud/settings.ts';
import { detached, later, NOW, planOf, settings, snapshot } from '../core/fixtures.ts';
import { PLACE, replicaOf } from '../core/replicas/place.ts';
import { runSnapper } from '../scenarios/snapper.ts';
import { dice, ownCopies } from '../scenarios/story.ts';
import { atMost, type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud } from './runs.ts';

const VOLUMES = 2000;

/** GiB of the smallest and the largest disk. */
const SIZES = { from: 8, to: 500 } as const;

const SEED = 20_260_310;

/** What AWS makes at one time for a region. */
const AT_ONCE = 20;

/** What of that is ours by default. */
const WINDOW = 15;

/** Minutes from one run to the next. The goal is set for the last one. */
const PERIODS = [60, 30, 8] as const;

/** So rarely that nothing else is taken meanwhile. */
const TAGS = { autosnap: '30', autosnap_retain: '1', autosnap_replicate: `${PLACE}=1` };

interface Filled {
  /** Minutes until the last replica is complete. */
  readonly minutes: number;
  /** The most replicas that were pending at one time. */
  readonly most: number;
  /** Volumes that have another number of replicas than one, and what more runs still begin. */
  readonly amiss: number;
}

/**
 * The first fill of a place: of each volume AWS makes one full replica, which takes 10 minutes and what its disk takes at
 * 100 MiB/s. In memory for runs in some periods, with what the function decides by; hourly also the function itself, in the
 * embedded cloud.
 */
export const replicas: Part = async (tell) => {
  const estate = disks();
  const work = estate.reduce((sum, size) => sum + timeOf(size), 0);
  const figures: Figure[] = [];
  for (const window of [AT_ONCE, WINDOW]) {
    for (const period of PERIODS) {
      const what = `${VOLUMES} first replicas, ${window} at once, a run every ${period} min`;
      tell(what);
      figures.push(...rowsOf(what, inMemory(estate, window, period), { work, window, period }));
    }
  }
  const [period] = PERIODS;
  const what = `the function: ${AT_ONCE} at once, a run every ${period} min`;
  tell(what);
  const lived = await inTheCloud(estate, AT_ONCE, period);
  return [...figures, ...rowsOf(what, lived, { work, window: AT_ONCE, period })];
};

/** The size of each disk in GiB. */
function disks(): number[] {
  const random = dice(SEED);
  return Array.from(
    { length: VOLUMES },
    () => SIZES.from + Math.floor(random() * (SIZES.to - SIZES.from + 1)),
  );
}

/** Minutes that AWS takes for a full replica. */
function timeOf(sizeGiB: number): number {
  const { completesAfter, copyRate } = usualSettings();
  return completesAfter / MINUTE + (sizeGiB * 1024) / copyRate / 60;
}

interface Asked {
  /** Minutes of all replicas one after the other. */
  readonly work: number;
  readonly window: number;
  readonly period: number;
}

/** Nothing is faster than the window, full from the first minute to the last. */
function rowsOf(what: string, { minutes, most, amiss }: Filled, { work, window, period }: Asked): Figure[] {
  const rows: Omit<Figure, 'part'>[] = [
    {
      what,
      value: minutes / 60,
      unit: 'h',
      bound: work / window / 60,
      ...(period === PERIODS.at(-1) && { goal: timesTheBound(1.1) }),
    },
    { what: 'the same, being copied at one time', value: most, unit: 'replicas', goal: atMost(window) },
    { what: 'the same, without a replica or with two', value: amiss, unit: 'volumes', goal: atMost(0) },
  ];
  return rows.map((row) => ({ part: 'replicas', ...row }));
}

interface Made {
  /** The id of its snapshot. */
  readonly from: string;
  readonly endsAt: Date;
  readonly pending: Snapshot;
  readonly completed: Snapshot;
}

/** What each run decides of the place, and what AWS then makes, in memory. At home nothing changes. */
function inMemory(estate: readonly number[], window: number, period: number): Filled {
  const inForce = { ...settings(), replicas: [PLACE], replicaWindow: window };
  const volumes = estate.map((sizeGiB, index) => detached(TAGS, { id: `vol-${10_000 + index}`, sizeGiB }));
  const snapshots = volumes.map(({ id: volumeId, sizeGiB }) =>
    snapshot('03-09', { id: `snap-of-${volumeId}`, volumeId, sizeGiB }),
  );
  const home = planOf({ instances: [], volumes, snapshots }, inForce);
  const source = {
    status: 'read',
    region: home.region,
    living: new Set(volumes.map(({ id }) => id)),
    asking: askedIn(home, inForce).asking,
  } as const;
  const byId = new Map(snapshots.map((one) => [one.id, one]));
  const made: Made[] = [];
  const begin = ({ snapshotId, sizeGiB }: CopyOne, at: Date): void => {
    const from = byId.get(snapshotId);
    if (from === undefined) throw new Error(`${snapshotId} is no source`);
    const pending = replicaOf(from, { state: 'pending', startedAt: at.getTime() });
    made.push({
      from: snapshotId,
      endsAt: later(at, timeOf(sizeGiB)),
      pending,
      completed: { ...pending, state: 'completed' },
    });
  };
  let most = 0;
  for (let at = NOW; ; at = later(at, period)) {
    const place = {
      region: PLACE,
      holds: new Map<string, string>(),
      snapshots: made.map(({ endsAt, pending, completed }) => (endsAt <= at ? completed : pending)),
    };
    const { creates, waiting } = planReplicas(place, [source], inForce, at);
    for (const { copies } of creates) for (const one of copies) begin(one, at);
    const pending = made.filter(({ endsAt }) => endsAt > at).length;
    most = Math.max(most, pending);
    if (pending > 0) continue;
    const last = Math.max(...made.map(({ endsAt }) => endsAt.getTime()));
    return {
      minutes: (last - NOW.getTime()) / MINUTE,
      most,
      amiss: waiting.length + amissIn(made.map(({ from }) => from)),
    };
  }
}

/** Volumes without a replica, and replicas beyond the first. */
function amissIn(sources: readonly string[]): number {
  const distinct = new Set(sources).size;
  return VOLUMES - distinct + (sources.length - distinct);
}

/** Runs of the real function. */
async function inTheCloud(estate: readonly number[], window: number, period: number): Promise<Filled> {
  return inCloud(async (cloud) => {
    for (const size of estate) ownCopies(cloud, cloud.region('eu-west-1').volume({ size, tags: TAGS }), 1);
    const begun = cloud.clock.now().getTime();
    const there = () => cloud.region(PLACE).snapshots();
    const pendingNow = (): number => there().filter(({ state }) => state === 'pending').length;
    const event = { regions: ['eu-west-1'], replicas: [PLACE], replica_window: window };
    let most = 0;
    for (;;) {
      const report = await runSnapper(cloud, event);
      most = Math.max(most, pendingNow());
      if (pendingNow() === 0) {
        const ends = there().map(({ completedAt }) => completedAt?.getTime() ?? Number.POSITIVE_INFINITY);
        return {
          minutes: (Math.max(...ends) - begun) / MINUTE,
          most,
          amiss:
            amissIn(there().flatMap(({ copy }) => copy?.sourceId ?? [])) +
            (report.headline.replicas?.waiting ?? 0),
        };
      }
      cloud.clock.advance(period * MINUTE);
    }
  });
}
