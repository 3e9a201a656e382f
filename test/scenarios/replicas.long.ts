import { describe, expect, test } from 'vitest';
import { replicas } from '../../lambda/aws/replicas/permissions.ts';
import { lineageIn } from '../../lambda/core/lineage.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Effect } from '../cloud/faults.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { HUB, organisation } from './organisation.ts';
import {
  DAILY,
  DAY,
  everyDay,
  freshCloud,
  HOUR,
  ownCopies,
  regionIn,
  ROLE,
  runAndSettle,
  runSnapper,
} from './story.ts';

const PLACE = 'eu-central-1';

const EVENT = { regions: ['eu-west-1'], replicas: [PLACE] };

const RIGHTS = replicas({ partition: 'aws', prefixes: ['autosnap'], regions: [PLACE] });

/** What the function may with replicas, and nothing else. */
const POLICY = [...ROLE, ...RIGHTS];

interface Estate {
  readonly cloud: Cloud;
  readonly volume: Volume;
}

/** A volume that has three daily snapshots and asks for two of them in another region. */
async function estate(asks = `${PLACE}=2`): Promise<Estate> {
  const cloud = await freshCloud();
  cloud.policy = POLICY;
  const volume = cloud
    .region('eu-west-1')
    .attachedVolume({ Name: 'web', ...DAILY, autosnap_replicate: asks });
  ownCopies(cloud, volume, 3);
  return { cloud, volume };
}

function replicasIn(cloud: Cloud): readonly Snapshot[] {
  return cloud.region(PLACE).snapshots();
}

/** Of which snapshots there are copies at the place, the oldest first. */
function copied(cloud: Cloud): string[] {
  return replicasIn(cloud)
    .flatMap(({ description }) => lineageIn(description, 'autosnap') ?? [])
    .toSorted((a, b) => a.at - b.at)
    .map(({ snapshotId }) => snapshotId);
}

test('the newest snapshots of a volume are copied to the place that its tag names, each once', async () => {
  const { cloud, volume } = await estate();
  const [, older, newest] = cloud.snapshotsOf(volume);
  const report = await runAndSettle(cloud, EVENT);
  expect(copied(cloud)).toEqual([older?.id, newest?.id]);
  expect(
    replicasIn(cloud).map(({ state, tags }) => [state, tags['snapshot_tool'], tags['autosnap_of']]),
  ).toEqual([
    ['completed', 'autosnap', volume.id],
    ['completed', 'autosnap', volume.id],
  ]);
  const { replicated = [] } = regionIn(report, PLACE);
  expect(replicated.map(({ from }) => from)).toEqual([`eu-west-1/${newest?.id}`, `eu-west-1/${older?.id}`]);
  expect(report.headline.level).toBe('OK');
  cloud.clock.advance(HOUR);
  await runAndSettle(cloud, EVENT);
  // The first run also took the snapshot of today.
  expect(copied(cloud)).toHaveLength(2 + 1);
});

test('for weeks the place has the two newest, and never less', async () => {
  const { cloud } = await estate();
  await runAndSettle(cloud, EVENT);
  for (let day = 0; day < 14; day += 1) {
    cloud.clock.advance(DAY - HOUR);
    const report = await runAndSettle(cloud, EVENT);
    expect(report.headline.line).toMatch(/^OK/);
    const complete = replicasIn(cloud).filter(({ state }) => state === 'completed');
    expect(complete.length).toBeGreaterThanOrEqual(2);
    expect(complete.length).toBeLessThanOrEqual(3);
  }
});

test('an attacker who wipes the source and its tags deletes nothing at the place', async () => {
  const { cloud, volume } = await estate();
  await everyDay(cloud, 5, EVENT);
  const before = copied(cloud);
  for (const one of cloud.snapshotsOf(volume)) cloud.region('eu-west-1').remove(one);
  volume.tags = {};
  for (const { instance } of volume.attachments) instance.tags = {};
  await everyDay(cloud, 30, EVENT);
  expect(copied(cloud)).toEqual(before);
});

test('where the source region cannot be reached nothing is deleted at the place, and the report says so', async () => {
  const { cloud } = await estate();
  await everyDay(cloud, 5, EVENT);
  const before = copied(cloud);
  cloud.fault({ action: 'any', region: 'eu-west-1', effect: { error: 'InternalError' } });
  const report = await runSnapper(cloud, EVENT);
  expect(copied(cloud)).toEqual(before);
  expect(report.headline.level).toBe('FAILURE');
});

test('where the place cannot be reached its sources are not deleted', async () => {
  const { cloud, volume } = await estate();
  ownCopies(cloud, volume, 9);
  const before = cloud.snapshotsOf(volume).length;
  cloud.fault({ action: 'any', region: PLACE, effect: { error: 'InternalError' } });
  await runSnapper(cloud, EVENT);
  expect(cloud.snapshotsOf(volume).length).toBe(before + 1);
});

test('a lost answer makes no second copy', async () => {
  const { cloud } = await estate(`${PLACE}=1`);
  cloud.fault({ action: 'CopySnapshot', times: 1, effect: 'reset after' });
  await runAndSettle(cloud, EVENT);
  expect(copied(cloud)).toHaveLength(1);
});

