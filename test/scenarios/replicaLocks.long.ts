import { describe, expect, test } from 'vitest';
import { replicaLock, replicas } from '../../lambda/aws/replicas/permissions.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { lockEndOf } from '../cloud/lockLife.ts';
import type { Snapshot } from '../cloud/records.ts';
import {
  callsOf,
  DAILY,
  DAY,
  everyDay,
  freshCloud,
  HOUR,
  nth,
  ownCopies,
  regionIn,
  ROLE,
  runAndSettle,
  runSnapper,
} from './story.ts';

const PLACE = 'eu-central-1';

const WITHOUT = { regions: ['eu-west-1'], replicas: [PLACE] };

const EVENT = { ...WITHOUT, replica_lock: '14d' };

const GIVEN = { partition: 'aws', prefixes: ['autosnap'], regions: [PLACE] };

/** What the function may, with the right to lock for 14 days and for no other time. */
const RIGHTS = [...ROLE, ...replicas(GIVEN), ...replicaLock({ ...GIVEN, days: 14 })];

/** A volume with three daily snapshots that asks for two of them in another region. */
async function estate(policy = RIGHTS): Promise<Cloud> {
  const cloud = await freshCloud();
  cloud.policy = policy;
  const tags = { Name: 'web', ...DAILY, autosnap_replicate: `${PLACE}=2` };
  ownCopies(cloud, cloud.region('eu-west-1').attachedVolume(tags), 3);
  return cloud;
}

function there(cloud: Cloud): readonly Snapshot[] {
  return cloud.region(PLACE).snapshots();
}

/** For how many days from its completion each replica is locked, and how. */
function locks(cloud: Cloud): string[] {
  return there(cloud).map((one) => {
    const end = lockEndOf(one);
    const days = end === undefined ? 0 : (end.getTime() - (one.completedAt?.getTime() ?? 0)) / DAY;
    return one.lock === undefined ? 'no lock' : `${one.lock.state} ${days}`;
  });
}

function standing(report: Report) {
  return regionIn(report, PLACE).replicas;
}

test('each new replica is locked for 14 days from its completion, and the report counts the locks', async () => {
  const cloud = await estate();
  const report = await runAndSettle(cloud, EVENT);
  expect(locks(cloud)).toEqual(['governance 14', 'governance 14']);
  expect(standing(report)).toMatchObject({ newLocks: 2, keptByLock: 0 });
  expect(report.headline.level).toBe('OK');
});

test('without the setting nothing is locked, and nothing asks AWS to', async () => {
  const cloud = await estate();
  await runAndSettle(cloud, WITHOUT);
  expect(locks(cloud)).toEqual(['no lock', 'no lock']);
  expect(callsOf(cloud, 'LockSnapshot')).toEqual([]);
});

test('for weeks nothing locked is deleted or tried, all of it is one number, and after its lock it goes', async () => {
  const cloud = await estate();
  const reports = await everyDay(cloud, 30, EVENT);
  expect(reports.map(({ headline }) => headline.level)).toEqual(reports.map(() => 'OK'));
  const deletions = callsOf(cloud, 'DeleteSnapshot').filter(({ region }) => region === PLACE);
  expect(deletions.length).toBeGreaterThan(10);
  expect(deletions.every(({ outcome }) => outcome === 'ok')).toBe(true);
  const last = reports.at(-1);
  if (last === undefined) throw new Error('there were runs');
  // One is made each day and stays for 14, where two were asked for.
  expect(there(cloud).length).toBeGreaterThanOrEqual(14);
  expect(there(cloud).length).toBeLessThanOrEqual(17);
  expect(standing(last)?.keptByLock).toBeGreaterThanOrEqual(12);
  expect(regionIn(last, PLACE).replicasHeld).toEqual([]);
  expect(last.regions.flatMap(({ notes, hints }) => [...notes, ...hints])).toEqual([]);
});

