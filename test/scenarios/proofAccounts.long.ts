import { expect, test } from 'vitest';
import { prover } from '../../lambda/aws/proof/permissions.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot } from '../cloud/records.ts';
import type { Role } from '../cloud/roles.ts';
import { EXTERNAL_ID, HUB, organisation, ORGANIZATION } from './organisation.ts';
import { extDisk, metricsIn, proved, type Ran, recordOn } from './proving.ts';
import { DAY } from './story.ts';

const [MEMBER, LOST] = ['222222222222', '333333333333'];

/** A hub whose prover has a role of its own, and members that let it in by `<role>-prover`. */
async function provingHub() {
  const { cloud, member } = await organisation();
  const hub = cloud.account(HUB).addRole({
    name: 'snapper-prover',
    trust: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policy: {
      Statement: [
        ...prover({ partition: 'aws', account: HUB, prefixes: ['autosnap'] }),
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole'],
          Resource: ['arn:aws:iam::*:role/aws-snapper-member-prover'],
        },
      ],
    },
  });
  const { accessKeyId, secretAccessKey, sessionToken } = hub.credentials('prover');
  const env = {
    ...cloud.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    EXTERNAL_ID,
  };
  const joined = (id: string): Role => {
    member(id);
    return cloud.account(id).addRole({
      name: 'aws-snapper-member-prover',
      trust: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: hub.arn },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'sts:ExternalId': EXTERNAL_ID, 'aws:PrincipalOrgID': ORGANIZATION },
            },
          },
        ],
      },
      policy: { Statement: prover({ partition: 'aws', account: id, prefixes: ['autosnap'] }) },
    });
  };
  const run = async (accounts: readonly string[]): Promise<Ran> =>
    proved({ clock: cloud.clock, env }, { sample: 20, accounts });
  return { cloud, joined, run };
}

/** An own snapshot of yesterday, of a disk with an ext4 file system. */
function copyIn(cloud: Cloud, id: string): Snapshot {
  const region = cloud.account(id).region('eu-west-1');
  const { blocks, sizeGiB } = extDisk();
  const of = region.volume({ content: blocks, size: sizeGiB });
  return region.snapshot({
    of,
    startedAt: new Date(cloud.clock.now().getTime() - DAY),
    description: `autosnap: ${of.id}`,
    tags: { snapshot_tool: 'autosnap' },
  });
}

test('the prover of a hub proves its own snapshots and those of a member, by the role for that alone', async () => {
  const { cloud, joined, run } = await provingHub();
  joined(MEMBER);
  const copies = [copyIn(cloud, HUB), copyIn(cloud, MEMBER)];
  const ran = await run([HUB, MEMBER]);
  expect(ran.answer).toMatchObject({ proofs: [{ status: 'proved' }, { status: 'proved' }], unreachable: [] });
  expect(copies.map(recordOn)).toEqual(['sound ext4', 'sound ext4']);
  const assumed = cloud.calls.filter(({ action }) => action === 'AssumeRole');
  expect(new Set(assumed.map(({ params }) => params['RoleArn']))).toEqual(
    new Set([`arn:aws:iam::${MEMBER}:role/aws-snapper-member-prover`]),
  );
});

test('a member that does not let the prover in stops no other, and is told', async () => {
  const { cloud, joined, run } = await provingHub();
  joined(MEMBER);
  joined(LOST).remove();
  const copies = [copyIn(cloud, HUB), copyIn(cloud, LOST), copyIn(cloud, MEMBER)];
  const ran = await run([HUB, LOST, MEMBER]);
  expect(copies.map(recordOn)).toEqual(['sound ext4', '', 'sound ext4']);
  expect(ran.answer).toMatchObject({ unreachable: [{ account: LOST, code: 'AccessDenied' }] });
  expect(ran.log).toContain(LOST);
  expect(metricsIn(ran)).toMatchObject({ SnapshotsProved: 2, SnapshotsNotProved: 1 });
});

test('a member that takes the right back between the list and the read loses nothing: the next run proves it', async () => {
  const { cloud, joined, run } = await provingHub();
  const role = joined(MEMBER);
  const copy = copyIn(cloud, MEMBER);
  const { policy } = role;
  const hook = cloud.account(MEMBER).before('GetSnapshotBlock', () => {
    hook.remove();
    role.policy = { Statement: [] };
  });
  expect(metricsIn(await run([MEMBER]))).toMatchObject({ SnapshotsNotProved: 1 });
  expect(recordOn(copy)).toBe('');
  role.policy = policy;
  expect(metricsIn(await run([MEMBER]))).toMatchObject({ SnapshotsProved: 1, SnapshotsNotProved: 0 });
  expect(recordOn(copy)).toBe('sound ext4');
});
