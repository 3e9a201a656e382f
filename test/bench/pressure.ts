import type { Cloud } from '../cloud/cloud.ts';
import { DAY, HOUR } from '../cloud/clock.ts';
import type { Volume } from '../cloud/records.ts';
import { PUBLISHED } from '../cloud/tokenBuckets.ts';
import { pouring } from './bound.ts';
import { fillLoose } from './estate.ts';
import { atMost, type Figure, type Part, timesTheBound } from './figure.ts';
import { inCloud, type Timed, timedRun } from './runs.ts';

/** More work than one Lambda can do: what it gets done, in which order, and what the next one finds. */
export const pressure: Part = async (tell) => [...(await moreThanATurn(tell)), ...(await deletesOwed(tell))];

const VOLUMES = 4600;
const FIFTEEN_MINUTES = 900_000;
/** So many calls are under way at once, and may overtake each other. */
const SIDE_BY_SIDE = 15;

async function moreThanATurn(tell: (line: string) => void): Promise<Figure[]> {
  return inCloud(async (cloud) => {
    tell(`${VOLUMES} volumes in fifteen minutes`);
    const groups = overdueGroups(cloud);
    const volumes = groups.flat();
    const before = counts(cloud, volumes);
    const event = { sns_arn: cloud.region('eu-west-1').topic('reports') };
    const first = await timedRun(cloud, { event, buckets: PUBLISHED, remaining: FIFTEEN_MINUTES });
    const between = counts(cloud, volumes);
    const messages = cloud.messages(event.sns_arn).length;

    tell('the next run');
    cloud.clock.advance(HOUR);
    const second = await timedRun(cloud, { event, buckets: PUBLISHED, remaining: FIFTEEN_MINUTES });
    const after = counts(cloud, volumes);
    const renewed = volumes.map((_, index) => (between[index] ?? 0) > (before[index] ?? 0));
    return [
      {
        part: 'pressure',
        what: `created of ${VOLUMES} in 900 s`,
        value: first.report.headline.created,
        unit: 'snapshots',
        bound: VOLUMES,
        goal: { of: 'ratio', at: 'least', limit: 0.95 },
      },
      {
        part: 'pressure',
        what: 'until its report was sent',
        value: first.seconds,
        unit: 's',
        goal: atMost(FIFTEEN_MINUTES / 1000),
        plot: { picture: 'time', line: 'creates only', x: first.report.headline.created },
      },
      {
        part: 'pressure',
        what: 'failed, unaccounted for, or reported other than once',
        value: amiss(first, messages),
        unit: 'volumes',
        goal: atMost(0),
      },
      {
        part: 'pressure',
        what: 'taken before one that was owed longer',
        value: overtakers(
          groups.map((group) => group.length),
          renewed,
        ),
        unit: 'volumes',
        goal: atMost(SIDE_BY_SIDE),
      },
      {
        part: 'pressure',
        what: 'created by the next run',
        value: second.report.headline.created,
        unit: 'snapshots',
        bound: VOLUMES - first.report.headline.created,
        goal: { of: 'ratio', at: 'least', limit: 1 },
      },
      {
        part: 'pressure',
        what: 'volumes with more or fewer than one new snapshot then',
        value: after.filter((count, index) => count !== (before[index] ?? 0) + 1).length,
        unit: 'volumes',
        goal: atMost(0),
      },
    ];
  });
}

/** Volumes without a snapshot, then others by the age of their newest one: those that are owed longest first. */
function overdueGroups(cloud: Cloud): Volume[][] {
  const sizes = [400, 600, 600, 600, 600, 600, 600, 600];
  const region = cloud.region('eu-west-1');
  // Filled in turn, so that no order of ids or of age helps.
  const groups: Volume[][] = sizes.map(() => []);
  for (let round = 0; round < Math.max(...sizes); round += 1) {
    for (const [index, size] of sizes.entries()) {
      if (round >= size) continue;
      const of = region.volume({ tags: { autosnap: '1', autosnap_retain: '5' } });
      groups[index]?.push(of);
      const age = (sizes.length - index) * DAY;
      const startedAt = new Date(cloud.clock.now().getTime() - age + round * 1237);
      if (index > 0) {
        region.snapshot({
          of,
          startedAt,
          description: `autosnap: ${of.id}`,
          tags: { snapshot_tool: 'autosnap' },
        });
      }
    }
  }
  return groups;
}

function counts(cloud: Cloud, volumes: readonly Volume[]): number[] {
  return volumes.map((volume) => cloud.snapshotsOf(volume).length);
}

/** How many have a new copy in later groups, while one of an earlier group has none. */
function overtakers(sizes: readonly number[], renewed: readonly boolean[]): number {
  let from = 0;
  for (const size of sizes) {
    if (!renewed.slice(from, from + size).every(Boolean)) {
      return renewed.slice(from + size).filter(Boolean).length;
    }
    from += size;
  }
  return 0;
}

/** What a clean stop has none of: all that is not done is left for the next run, and one report says so. */
function amiss({ report }: Timed, messages: number): number {
  const { created, failures, skipped } = report.headline;
  const isTold = messages === 1 && report.undelivered === undefined;
  return failures + Math.abs(VOLUMES - created - skipped) + (isTold ? 0 : VOLUMES);
}

async function deletesOwed(tell: (line: string) => void): Promise<Figure[]> {
  return inCloud(async (cloud) => {
    const [volumes, expired] = [600, 3];
    tell(`${volumes} volumes with ${expired} snapshots to expire each`);
    fillLoose(cloud, 'eu-west-1', { volumes, copies: 6 + expired, retain: 6 });
    const { taken, report } = await timedRun(cloud, { buckets: PUBLISHED });
    if (report.headline.deleted !== volumes * expired) throw new Error(report.headline.line);
    return [
      {
        part: 'pressure',
        what: `last of ${volumes} creates, with ${volumes * expired} deletes owed`,
        value: Math.max(...taken.filter(({ action }) => action === 'CreateSnapshot').map(({ at }) => at)),
        unit: 's',
        bound: pouring(volumes, [{ from: 0, rate: 5 }]),
        goal: timesTheBound(1.05),
      },
    ];
  });
}
