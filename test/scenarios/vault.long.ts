import { describe, expect, test } from 'vitest';
import { DAILY, DAY, everyDay, HOUR, nth, ownCopies, ownCopy, regionIn } from './story.ts';
import {
  aDay,
  AT_SOURCE,
  copied,
  kept,
  PLACE,
  shared,
  SOURCE,
  VAULT,
  type Vaulting,
  vaulting,
} from './vaulting.ts';

test('a vault keeps the newest snapshots of another account, and can read none of them afterwards', async () => {
  const given = await vaulting();
  const { cloud, volume } = given;
  const [, older, newest] = cloud.snapshotsOf(volume);
  const report = await given.runAtVault();
  expect(report.headline.line).toMatch(/^OK/);
  expect(copied(given)).toEqual([older?.id, newest?.id]);
  expect(shared(given)).toEqual([older?.id, newest?.id]);
  cloud.clock.advance(HOUR);
  await given.runAtVault();
  expect(shared(given)).toEqual([]);
  expect(kept(given).map(({ state, tags }) => [state, tags['autosnap_of'], tags['autosnap_from']])).toEqual([
    ['completed', volume.id, `${SOURCE}@eu-west-1/${older?.id}`],
    ['completed', volume.id, `${SOURCE}@eu-west-1/${newest?.id}`],
  ]);
  expect(regionIn(report, PLACE).account).toBe(VAULT);
});

test('for weeks the vault has the two newest, and takes and deletes nothing at the source', async () => {
  const given = await vaulting();
  for (let day = 0; day < 10; day += 1) {
    const reports = await aDay(given);
    expect(reports.map(({ headline }) => headline.line)).toEqual(
      reports.map(() => expect.stringMatching(/^OK/)),
    );
    expect(shared(given)).toEqual([]);
    expect(kept(given).length).toBe(2);
  }
});

describe('whatever happens at the source, the vault keeps its replicas', () => {
  test.for<[name: string, happens: (given: Vaulting) => void]>([
    [
      'all is wiped, snapshots and tags',
      ({ cloud, volume }) => {
        for (const one of cloud.snapshotsOf(volume)) cloud.region('eu-west-1').remove(one);
        volume.tags = {};
        for (const { instance } of volume.attachments) instance.tags = {};
      },
    ],
    [
      'the volume is deleted',
      ({ cloud, volume }) => {
        for (const one of cloud.snapshotsOf(volume)) cloud.region('eu-west-1').remove(one);
        cloud.region('eu-west-1').remove(volume);
      },
    ],
    ['the role is gone', ({ sourceRole }) => sourceRole.remove()],
    [
      'the tag cannot be read',
      ({ volume }) => {
        volume.tags['autosnap_replicate'] = 'all of them';
      },
    ],
    [
      'the region refuses every call',
      ({ cloud }) =>
        void cloud.fault({ action: 'any', region: 'eu-west-1', effect: { error: 'InternalError' } }),
    ],
  ])('%s', async ([, happens]) => {
    const given = await vaulting();
    for (let day = 0; day < 3; day += 1) await aDay(given);
    const before = copied(given);
    expect(before).toHaveLength(2);
    happens(given);
    for (let day = 0; day < 5; day += 1) {
      await given.runAtVault({ replica_orphan_retain: '1y' });
      given.cloud.clock.advance(DAY);
    }
    expect(copied(given)).toEqual(before);
  });

  test('a tag that asks for fewer leaves the newest that the floor of the vault keeps', async () => {
    const given = await vaulting(`${VAULT}@${PLACE}=7`);
    ownCopies(given.cloud, given.volume, 7);
    for (let day = 0; day < 4; day += 1) await aDay(given);
    given.volume.tags['autosnap_replicate'] = `${VAULT}@${PLACE}=1`;
    for (let day = 0; day < 30; day += 1) {
      await given.runAtVault({ replica_min: 3 });
      given.cloud.clock.advance(DAY);
    }
    expect(kept(given)).toHaveLength(3);
  });
});

