import {
  CopySnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DescribeSnapshotAttributeCommand,
  type EC2Client,
  LockSnapshotCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { role } from '../../lambda/aws/permissions.ts';
import { SOURCE, source, vault } from '../../lambda/aws/replicas/vaultPermissions.ts';
import { ec2Of, freshCloud, resultOf, stsOf, tagged } from '../cloud/callers.ts';
import type { Statement } from '../cloud/iam.ts';
import type { Role } from '../cloud/roles.ts';
import type { TrustDocument } from '../cloud/trust.ts';

const [SOURCE_ID, VAULT_ID, STRANGER_ID] = ['111111111111', '222222222222', '999999999999'] as const;
const OURS = { snapshot_tool: 'autosnap' };
const DENIED = 'UnauthorizedOperation 403';
const HERE = { partition: 'aws', prefixes: ['autosnap'] };
const REGION = 'eu-central-1';

const lambda: TrustDocument = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const everything: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A source with its roles and one own snapshot, and a vault with a locked replica. */
async function sourceAndVault() {
  const cloud = await freshCloud();
  const [from, to] = [cloud.account(SOURCE_ID), cloud.account(VAULT_ID)];
  const vaultRole = to.addRole({
    name: 'SnapperRole',
    trust: lambda,
    policy: {
      Statement: vault({
        ...HERE,
        regions: [REGION],
        sources: {
          accounts: [SOURCE_ID],
          roles: [`arn:aws:iam::${SOURCE_ID}:role/aws-snapper-member${SOURCE}`],
        },
      }),
    },
  });
  const trust: TrustDocument = {
    Statement: [{ Effect: 'Allow', Principal: { AWS: vaultRole.arn }, Action: 'sts:AssumeRole' }],
  };
  const add = (name: string, statements: readonly Statement[]) =>
    from.addRole({ name, trust, policy: { Statement: statements } });
  const taking = role({ ...HERE, account: SOURCE_ID });
  const roles = {
    source: add(`aws-snapper-member${SOURCE}`, source({ ...HERE, vaultAccount: VAULT_ID })),
    function: add('SnapperRole', taking),
    member: add('aws-snapper-member', taking),
    admin: add('Admin', [everything]),
  };
  const own = from.region('eu-west-1').snapshot({ tags: OURS });
  const replica = to.region(REGION).snapshot({ tags: { ...OURS, autosnap_keep: 'audit' } });
  to.region(REGION).lock(replica, { state: 'governance', days: 14 });
  const as = (one: Role, region: string) => ec2Of(cloud, region, one.credentials('attack'));
  return { cloud, from, to, vaultRole, roles, own, replica, as };
}

/** Each way in which somebody might reach a replica. */
function attacks(SnapshotId: string): ((client: EC2Client) => Promise<unknown>)[] {
  const share = { SnapshotId, Attribute: 'createVolumePermission' } as const;
  const key = { Key: 'snapshot_tool', Value: 'autosnap' };
  return [
    (client) => client.send(new DeleteSnapshotCommand({ SnapshotId })),
    (client) => client.send(new CreateTagsCommand({ Resources: [SnapshotId], Tags: [key] })),
    (client) =>
      client.send(new DeleteTagsCommand({ Resources: [SnapshotId], Tags: [{ Key: 'autosnap_keep' }] })),
    (client) => client.send(new LockSnapshotCommand({ SnapshotId, LockMode: 'governance', LockDuration: 1 })),
    (client) => client.send(new DescribeSnapshotAttributeCommand(share)),
    (client) =>
      client.send(
        new ModifySnapshotAttributeCommand({
          ...share,
          CreateVolumePermission: { Add: [{ UserId: SOURCE_ID }] },
        }),
      ),
    (client) =>
      client.send(
        new ModifySnapshotAttributeCommand({
          ...share,
          CreateVolumePermission: { Remove: [{ UserId: VAULT_ID }] },
        }),
      ),
    (client) => client.send(new CreateVolumeCommand({ SnapshotId, AvailabilityZone: `${REGION}a` })),
  ];
}

describe('somebody who took over a source', () => {
  test.for(['source', 'function', 'member', 'admin'] as const)(
    'reaches no replica in the vault with the role %s',
    async (name) => {
      const { cloud, to, vaultRole, roles, replica, as } = await sourceAndVault();
      const before = structuredClone(replica);
      const client = as(roles[name], REGION);
      const said = await Promise.all(attacks(replica.id).map(async (attack) => resultOf(attack(client))));
      expect(said).not.toContain('ok');
      const become = new AssumeRoleCommand({ RoleArn: vaultRole.arn, RoleSessionName: 'attack' });
      const sts = stsOf(cloud, REGION, roles[name].credentials('attack'));
      expect(await resultOf(sts.send(become))).toBe('AccessDenied 403');
      expect(to.region(REGION).snapshots()).toEqual([before]);
    },
  );

  test('shares with the vault alone by the source role', async () => {
    const { roles, own, as } = await sourceAndVault();
    const client = as(roles.source, 'eu-west-1');
    const change = async (CreateVolumePermission: object) =>
      resultOf(
        client.send(new ModifySnapshotAttributeCommand({ SnapshotId: own.id, CreateVolumePermission })),
      );
    for (const Add of [
      [{ UserId: STRANGER_ID }],
      [{ UserId: VAULT_ID }, { UserId: STRANGER_ID }],
      [{ Group: 'all' }],
      [{ UserId: VAULT_ID }, { Group: 'all' }],
    ]) {
      expect(await change({ Add })).toBe(DENIED);
    }
    expect([own.sharedWith, own.public]).toEqual([[], false]);
    expect(await change({ Add: [{ UserId: VAULT_ID }] })).toBe('ok');
    expect(own.sharedWith).toEqual([VAULT_ID]);
    expect(await change({ Remove: [{ UserId: STRANGER_ID }] })).toBe(DENIED);
    expect(await change({ Remove: [{ UserId: VAULT_ID }] })).toBe('ok');
    expect(own.sharedWith).toEqual([]);
  });
});

describe('the role of the vault', () => {
  test('makes a replica of what a source shares, and of nothing else', async () => {
    const { cloud, from, to, vaultRole, own, as } = await sourceAndVault();
    own.sharedWith.push(VAULT_ID);
    const stranger = cloud
      .account(STRANGER_ID)
      .region('eu-west-1')
      .snapshot({ sharedWith: [VAULT_ID] });
    const ofVault = to.region('eu-west-1').snapshot({ tags: OURS });
    const unshared = from.region('eu-west-1').snapshot({ tags: OURS });
    const client = as(vaultRole, REGION);
    for (const other of [stranger, ofVault, unshared]) {
      expect(await resultOf(client.send(copying(other.id)))).toBe(DENIED);
    }
    expect(await resultOf(as(vaultRole, 'us-east-1').send(copying(own.id)))).toBe(DENIED);
    expect(to.region(REGION).snapshots()).toHaveLength(1);
    expect(await resultOf(client.send(copying(own.id)))).toBe('ok');
    expect(to.region(REGION).snapshots()).toHaveLength(2);
  });

  test('writes nothing in a source', async () => {
    const { from, vaultRole, own, as } = await sourceAndVault();
    own.sharedWith.push(VAULT_ID);
    const before = structuredClone(own);
    const client = as(vaultRole, 'eu-west-1');
    const said = await Promise.all(attacks(own.id).map(async (attack) => resultOf(attack(client))));
    expect(said).not.toContain('ok');
    expect(from.region('eu-west-1').snapshots()).toEqual([before]);
  });
});

function copying(SourceSnapshotId: string): CopySnapshotCommand {
  return new CopySnapshotCommand({ SourceRegion: 'eu-west-1', SourceSnapshotId, ...tagged(OURS) });
}
