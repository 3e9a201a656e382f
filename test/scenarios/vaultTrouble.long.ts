import { expect, test } from 'vitest';
import { DAY, everyDay, HOUR, MINUTE, ownCopies, regionIn } from './story.ts';
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

/** Operators without luck, and people with some rights and bad intents. */

async function aFewDays(given: Vaulting): Promise<void> {
  for (let day = 0; day < 3; day += 1) await aDay(given);
}

test('snapshots that look like replicas of the future push out no replica', async () => {
  const given = await vaulting();
  const { cloud, vault, volume } = given;
  await aFewDays(given);
  const before = kept(given).map(({ id }) => id);
  const forged = ['01', '02', '03'].map((day) =>
    vault.region(PLACE).snapshot({
      startedAt: cloud.clock.now(),
      tags: { snapshot_tool: 'autosnap' },
      description: `autosnap: replica of ${volume.id} from ${SOURCE}@eu-west-1/snap-0${day} of 2099-01-${day}T00:00:00Z`,
    }),
  );
  await given.runAtVault();
  expect(kept(given).map(({ id }) => id)).toEqual([...before, ...forged.map(({ id }) => id)]);
  const sources = new Set(copied(given));
  await aFewDays(given);
  const [newest] = cloud.snapshotsOf(volume).slice(-2);
  expect(sources).not.toContain(newest?.id);
  expect(copied(given)).toContain(newest?.id);
});

test('an account that names itself as its own vault deletes by its retention all the same', async () => {
  const { cloud, volume } = await vaulting();
  ownCopies(cloud, volume, 6);
  await everyDay(cloud, 4, { regions: ['eu-west-1'], replicas: [`${SOURCE}@${PLACE}`] });
  expect(cloud.snapshotsOf(volume)).toHaveLength(4);
});

test.for<[name: string, twice: (given: Vaulting) => Promise<unknown>]>([
  ['two runs at once', async ({ runAtVault }) => Promise.all([runAtVault(), runAtVault()])],
  [
    'a listing that does not show yet what the run before made',
    async ({ cloud, runAtVault }) => {
      cloud.listLag = 3 * MINUTE;
      await runAtVault();
      cloud.clock.advance(MINUTE);
      await runAtVault();
    },
  ],
])('%s make doubles, which retention takes away; no slot is lost and no share stays', async ([, twice]) => {
  const given = await vaulting();
  await twice(given);
  given.cloud.clock.advance(HOUR);
  expect(new Set(copied(given)).size).toBe(2);
  await aFewDays(given);
  expect([copied(given).length, new Set(copied(given)).size, shared(given)]).toEqual([2, 2, []]);
});

test('hostile tags of a snapshot become no pin and no contradiction of its replica', async () => {
  const given = await vaulting();
  const { cloud, volume } = given;
  for (const one of cloud.snapshotsOf(volume)) {
    Object.assign(one.tags, {
      autosnap_of: 'vol-0bad',
      autosnap_from: 'elsewhere',
      autosnap_at: '2099-01-01T00:00:00Z',
      Autosnap_Keep: 'for ever',
    });
  }
  await given.runAtVault();
  for (const one of cloud.snapshotsOf(volume)) one.tags['autosnap_at'] = '2020-01-01T00:00:00Z';
  cloud.clock.advance(HOUR);
  await given.runAtVault();
  expect(copied(given)).toHaveLength(2);
  expect(
    kept(given)
      .flatMap(({ tags }) => Object.keys(tags))
      .filter((key) => /keep/i.test(key)),
  ).toEqual([]);
  await aFewDays(given);
  expect(copied(given)).toHaveLength(2);
});

test('volumes that a listing leaves out are asked for at the source, before their replicas are orphans', async () => {
  const given = await vaulting();
  await aFewDays(given);
  const before = copied(given);
  given.cloud.hide({ action: 'DescribeVolumes', which: () => true });
  for (let day = 0; day < 10; day += 1) {
    await given.runAtVault({ replica_orphan_retain: '1d last:2d' });
    given.cloud.clock.advance(DAY);
  }
  expect(copied(given)).toEqual(before);
});

test('one tag that cannot be read stops no other volume', async () => {
  const given = await vaulting(`${VAULT}@${PLACE}=within:9999y`);
  const { cloud } = given;
  const bad = cloud.region('eu-west-1').attachedVolume({
    autosnap: '1',
    autosnap_retain: '3',
    autosnap_replicate: `${VAULT}@${PLACE}=99999999999999999999`,
  });
  ownCopies(cloud, bad, 2);
  const report = await given.runAtVault();
  expect(report.headline.line).toMatch(
    /^FAILURE: 1 volume asks for replicas in a way that cannot be followed/,
  );
  expect(copied(given)).toHaveLength(3);
});

test('a vault that is among its own sources says so, makes no doubles, and the others are done', async () => {
  const given = await vaulting();
  const both = { vault: [SOURCE, VAULT], regions: ['eu-west-1', PLACE] };
  const report = await given.runAtVault(both);
  expect(report.headline.line).toMatch(/^FAILURE: 1 region could not be read/);
  expect(JSON.stringify(report.groups)).toContain('take it out of the setting vault');
  expect([copied(given).length, new Set(copied(given)).size]).toEqual([2, 2]);
  given.cloud.clock.advance(HOUR);
  await given.runAtVault(both);
  expect(shared(given)).toEqual([]);
});

test('what stays only because a vault that runs no more can read it is told at the source', async () => {
  const given = await vaulting();
  const { cloud } = given;
  await given.runAtVault();
  const left = shared(given);
  const reports = await everyDay(cloud, 6, AT_SOURCE);
  expect(shared(given)).toEqual(left);
  const notes = reports.slice(-1).flatMap((one) => regionIn(one, 'eu-west-1').notes);
  expect(notes).toEqual(
    left.map((id) => expect.stringContaining(`${id} stays, because the vault ${VAULT} can read it`)),
  );
});