test('a vault whose only source cannot be reached says that, and not that nothing asks', async () => {
  const given = await vaulting();
  given.sourceRole.remove();
  const report = await given.runAtVault();
  expect(report.headline.line).toMatch(/^FAILURE: 1 region could not be read/);
  expect(report.headline.line).not.toMatch(/nothing asks/);
  expect(JSON.stringify(report.groups)).toContain('docs/replicas.md');
});

test('an account that cannot be reached is a failure, and the others have their replicas', async () => {
  const given = await vaulting();
  const report = await given.runAtVault({ vault: ['333333333333', SOURCE] });
  expect(report.headline.line).toMatch(/^FAILURE: 1 region could not be read/);
  expect(JSON.stringify(report.groups)).toContain('333333333333/eu-west-1');
  expect(copied(given)).toHaveLength(2);
});

test('a run that finds no volume that names this vault says so', async () => {
  const given = await vaulting(`333333333333@${PLACE}=2`);
  const report = await given.runAtVault();
  expect(report.headline.line).toMatch(/^WARNING: nothing asks this vault for replicas/);
  expect(kept(given)).toEqual([]);
});

test('a region of the vault that its deployment does not have is a problem with a value to use', async () => {
  const given = await vaulting(`${VAULT}@eu-north-1=2`);
  const report = await given.runAtVault();
  const [trouble] = regionIn(report, 'eu-west-1').replicaTrouble ?? [];
  expect(trouble?.because).toContain(
    `names ${VAULT}@eu-north-1, but copies are kept only in ${VAULT}@${PLACE}; use one of these, or add eu-north-1 to the setting replicas`,
  );
});

test('at the source a place of a vault that is not in its settings is a problem', async () => {
  const given = await vaulting();
  const report = await given.runAtSource({ replicas: ['eu-north-1'] });
  expect(report.headline.line).toMatch(/^FAILURE/);
  expect((await given.runAtSource()).headline.line).toMatch(/^OK/);
});

test('what the vault is reading is not deleted at the source', async () => {
  const given = await vaulting();
  const { cloud, volume } = given;
  const oldest = nth(ownCopies(cloud, volume, 4), 0);
  oldest.sharedWith.push(VAULT);
  await everyDay(cloud, 2, AT_SOURCE);
  expect(cloud.snapshotsOf(volume).map(({ id }) => id)).toContain(oldest.id);
  oldest.sharedWith.length = 0;
  await everyDay(cloud, 2, AT_SOURCE);
  expect(cloud.snapshotsOf(volume).map(({ id }) => id)).not.toContain(oldest.id);
});

test('where it cannot be read what the vault reads, snapshots are taken, and those of its volumes stay', async () => {
  const given = await vaulting();
  const { cloud, volume } = given;
  ownCopies(cloud, volume, 5);
  const before = cloud.snapshotsOf(volume).length;
  cloud.fault({
    action: 'DescribeSnapshots',
    when: (params) => 'RestorableBy.1' in params,
    effect: { error: 'InternalError' },
  });
  await given.runAtSource();
  expect(cloud.snapshotsOf(volume)).toHaveLength(before + 1);
});

test('no share is taken back while the region of the vault cannot be read', async () => {
  const given = await vaulting();
  await given.runAtVault();
  const before = shared(given);
  given.cloud.clock.advance(HOUR);
  const fault = given.vault.fault({
    action: 'DescribeSnapshots',
    region: PLACE,
    effect: { error: 'InternalError' },
  });
  await given.runAtVault();
  expect(shared(given)).toEqual(before);
  fault.remove();
  await given.runAtVault();
  expect(shared(given)).toEqual([]);
});

