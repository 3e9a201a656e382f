import { expect, test } from 'vitest';
import { HOUR, regionIn } from './story.ts';
import { aDay, copied, kept, PLACE, shared, SOURCE, VAULT, vaulting } from './vaulting.ts';

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