describe('a lock that an earlier run did not come to is made by the next', () => {
  test('after a death at any call', async () => {
    const calm = await estate();
    await runSnapper(calm, EVENT);
    const calls = calm.calls.length;
    let unlocked = 0;
    for (let call = 1; call <= calls; call += 1) {
      const cloud = await estate();
      const death = cloud.fault({ action: 'any', nth: call, effect: 'reset before' });
      await runSnapper(cloud, EVENT).catch(() => undefined);
      death.remove();
      unlocked += there(cloud).filter(({ lock }) => lock === undefined).length;
      cloud.clock.advance(HOUR);
      await runSnapper(cloud, EVENT);
      expect(locks(cloud), `call ${call}`).not.toContain('no lock');
    }
    expect(unlocked).toBeGreaterThan(0);
  });

  test('after one of which the answer was lost', async () => {
    const cloud = await estate();
    cloud.fault({ action: 'LockSnapshot', times: 1, effect: 'reset after' });
    const report = await runAndSettle(cloud, EVENT);
    expect(locks(cloud)).toEqual(['governance 14', 'governance 14']);
    expect(report.headline.level).toBe('OK');
  });

  test('of the replicas that there were before the setting was given', async () => {
    const cloud = await estate();
    await everyDay(cloud, 3, WITHOUT);
    const before = there(cloud).length;
    const report = await runSnapper(cloud, EVENT);
    expect(standing(report)?.newLocks).toBeGreaterThanOrEqual(before);
    expect(there(cloud).filter(({ lock }) => lock === undefined)).toEqual([]);
  });
});

test('no run locks a second time, or for another time', async () => {
  const cloud = await estate();
  await everyDay(cloud, 10, EVENT);
  const asked = callsOf(cloud, 'LockSnapshot').map(({ params }) => [
    params['SnapshotId'],
    params['LockMode'],
    params['LockDuration'],
    params['CoolOffPeriod'],
  ]);
  expect(new Set(asked.map(([id]) => id)).size).toBe(asked.length);
  expect(new Set(asked.map((one) => one.slice(1).join()))).toEqual(new Set(['governance,14,']));
});

describe('a lock that AWS refuses', () => {
  test('is a failure that says what to do; the replicas and the snapshots are there', async () => {
    const cloud = await estate([...ROLE, ...replicas(GIVEN)]);
    const report = await runAndSettle(cloud, EVENT);
    expect(report.headline.level).toBe('FAILURE');
    const { groups } = report;
    expect(groups.map(({ cause }) => cause)).toEqual(['replicasNotLocked']);
    expect(nth(groups, 0).text).toMatch(
      /not locked: UnauthorizedOperation: .*; the next run tries again\. If the right is missing, deploy with the same replicaLock/,
    );
    expect(regionIn(report, 'eu-west-1').created).toHaveLength(1);
    expect(locks(cloud)).toEqual(['no lock', 'no lock']);
    cloud.policy = RIGHTS;
    cloud.clock.advance(HOUR);
    const next = await runSnapper(cloud, EVENT);
    expect(next.headline.level).toBe('OK');
    expect(there(cloud).filter(({ lock }) => lock === undefined)).toEqual([]);
  });

  test('is one because the event asks for another time than the deployment', async () => {
    const cloud = await estate();
    const report = await runAndSettle(cloud, { ...EVENT, replica_lock: '1d' });
    expect(locks(cloud)).toEqual(['no lock', 'no lock']);
    expect(report.groups.map(({ cause }) => cause)).toEqual(['replicasNotLocked']);
  });

  test('because AWS does not find the new replica yet is tried again, and nobody hears of it', async () => {
    const cloud = await estate();
    cloud.fault({ action: 'LockSnapshot', times: 2, effect: { error: 'InvalidSnapshot.NotFound' } });
    const report = await runAndSettle(cloud, EVENT);
    expect(locks(cloud)).toEqual(['governance 14', 'governance 14']);
    expect(report.headline.level).toBe('OK');
  });
});

test('where AWS does not say what is locked, new replicas are locked, nothing young is deleted, and a note says so', async () => {
  const cloud = await estate();
  await everyDay(cloud, 5, EVENT);
  const before = there(cloud).map(({ id }) => id);
  cloud.fault({ action: 'DescribeLockedSnapshots', effect: { error: 'InvalidAction' } });
  const report = await runAndSettle(cloud, EVENT);
  const now = new Set(there(cloud).map(({ id }) => id));
  expect(before.filter((id) => !now.has(id))).toEqual([]);
  expect(there(cloud).filter(({ lock }) => lock === undefined)).toEqual([]);
  expect(callsOf(cloud, 'DeleteSnapshot').filter(({ region }) => region === PLACE)).toEqual([]);
  expect(regionIn(report, PLACE).notes.join()).toContain('Which replicas are locked could not be read');
});

test('a replica that is pinned and locked, and one that AWS failed, keep to their own rules', async () => {
  const cloud = await estate();
  await runAndSettle(cloud, EVENT);
  const [pinned, failed] = there(cloud);
  if (pinned === undefined || failed === undefined) throw new Error('two are needed');
  pinned.tags = { ...pinned.tags, autosnap_keep: 'the audit' };
  failed.state = 'error';
  await everyDay(cloud, 20, EVENT);
  const ids = there(cloud).map(({ id }) => id);
  expect(ids).toContain(pinned.id);
  expect(ids).not.toContain(failed.id);
});
