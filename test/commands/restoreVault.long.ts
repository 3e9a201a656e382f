import { expect, test } from 'vitest';
import { restorer } from '../../lambda/aws/restore/permissions.ts';
import { showCommand } from '../../lambda/commands/show.ts';
import { restoreCommand } from '../../lambda/commands/restore.ts';
import type { CommandContext } from '../../lambda/commands/command.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { clockOf, withEnvironment } from '../scenarios/snapper.ts';
import { DAILY, HOUR } from '../scenarios/story.ts';
import { PLACE, SOURCE, VAULT, type Vaulting, vaulting } from '../scenarios/vaulting.ts';
import { wholeLines } from '../wholeLines.ts';
import { newVolumes, restoreOf } from './servers.ts';

/** A server with four disks whose replicas are in a vault. Its account then refuses every call. */
async function lost(): Promise<Vaulting> {
  const given = await vaulting();
  const { cloud } = given;
  const region = cloud.region('eu-west-1');
  const tags = { Name: 'WEB-1', ...DAILY, autosnap_replicate: `${VAULT}@${PLACE}=7` };
  const server = region.instance({ zone: 'eu-west-1b', tags });
  for (const size of [10, 20, 30, 40]) {
    const disk = region.volume({ attachedTo: server, zone: server.zone, size });
    region.write(disk, 0, Buffer.from(`disk${size}`));
  }
  await given.runAtSource();
  cloud.clock.advance(HOUR);
  await given.runAtVault();
  cloud.clock.advance(HOUR);
  cloud.account(SOURCE).fault({ action: 'any', effect: { error: 'AuthFailure', status: 401 } });
  return given;
}

/** A person who may restore gives a command in the account of the vault. */
async function inVault<T>(
  { cloud, vault }: Vaulting,
  command: (context: CommandContext) => Promise<T>,
): Promise<T> {
  vault.policy = restorer({ partition: 'aws', account: VAULT, prefixes: ['autosnap'] });
  const { accessKeyId, secretAccessKey } = cloud.credentials(VAULT);
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return withEnvironment({ ...cloud.env, ...keys, AWS_REGION: PLACE }, () =>
    command({ settings: readSettings({ regions: [PLACE] }, {}), clock: clockOf(cloud) }),
  );
}

test('a server with four disks comes back in the vault, while its account refuses every call', async () => {
  const given = await lost();
  const answer = await inVault(given, (context) => restoreCommand('WEB-1', { yes: true }, context));
  expect([answer.status, restoreOf(answer).moment?.kind]).toEqual([0, 'one instant']);
  const snapshots = new Map(
    given.vault
      .region(PLACE)
      .snapshots()
      .map((one) => [one.id, one]),
  );
  const made = newVolumes(given.vault.region(PLACE)).toSorted((a, b) => a.size - b.size);
  expect(
    made.map(({ size, fromSnapshot = '' }) => [
      size,
      Buffer.from(snapshots.get(fromSnapshot)?.content?.get(0) ?? []).toString('latin1', 0, 6),
    ]),
  ).toEqual([10, 20, 30, 40].map((size) => [size, `disk${size}`]));
  expect(wholeLines(answer.text)).toContain(
    `Restore the instance WEB-1 (${restoreOf(answer).target.id}) of ${SOURCE}/eu-west-1 from its replicas in ${PLACE}`,
  );
});

test('show names the account and the region that a replica comes from', async () => {
  const given = await lost();
  const answer = await inVault(given, (context) => showCommand('WEB-1', context));
  expect(wholeLines(answer.text)).toContain(`of ${SOURCE}/eu-west-1`);
});
