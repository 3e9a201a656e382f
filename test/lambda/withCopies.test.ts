import { describe, expect, test } from 'vitest';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import type { Plans } from '../../lambda/core/report/region.ts';
import { type LookedAt, withCopies, type WithReplicas } from '../../lambda/run/copies.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import {
  allDone,
  dailyCopies,
  deletedBy,
  inventory,
  NOW,
  reportOn,
  snapshot,
  volume,
} from '../core/fixtures.ts';
import { copiedBy, PLACE } from '../core/replicas/place.ts';

/** What a bug in the planning of replicas costs: nothing but the replicas of that account, for this run. */

const SETTINGS: WithReplicas = { ...readSettings({}, {}), replicas: [PLACE], replicaWindow: 15 };

const ASKING = volume({
  tags: { autosnap: '1', autosnap_retain: '3', autosnap_replicate: `${PLACE}=2` },
});

/** Where the disks are, and the place of the copies, of one account. */
function regionsOf(account: string): LookedAt[] {
  return [
    inventory({
      account,
      volumes: [ASKING],
      snapshots: [...dailyCopies(5), snapshot('03-01', { state: 'error' })],
    }),
    inventory({ account, region: PLACE, instances: [], volumes: [] }),
  ]
    .map((world) => ({ world, plan: makePlan(world, SETTINGS, NOW) }))
    .map(({ world, plan }) => ({
      site: { account, region: world.region },
      place: { ...world, snapshots: [] },
      living: new Set(world.volumes.map(({ id }) => id)),
      plans: { plan },
      managed: plan.managed,
    }));
}

/** Whatever is asked of it, it throws. */
const BUG: LookedAt['place'] = {
  region: PLACE,
  holds: new Map(),
  get snapshots(): never {
    throw new TypeError('cannot read properties of undefined');
  },
};

async function withBugIn(place: 'the place' | 'nothing'): Promise<Plans[]> {
  const [home, there, ...others] = ['111111111111', '222222222222'].flatMap(regionsOf);
  if (home === undefined || there === undefined) throw new Error('two accounts of two regions are needed');
  const looks = [home, place === 'nothing' ? there : { ...there, place: BUG }, ...others];
  const plans = await withCopies(looks, [], SETTINGS, NOW);
  return looks.flatMap((one) => plans.get(one) ?? []);
}

function creates(all: readonly Plans[]) {
  return all.map(({ plan }) => plan.creates);
}

function copies(all: readonly Plans[]): number[] {
  return all.map(({ replicas }) => copiedBy(replicas).length);
}

function deletes(all: readonly Plans[]): string[][] {
  return all.map(({ plan }) => deletedBy(plan));
}

describe('a bug in the replicas of one account', () => {
  test('costs no volume its snapshot, and the other accounts nothing', async () => {
    const [calm, broken] = [await withBugIn('nothing'), await withBugIn('the place')];
    expect(creates(broken)).toEqual(creates(calm));
    expect([copies(calm), copies(broken)]).toEqual([
      [0, 2, 0, 2],
      [0, 0, 0, 2],
    ]);
    expect(broken.slice(2)).toEqual(calm.slice(2));
  });

  test('lets nothing be deleted in it but what failed, because it could be being copied', async () => {
    expect(deletes(await withBugIn('nothing'))[0]).toHaveLength(3);
    expect(deletes(await withBugIn('the place')).slice(0, 2)).toEqual([['snap-03-01'], []]);
  });

  test('is a failure that says so', async () => {
    const plans = await withBugIn('the place');
    const report = reportOn(plans.map((one) => ({ status: 'done', ...one, outcomes: allDone(one.plan) })));
    expect(
      report.groups.map(({ level, cause, text }) => `${level} ${cause}: ${text}`),
    ).toMatchInlineSnapshot(`
      [
        "FAILURE replicasUnplanned: 111111111111/eu-central-1: replicas could not be planned, so none is made or deleted, and of the account only failed snapshots are deleted: TypeError: cannot read properties of undefined; report that as a bug",
        "FAILURE noReplica: 222222222222/eu-central-1: i-1 /dev/sdf (vol-1): no replica that restores, and none in progress",
        "WARNING failed: 111111111111/eu-west-1: snapshot snap-03-01 of i-1 /dev/sdf (vol-1) failed in AWS: AWS does not say why; none since 9 Mar; correct that, and the next run tries again",
        "WARNING failed: 222222222222/eu-west-1: snapshot snap-03-01 of i-1 /dev/sdf (vol-1) failed in AWS: AWS does not say why; none since 9 Mar; correct that, and the next run tries again",
      ]
    `);
    expect(report.headline.line).toMatch(/^FAILURE: replicas could not be planned in 1 region; /);
    expect(report.headline).toMatchObject({ created: 2, replicas: { unplannedRegions: 1 } });
  });
});
