import { replicaLock } from '../../lambda/aws/replicas/permissions.ts';
import { source as sourceRights, vault as vaultRights } from '../../lambda/aws/replicas/vaultPermissions.ts';
import { lineageIn } from '../../lambda/core/lineage.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import type { Account } from '../cloud/accounts.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import type { Role } from '../cloud/roles.ts';
import { DAILY, DAY, freshCloud, HOUR, ownCopies, runSnapper } from './story.ts';

export const SOURCE = '123456789012';
export const VAULT = '222222222222';
export const PLACE = 'eu-central-1';

/** What the deployment of the source is given, and that of the vault. */
export const AT_SOURCE = { regions: ['eu-west-1'], replicas: [`${VAULT}@${PLACE}`] };
export const AT_VAULT = { regions: ['eu-west-1'], vault: [SOURCE], replicas: [PLACE], replica_min: 1 };

/** An account whose snapshots a vault keeps, and the vault, each with its own deployment. */
export interface Vaulting {
  readonly cloud: Cloud;
  readonly volume: Volume;
  readonly vault: Account;
  /** The role by which the vault reads and shares in the source. */
  readonly sourceRole: Role;
  readonly runAtSource: (more?: object) => Promise<Report>;
  readonly runAtVault: (more?: object) => Promise<Report>;
}

/** A volume with three daily snapshots that asks for two of them in the vault. */
export async function vaulting(asks = `${VAULT}@${PLACE}=2`): Promise<Vaulting> {
  const cloud = await freshCloud();
  const vault = cloud.account(VAULT);
  const vaultRole = vault.addRole({
    name: 'vault',
    trust: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policy: {
      Statement: [
        ...replicaLock({ partition: 'aws', prefixes: ['autosnap'], regions: [PLACE], days: 14 }),
        ...vaultRights({
          partition: 'aws',
          prefixes: ['autosnap'],
          regions: [PLACE],
          sources: {
            accounts: [SOURCE],
            roles: [`arn:aws:iam::${SOURCE}:role/aws-snapper-member-source`],
          },
          topicArn: `arn:aws:sns:${PLACE}:${VAULT}:reports`,
        }),
      ],
    },
  });
  const sourceRole = cloud.account(SOURCE).addRole({
    name: 'aws-snapper-member-source',
    trust: { Statement: [{ Effect: 'Allow', Principal: { AWS: vaultRole.arn }, Action: 'sts:AssumeRole' }] },
    policy: { Statement: sourceRights({ partition: 'aws', prefixes: ['autosnap'], vaultAccount: VAULT }) },
  });
  const { accessKeyId, secretAccessKey, sessionToken } = vaultRole.credentials('snapper');
  const env = {
    ...cloud.env,
    AWS_REGION: PLACE,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  const volume = cloud
    .region('eu-west-1')
    .attachedVolume({ Name: 'web', ...DAILY, autosnap_replicate: asks });
  ownCopies(cloud, volume, 3);
  return {
    cloud,
    volume,
    vault,
    sourceRole,
    runAtSource: async (more) => runSnapper(cloud, { ...AT_SOURCE, ...more }),
    runAtVault: async (more) => runSnapper({ clock: cloud.clock, env }, { ...AT_VAULT, ...more }),
  };
}

/** A day with a run of the source, an hour later one of the vault, and an hour later the vault's follow-up. */
export async function aDay({ cloud, runAtSource, runAtVault }: Vaulting): Promise<Report[]> {
  const source = await runAtSource();
  cloud.clock.advance(HOUR);
  const vault = await runAtVault();
  cloud.clock.advance(HOUR);
  const later = await runAtVault();
  cloud.clock.advance(DAY - 2 * HOUR);
  return [source, vault, later];
}

/** The replicas in the vault, the oldest first. */
export function kept({ vault }: Vaulting): readonly Snapshot[] {
  return vault
    .region(PLACE)
    .snapshots()
    .toSorted((a, b) => atOf(a) - atOf(b));
}

/** Of which snapshots there are replicas in the vault, the oldest first. */
export function copied(given: Vaulting): string[] {
  return kept(given).map((one) => lineageOf(one)?.snapshotId ?? '');
}

/** Which snapshots of the source the vault can read. */
export function shared({ cloud, volume }: Vaulting): string[] {
  return cloud.snapshotsOf(volume).flatMap(({ id, sharedWith }) => (sharedWith.length === 0 ? [] : [id]));
}

function atOf(one: Snapshot): number {
  return lineageOf(one)?.at ?? 0;
}

function lineageOf({ description }: Snapshot) {
  return lineageIn(description, 'autosnap');
}