test('copies that AWS has no room for are made by the next runs', async () => {
  const cloud = await freshCloud();
  cloud.policy = POLICY;
  for (let index = 0; index < 25; index += 1) {
    const tags = { Name: `web-${index}`, ...DAILY, autosnap_replicate: `${PLACE}=1` };
    ownCopies(cloud, cloud.region('eu-west-1').attachedVolume(tags), 1);
  }
  const first = await runSnapper(cloud, EVENT);
  expect(copied(cloud)).toHaveLength(15);
  expect(regionIn(first, PLACE).replicas?.waiting).toBe(10);
  cloud.clock.advance(12 * HOUR);
  await runSnapper(cloud, EVENT);
  expect(copied(cloud).length).toBeGreaterThanOrEqual(25);
});

/** Volumes with one snapshot each. AWS refuses every copy of the first ones. */
async function crowd(refused: number, good: number) {
  const cloud = await freshCloud();
  cloud.policy = POLICY;
  const sources = Array.from({ length: refused + good }, (_, index) => {
    const tags = {
      Name: `web-${index}`,
      autosnap: '7',
      autosnap_retain: '9',
      autosnap_replicate: `${PLACE}=1`,
    };
    return ownCopies(cloud, cloud.region('eu-west-1').volume({ tags }), 1);
  }).flat();
  const ids = sources.map(({ id }) => id);
  const bad = new Set(ids.slice(0, refused));
  cloud.fault({
    action: 'CopySnapshot',
    when: ({ SourceSnapshotId = '' }) => bad.has(SourceSnapshotId),
    effect: { error: 'InvalidParameterCombination' },
  });
  return { cloud, good: ids.slice(refused) };
}

/** How many copies AWS was asked for. */
function asked(cloud: Cloud): number {
  return cloud.calls.filter(({ action }) => action === 'CopySnapshot').length;
}

describe('what AWS refuses at once takes no room from others', () => {
  test('where a whole window is refused always, five others are copied by the first run', async () => {
    const { cloud, good } = await crowd(15, 5);
    const report = await runSnapper(cloud, EVENT);
    expect(copied(cloud).toSorted()).toEqual(good.toSorted());
    const { replicated = [], replicas: standing } = regionIn(report, PLACE);
    expect([replicated.length, standing?.pending, standing?.waiting]).toEqual([5, 5, 0]);
    expect(standing?.trouble).toMatchObject({ 'not copied': 15, 'no replica': 15 });
  });

  test('where a hundred are refused always, no run tries more than two windows, and five others come to it', async () => {
    const { cloud, good } = await crowd(100, 5);
    for (let runs = 0; runs < 20; runs += 1) {
      cloud.forgetCalls();
      const report = await runSnapper(cloud, EVENT);
      expect(asked(cloud)).toBeLessThanOrEqual(30);
      const { waiting = 0, pending = 0, kept = 0, trouble } = regionIn(report, PLACE).replicas ?? {};
      expect(waiting + pending + kept + (trouble?.['not copied'] ?? 0)).toBe(105);
      cloud.clock.advance(HOUR);
    }
    expect(copied(cloud).toSorted()).toEqual(good.toSorted());
  });

  test('never more begin than the window has room for', async () => {
    const { cloud } = await crowd(4, 40);
    await runSnapper(cloud, EVENT);
    expect(copied(cloud)).toHaveLength(15);
    await runSnapper(cloud, EVENT);
    expect(copied(cloud)).toHaveLength(15);
  });

  test('a snapshot that is gone meanwhile leaves its room to the next', async () => {
    const { cloud } = await crowd(0, 20);
    const look = cloud.before('DescribeSnapshots', ({ params }) => {
      if (!Object.values(params).includes('snapshot-id')) return;
      for (const one of cloud.region('eu-west-1').snapshots().slice(0, 4))
        cloud.region('eu-west-1').remove(one);
      look.remove();
    });
    await runSnapper(cloud, EVENT);
    expect(copied(cloud)).toHaveLength(15);
  });

  test.for<[string, Effect, number]>([
    ['that AWS makes no more at one time', { error: 'ResourceLimitExceeded' }, 0],
    ['that is lost, so that each may have begun', 'reset after', 15],
  ])('after an answer %s, none that waits is tried', async ([, effect, begun]) => {
    const { cloud } = await crowd(0, 30);
    cloud.fault({ action: 'CopySnapshot', effect });
    const report = await runSnapper(cloud, EVENT);
    expect(asked(cloud)).toBeLessThanOrEqual(15);
    expect(copied(cloud)).toHaveLength(begun);
    expect(regionIn(report, PLACE).replicas?.waiting).toBe(15);
  });
});

test('in a hub each account keeps its own replicas, and one that is out of reach stops no other', async () => {
  const MEMBER = '222222222222';
  const { cloud, hubRole, asHub, member } = await organisation({ regions: ['eu-west-1', PLACE] });
  const { account, role } = member(MEMBER);
  for (const one of [hubRole, role]) {
    const statements = one.policy === 'allow all' ? [] : [one.policy.Statement].flat();
    one.policy = { Statement: [...statements, ...RIGHTS] };
  }
  const tags = { ...DAILY, autosnap_replicate: `${PLACE}=2` };
  const own = cloud.region('eu-west-1').attachedVolume(tags);
  const theirs = account.region('eu-west-1').attachedVolume(tags);
  const event = { ...EVENT, accounts: [HUB, MEMBER, '333333333333'] };
  for (let day = 0; day < 3; day += 1) {
    await runSnapper(asHub, event);
    cloud.clock.advance(DAY);
  }
  for (const [at, volume] of [
    [cloud, own],
    [account, theirs],
  ] as const) {
    const lineages = at
      .region(PLACE)
      .snapshots()
      .map(({ description }) => lineageIn(description, 'autosnap')?.volumeId);
    expect(lineages).toEqual([volume.id, volume.id]);
  }
});