test('a share that cannot be taken back is told, and taken back by the next run', async () => {
  const given = await vaulting();
  await given.runAtVault();
  given.cloud.clock.advance(HOUR);
  const fault = given.cloud.fault({
    action: 'ModifySnapshotAttribute',
    effect: { error: 'UnauthorizedOperation', status: 403 },
  });
  const report = await given.runAtVault();
  expect(regionIn(report, 'eu-west-1').notes).toEqual([
    expect.stringMatching(
      /^snap-\w+ is still shared \(UnauthorizedOperation: .*\); the next run takes that back$/,
    ),
    expect.stringMatching(/^snap-\w+ is still shared/),
  ]);
  fault.remove();
  await given.runAtVault();
  expect(shared(given)).toEqual([]);
});

test('with locks, nobody deletes a replica in the vault for their time', async () => {
  const given = await vaulting();
  const locked = { replica_lock: '14d' };
  await given.runAtVault(locked);
  given.cloud.clock.advance(HOUR);
  const first = kept(given).map(({ id }) => id);
  for (let day = 0; day < 13; day += 1) {
    await given.runAtSource();
    given.cloud.clock.advance(HOUR);
    await given.runAtVault(locked);
    given.cloud.clock.advance(DAY - HOUR);
  }
  expect(kept(given).map(({ id }) => id)).toEqual(expect.arrayContaining(first));
  given.cloud.clock.advance(2 * DAY);
  await given.runAtVault(locked);
  expect(kept(given).map(({ id }) => id)).not.toEqual(expect.arrayContaining(first));
});

describe('encrypted snapshots', () => {
  test('one under aws/ebs cannot leave the account: that is told with what to do, and the others are copied', async () => {
    const given = await vaulting();
    const { cloud } = given;
    const tags = { ...DAILY, autosnap_replicate: `${VAULT}@${PLACE}=2` };
    ownCopy(cloud, cloud.region('eu-west-1').attachedVolume(tags), 1, { encrypted: true });
    const report = await given.runAtVault({ replica_keys: { [PLACE]: given.vault.region(PLACE).key().arn } });
    expect(copied(given)).toHaveLength(2);
    const told = JSON.stringify(regionIn(report, PLACE).replicaTrouble);
    expect(told).toContain('A snapshot under the key aws/ebs can never be shared');
  });

  test('one under a key that the vault may use is copied under a key of the vault', async () => {
    const given = await vaulting();
    const { cloud, vault } = given;
    const key = cloud.region('eu-west-1').key();
    key.usableBy.push(VAULT);
    for (const one of cloud.snapshotsOf(given.volume)) one.kmsKeyId = key.arn;
    const own = vault.region(PLACE).key();
    await given.runAtVault({ replica_keys: { [PLACE]: own.arn } });
    cloud.clock.advance(HOUR);
    expect(kept(given).map(({ state, kmsKeyId }) => [state, kmsKeyId])).toEqual([
      ['completed', own.arn],
      ['completed', own.arn],
    ]);
  });
});

/** How many calls a run of the vault sends at most. */
const CALLS = Array.from({ length: 30 }, (_, index) => index + 1);

test('a calm run of the vault sends no more calls than are broken below', async () => {
  const given = await vaulting();
  given.cloud.forgetCalls();
  await given.runAtVault();
  expect(given.cloud.calls.length).toBeLessThanOrEqual(CALLS.length);
});

describe('a run of the vault that dies loses nothing, and the next ones make no double and leave no share', () => {
  test.for(CALLS)('at call %s', async (call) => {
    for (const isDone of [false, true]) {
      const given = await vaulting();
      const { cloud } = given;
      const deaths = [cloud, given.vault].flatMap((there) => [
        ...(isDone ? [there.fault({ action: 'any', nth: call, times: 1, effect: 'reset after' })] : []),
        there.fault({ action: 'any', nth: call + Number(isDone), effect: 'reset before' }),
      ]);
      await given.runAtVault().catch(() => undefined);
      for (const death of deaths) death.remove();
      for (let run = 0; run < 2; run += 1) {
        cloud.clock.advance(HOUR);
        await given.runAtVault();
      }
      expect(new Set(copied(given)).size).toBe(2);
      expect(copied(given)).toHaveLength(2);
      expect(shared(given)).toEqual([]);
    }
  });
});
