import { describe, expect, test } from 'vitest';
import { openRestorer } from '../../../lambda/aws/restore/openRestorer.ts';
import { unusableKeys } from '../../../lambda/aws/restore/keys.ts';
import { readProductCodes, readServer, readZones } from '../../../lambda/aws/restore/readFacts.ts';
import { readSources } from '../../../lambda/aws/restore/readSources.ts';
import { restorer } from '../../../lambda/aws/restore/permissions.ts';
import { readInventory } from '../../../lambda/aws/readInventory.ts';
import type { PlannedDisk } from '../../../lambda/core/restore/restorePlan.ts';
import { UTC } from '../../core/fixtures.ts';
import { amount } from '../../amounts.ts';
import { freshCloud } from '../../cloud/callers.ts';
import { HOUR, MINUTE } from '../../cloud/clock.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { isAllowed } from '../../cloud/iam.ts';
import type { Tags } from '../../cloud/records.ts';
import type { Deed } from '../../lib/deeds.ts';
import { mutantsOf } from '../../lib/mutants.ts';
import { verdict } from '../../lib/simulator.ts';
import { restoreCommand } from '../../../lambda/commands/restore.ts';
import { give } from '../../commands/person.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';
import { ownCopy } from '../../scenarios/story.ts';

const ACCOUNT = '123456789012';
const statements = restorer({ partition: 'aws', account: ACCOUNT, prefixes: ['autosnap'] });
const policies = [{ name: 'restorer', statements }];

const SNAPSHOT = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';
const VOLUME = `arn:aws:ec2:eu-west-1:${ACCOUNT}:volume/vol-1`;
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
const IMAGE = 'arn:aws:ec2:eu-west-1::image/ami-1';
const TASK = `arn:aws:ec2:eu-west-1:${ACCOUNT}:replace-root-volume-task/replacevol-1`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/one`;
const ELSEWHERE = '222222222222';

const OURS = { snapshot_tool: 'autosnap' };
const RESTORED = { autosnap_restored: 'snap-1', Name: 'web' };

interface Circumstances {
  /** Tags of the resource. */
  readonly has?: Tags;
  /** Tags in the request. */
  readonly asks?: Tags;
  readonly during?: string;
  readonly owner?: string;
  readonly via?: string;
  readonly forAws?: 'true' | 'false';
}

type Try = readonly [action: string, on: string, Circumstances?];

/** What AWS says of one of our snapshots. */
const OWN: Circumstances = { has: OURS, owner: ACCOUNT };
const VIA_EC2: Circumstances = { via: 'ec2.eu-west-1.amazonaws.com' };

/** What `restore` needs, wherever the volumes go. */
const BESIDE: Readonly<Record<string, Try>> = {
  'look at instances': ['ec2:DescribeInstances', '*'],
  'look at volumes': ['ec2:DescribeVolumes', '*'],
  'look at snapshots': ['ec2:DescribeSnapshots', '*'],
  'look at images': ['ec2:DescribeImages', '*'],
  'look at locks': ['ec2:DescribeLockedSnapshots', '*'],
  'look at regions': ['ec2:DescribeRegions', '*'],
  'look at zones': ['ec2:DescribeAvailabilityZones', '*'],
  'look at instance types': ['ec2:DescribeInstanceTypes', '*'],
  'look at Marketplace codes': ['ec2:DescribeSnapshotAttribute', SNAPSHOT, OWN],
  'look at how far the blocks are': ['ec2:DescribeVolumeStatus', '*'],
  'look at the tasks of roots': ['ec2:DescribeReplaceRootVolumeTasks', '*'],
  'restore one of ours': ['ec2:CreateVolume', SNAPSHOT, OWN],
  'restore one in another region': ['ec2:CreateVolume', SNAPSHOT.replace('eu-west-1', 'us-east-1'), OWN],
  'make a volume that says what it was made of': ['ec2:CreateVolume', VOLUME, { asks: RESTORED }],
  'tag it in the creating call': ['ec2:CreateTags', VOLUME, { asks: RESTORED, during: 'CreateVolume' }],
  'attach what was restored': ['ec2:AttachVolume', VOLUME, { has: RESTORED }],
  'attach to an instance': ['ec2:AttachVolume', INSTANCE, { has: { Name: 'web' } }],
  'ask about a key': ['kms:DescribeKey', KEY],
  'ask about a key of another account': ['kms:DescribeKey', KEY.replace(ACCOUNT, ELSEWHERE)],
  'decrypt a data key through EC2': ['kms:Decrypt', KEY, VIA_EC2],
  'decrypt through EC2 of China': ['kms:Decrypt', KEY, { via: 'ec2.cn-north-1.amazonaws.com.cn' }],
  'make a data key through EC2': ['kms:GenerateDataKeyWithoutPlaintext', KEY, VIA_EC2],
  'change from a key through EC2': ['kms:ReEncryptFrom', KEY, VIA_EC2],
  'change to a key through EC2': ['kms:ReEncryptTo', KEY, VIA_EC2],
  'let EBS use a key': ['kms:CreateGrant', KEY, { ...VIA_EC2, forAws: 'true' }],
  'let EBS of China use a key': [
    'kms:CreateGrant',
    KEY,
    { via: 'ec2.cn-north-1.amazonaws.com.cn', forAws: 'true' },
  ],
};

/** What it needs for `--in-place` alone. */
const IN_PLACE: Readonly<Record<string, Try>> = {
  'detach the old volume': ['ec2:DetachVolume', VOLUME, { has: { Name: 'web' } }],
  'detach from an instance': ['ec2:DetachVolume', INSTANCE],
  'attach the old volume again': ['ec2:AttachVolume', VOLUME, { has: { Name: 'web' } }],
  'replace the root of an instance': ['ec2:CreateReplaceRootVolumeTask', INSTANCE],
  'replace it by a volume': ['ec2:CreateReplaceRootVolumeTask', VOLUME],
  'replace it by a task': ['ec2:CreateReplaceRootVolumeTask', TASK],
  'set the old volume aside': [
    'ec2:CreateTags',
    VOLUME,
    { asks: { autosnap_replaced: 'now', autosnap_ignore: '' } },
  ],
  'say only that it was replaced': ['ec2:CreateTags', VOLUME, { asks: { autosnap_replaced: 'now' } }],
};

const own = (kind: string): string => `arn:aws:ec2:eu-west-1:${ACCOUNT}:${kind}/one`;

/** What it needs for `--image` alone. */
const LAUNCH: Readonly<Record<string, Try>> = {
  'look at subnets': ['ec2:DescribeSubnets', '*'],
  'look at security groups': ['ec2:DescribeSecurityGroups', '*'],
  'look at key pairs': ['ec2:DescribeKeyPairs', '*'],
  'launch one of our images': ['ec2:RunInstances', IMAGE, OWN],
  'launch one in another region': ['ec2:RunInstances', IMAGE.replace('eu-west-1', 'us-east-1'), OWN],
  'launch an instance that says what it was made of': ['ec2:RunInstances', INSTANCE, { asks: RESTORED }],
  'launch it with a network interface': ['ec2:RunInstances', own('network-interface')],
  'launch it with disks': ['ec2:RunInstances', VOLUME],
  'launch it in a subnet': ['ec2:RunInstances', own('subnet')],
  'launch it with a security group': ['ec2:RunInstances', own('security-group')],
  'launch it with a key pair': ['ec2:RunInstances', own('key-pair')],
  'tag it in the launching call': ['ec2:CreateTags', INSTANCE, { asks: RESTORED, during: 'RunInstances' }],
};

const DENIED: Readonly<Record<string, Try>> = {
  'launch an image without the mark': ['ec2:RunInstances', IMAGE, { owner: ACCOUNT }],
  'launch an image of another prefix': [
    'ec2:RunInstances',
    IMAGE,
    { has: { snapshot_tool: 'nightly' }, owner: ACCOUNT },
  ],
  'launch an image that another account shares': ['ec2:RunInstances', IMAGE, { has: OURS, owner: ELSEWHERE }],
  'launch an image of Amazon': ['ec2:RunInstances', IMAGE, { has: OURS, owner: 'amazon' }],
  'launch an image of another partition': ['ec2:RunInstances', IMAGE.replace('aws', 'aws-cn'), OWN],
  'launch an instance without tags': ['ec2:RunInstances', INSTANCE],
  'launch an instance with other tags only': ['ec2:RunInstances', INSTANCE, { asks: { Name: 'web' } }],
  'launch an instance that names another prefix': [
    'ec2:RunInstances',
    INSTANCE,
    { asks: { nightly_restored: 'ami-1' } },
  ],
  'launch an instance in another account': [
    'ec2:RunInstances',
    INSTANCE.replace(ACCOUNT, ELSEWHERE),
    { asks: RESTORED },
  ],
  'launch with a disk of a snapshot': ['ec2:RunInstances', SNAPSHOT, OWN],
  'launch by a template': ['ec2:RunInstances', own('launch-template')],
  'launch in a placement group': ['ec2:RunInstances', own('placement-group')],
  'launch in a subnet of another account': ['ec2:RunInstances', own('subnet').replace(ACCOUNT, ELSEWHERE)],
  'hand a role to an instance': ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/web`],
  'tag an instance that exists': ['ec2:CreateTags', INSTANCE, { asks: RESTORED }],
  'tag an image': ['ec2:CreateTags', IMAGE, { asks: RESTORED, during: 'RunInstances' }],
  'tag an instance in another account': [
    'ec2:CreateTags',
    INSTANCE.replace(ACCOUNT, ELSEWHERE),
    { asks: RESTORED, during: 'RunInstances' },
  ],
  'deregister one of our images': ['ec2:DeregisterImage', IMAGE, OWN],
  'enable an image': ['ec2:EnableImage', IMAGE, OWN],
  'restore what carries no mark': ['ec2:CreateVolume', SNAPSHOT, { owner: ACCOUNT }],
  'restore what another prefix made': [
    'ec2:CreateVolume',
    SNAPSHOT,
    { has: { snapshot_tool: 'nightly' }, owner: ACCOUNT },
  ],
  'restore what a prefix made that begins like ours': [
    'ec2:CreateVolume',
    SNAPSHOT,
    { has: { snapshot_tool: 'autosnap2' }, owner: ACCOUNT },
  ],
  'restore what another account shares': ['ec2:CreateVolume', SNAPSHOT, { has: OURS, owner: ELSEWHERE }],
  'restore a public one of Amazon': ['ec2:CreateVolume', SNAPSHOT, { has: OURS, owner: 'amazon' }],
  'restore in another partition': ['ec2:CreateVolume', SNAPSHOT.replace('aws', 'aws-cn'), OWN],
  'make a volume without tags': ['ec2:CreateVolume', VOLUME],
  'make a volume with other tags only': ['ec2:CreateVolume', VOLUME, { asks: { Name: 'web' } }],
  'make a volume that names another prefix': [
    'ec2:CreateVolume',
    VOLUME,
    { asks: { nightly_restored: 'snap-1' } },
  ],
  'make a volume in another account': [
    'ec2:CreateVolume',
    VOLUME.replace(ACCOUNT, ELSEWHERE),
    { asks: RESTORED },
  ],
  'tag a new instance': ['ec2:CreateTags', INSTANCE, { asks: RESTORED, during: 'CreateVolume' }],
  'tag a snapshot': ['ec2:CreateTags', SNAPSHOT, { asks: { autosnap_ignore: '' } }],
  'tag a snapshot as if in the creating call': [
    'ec2:CreateTags',
    SNAPSHOT,
    { asks: RESTORED, during: 'CreateVolume' },
  ],
  'tag a volume while an instance is started': [
    'ec2:CreateTags',
    VOLUME,
    { asks: RESTORED, during: 'RunInstances' },
  ],
  'tag an instance': ['ec2:CreateTags', INSTANCE, { asks: { autosnap_ignore: '' } }],
  'name a volume that exists': ['ec2:CreateTags', VOLUME, { asks: { Name: 'web' } }],
  'name it beside setting it aside': [
    'ec2:CreateTags',
    VOLUME,
    { asks: { autosnap_replaced: 'now', Name: 'web' } },
  ],
  'call a volume restored that was not': [
    'ec2:CreateTags',
    VOLUME,
    { asks: { autosnap_restored: 'snap-1' } },
  ],
  'schedule a volume that exists': ['ec2:CreateTags', VOLUME, { asks: { autosnap: '1' } }],
  'set a volume aside for another prefix': ['ec2:CreateTags', VOLUME, { asks: { nightly_ignore: '' } }],
  'tag with nothing': ['ec2:CreateTags', VOLUME],
  'set aside in another account': [
    'ec2:CreateTags',
    VOLUME.replace(ACCOUNT, ELSEWHERE),
    { asks: { autosnap_ignore: '' } },
  ],
  'take a tag away': ['ec2:DeleteTags', VOLUME, { has: RESTORED, asks: { autosnap_ignore: '' } }],
  'attach in another account': ['ec2:AttachVolume', VOLUME.replace(ACCOUNT, ELSEWHERE), { has: RESTORED }],
  'attach to an instance of another account': ['ec2:AttachVolume', INSTANCE.replace(ACCOUNT, ELSEWHERE)],
  'detach in another account': ['ec2:DetachVolume', VOLUME.replace(ACCOUNT, ELSEWHERE)],
  'replace a root in another account': [
    'ec2:CreateReplaceRootVolumeTask',
    INSTANCE.replace(ACCOUNT, ELSEWHERE),
  ],
  'replace a root by a snapshot': ['ec2:CreateReplaceRootVolumeTask', SNAPSHOT, OWN],
  'replace a root by an image': ['ec2:CreateReplaceRootVolumeTask', 'arn:aws:ec2:eu-west-1::image/ami-1'],
  'decrypt with a key directly': ['kms:Decrypt', KEY],
  'decrypt through S3': ['kms:Decrypt', KEY, { via: 's3.eu-west-1.amazonaws.com' }],
  'give a key away': ['kms:CreateGrant', KEY, { forAws: 'false' }],
  'give a key away through EC2': ['kms:CreateGrant', KEY, { ...VIA_EC2, forAws: 'false' }],
  'let another service use a key': [
    'kms:CreateGrant',
    KEY,
    { via: 'rds.eu-west-1.amazonaws.com', forAws: 'true' },
  ],
  'enable a key': ['kms:EnableKey', KEY],
  'keep a key from being deleted': ['kms:CancelKeyDeletion', KEY],
  'delete a key': ['kms:ScheduleKeyDeletion', KEY],
  'take a grant back': ['kms:RevokeGrant', KEY, { ...VIA_EC2, forAws: 'true' }],
  'ask about a key in another partition': ['kms:DescribeKey', KEY.replace('aws', 'aws-cn')],
  'decrypt in another partition': ['kms:Decrypt', KEY.replace('aws', 'aws-cn'), VIA_EC2],
  'let EBS use a key in another partition': [
    'kms:CreateGrant',
    KEY.replace('aws', 'aws-cn'),
    { ...VIA_EC2, forAws: 'true' },
  ],
  'make a data key in plain text': ['kms:GenerateDataKey', KEY, VIA_EC2],
  'delete a volume that was restored': ['ec2:DeleteVolume', VOLUME, { has: RESTORED }],
  'delete the old volume': ['ec2:DeleteVolume', VOLUME, { has: { autosnap_replaced: 'now' } }],
  'delete one of ours': ['ec2:DeleteSnapshot', SNAPSHOT, OWN],
  'change a volume': ['ec2:ModifyVolume', VOLUME, { has: RESTORED }],
  'change an instance': ['ec2:ModifyInstanceAttribute', INSTANCE],
  'stop an instance': ['ec2:StopInstances', INSTANCE],
  'start an instance': ['ec2:StartInstances', INSTANCE],
  'reboot an instance': ['ec2:RebootInstances', INSTANCE],
  'terminate an instance': ['ec2:TerminateInstances', INSTANCE],
  'take a snapshot': ['ec2:CreateSnapshot', SNAPSHOT, { asks: OURS }],
  'share one of ours': ['ec2:ModifySnapshotAttribute', SNAPSHOT, OWN],
  'bring one back from the archive': ['ec2:RestoreSnapshotTier', SNAPSHOT, OWN],
};

type Row = readonly [is: 'allowed' | 'denied', what: string, Deed];

const rowsOf = (is: Row[0], deeds: Readonly<Record<string, Try>>): Row[] =>
  Object.entries(deeds).map(([what, one]) => [is, what, deedOf(one)]);

const TABLE = [
  ...rowsOf('allowed', BESIDE),
  ...rowsOf('allowed', IN_PLACE),
  ...rowsOf('allowed', LAUNCH),
  ...rowsOf('denied', DENIED),
];

/** For who leaves the statements for `--in-place` out. */
const WITHOUT_IN_PLACE = [
  ...rowsOf('allowed', BESIDE),
  ...rowsOf('allowed', LAUNCH),
  ...rowsOf('denied', IN_PLACE),
  ...rowsOf('denied', DENIED),
];
const besides = [{ name: 'beside', statements: statements.filter(({ Sid }) => !Sid.startsWith('InPlace')) }];

function deedOf([action, on, { has = {}, asks = {}, during, owner, via, forAws } = {}]: Try): Deed {
  const context = {
    ...prefixed('aws:ResourceTag/', has),
    ...prefixed('aws:RequestTag/', asks),
    ...(Object.keys(asks).length > 0 ? { 'aws:TagKeys': Object.keys(asks) } : {}),
    ...(during === undefined ? {} : { 'ec2:CreateAction': during }),
    ...(owner === undefined ? {} : { 'ec2:Owner': owner }),
    ...(via === undefined ? {} : { 'kms:ViaService': via }),
    ...(forAws === undefined ? {} : { 'kms:GrantIsForAWSResource': forAws }),
  };
  return { action, on, context };
}

function prefixed(prefix: string, tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}

describe('the list for `restore`, as IAM reads it', () => {
  test.for(TABLE)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(policies, deed)).toBe(is);
  });

  test('the embedded cloud judges each deed as IAM does', () => {
    const judged = TABLE.map(([, what, { action, on, context = {} }]) => {
      const keys = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]);
      const isFine = isAllowed(statements, { action, resource: on, context: Object.fromEntries(keys) });
      return [isFine ? 'allowed' : 'denied', what];
    });
    expect(judged).toEqual(TABLE.map(([is, what]) => [is, what]));
  });

  test('names each call that it allows, and none of them deletes, stops, starts or changes anything', () => {
    const actions = statements.flatMap(({ Action }) => Action);
    expect(
      actions.filter((one) => /\*|Delete|Terminate|Modify|Stop|Start|Reboot|Release|Disable/.test(one)),
    ).toEqual([]);
  });

  test('fits into a managed policy', () => {
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    expect(document.length).toBeLessThan(6144);
  });
});

/** For who leaves the statements for `--image` out. */
const withoutLaunch = [
  { name: 'without images', statements: statements.filter(({ Sid }) => !Sid.startsWith('Launch')) },
];

describe('without the statements for --image', () => {
  const rows = [...rowsOf('allowed', BESIDE), ...rowsOf('denied', LAUNCH)];
  test.for(rows)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(withoutLaunch, deed)).toBe(is);
  });
});

describe('without the statements for --in-place', () => {
  const rows = [...rowsOf('allowed', BESIDE), ...rowsOf('denied', IN_PLACE)];
  test.for(rows)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(besides, deed)).toBe(is);
  });
});

describe('the table notices', () => {
  /** No other action knows ec2:CreateAction; and where `Null` is false already, nothing is different. */
  const harmless = /^(TagOnlyWhatIsBeingRestored|LaunchTagged) with ec2:|may be there$/;
  const mutants = [
    ...mutantsOf(besides).map((mutant) => ({ ...mutant, table: WITHOUT_IN_PLACE })),
    ...mutantsOf(policies)
      .filter(({ change }) => change.startsWith('InPlace'))
      .map((mutant) => ({ ...mutant, table: TABLE })),
  ].filter(({ change }) => !harmless.test(change));

  test.for(
    mutants
      .map((mutant) => [mutant.change, mutant] as const)
      .slice(0, amount({ sample: 3, long: mutants.length })),
  )('%s', async ([, { policies: changed, table }]) => {
    for (const [is, , deed] of table) if ((await verdict(changed, deed)) !== is) return;
    expect.fail('every row is as it was');
  });
});

async function estate() {
  const cloud = await freshCloud({ at: '2026-01-10T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const server = region.instance({ state: 'stopped' });
  const old = region.volume({ attachedTo: server, device: '/dev/sdf', zone: server.zone });
  const key = region.key();
  const snapshot = ownCopy(cloud, old, 1, { encrypted: true, kmsKeyId: key.arn });
  cloud.policy = statements;
  const planned: PlannedDisk = {
    snapshotId: snapshot.id,
    volumeId: old.id,
    takenAt: '2026-01-09T03:00:00.000Z',
    isRoot: false,
    isDeletedOnTermination: false,
    zone: { value: server.zone, from: 'instance' },
    type: { value: 'gp3', from: 'default' },
    sizeGiB: { value: snapshot.size, from: 'snapshot' },
    key: { value: key.arn, from: 'snapshot' },
    tags: { Name: 'web', autosnap_restored: snapshot.id, autosnap_restore: 'one' },
  };
  return { cloud, region, server, old, key, snapshot, planned };
}

async function minuteAfter<T>(cloud: Cloud, sent: Promise<T>): Promise<T> {
  const reply = await sent;
  cloud.clock.advance(MINUTE);
  return reply;
}

describe('under this list alone', () => {
  test('everything that a restore needs to know can be read', async () => {
    const { cloud, server, old, key, snapshot } = await estate();
    const site = { region: 'eu-west-1' };
    const read = await withEnvironment(cloud.env, async () => ({
      inventory: (await readInventory(site, { prefix: 'autosnap', zone: UTC })).notes,
      sources: await readSources(site, 'autosnap', { kind: 'volume', volumeId: old.id }),
      zones: (await readZones(site)).notes,
      server: (await readServer(site, server.id)).notes,
      codes: (await readProductCodes(site, [snapshot.id])).notes,
      keys: (await unusableKeys(site, [key.arn])).notes,
    }));
    expect(read).toMatchObject({ sources: [{ id: snapshot.id }] });
    expect([read.inventory, read.zones, read.server, read.codes, read.keys].flat()).toEqual([]);
  });

  test('a volume is made, takes the place of another one, and that one is set aside', async () => {
    const { cloud, region, server, old, planned } = await estate();
    const replies = await withEnvironment(cloud.env, async () => {
      const sent = openRestorer({ region: 'eu-west-1' }, 'autosnap');
      const made = await minuteAfter(cloud, sent.create(planned, 'one'));
      const at = { instanceId: server.id, device: '/dev/sdf' };
      const volumeId = made.kind === 'done' ? made.value : '';
      const rest = [
        await minuteAfter(cloud, sent.detach({ ...at, volumeId: old.id })),
        await minuteAfter(cloud, sent.attach({ ...at, volumeId })),
        await sent.tag(old.id, { autosnap_replaced: 'now', autosnap_ignore: '' }),
      ];
      await sent.initialisation([volumeId]);
      sent.close();
      return [made, ...rest];
    });
    expect(replies.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done']);
    expect(old).toMatchObject({ state: 'available', tags: { autosnap_replaced: 'now' } });
    expect(region.volumes().find(({ tags }) => 'autosnap_restored' in tags)?.attachments).toHaveLength(1);
  });

  test('the root of a running instance is replaced', async () => {
    const { cloud, region, planned } = await estate();
    const running = region.instance({ state: 'running' });
    const root = region.volume({ attachedTo: running, device: running.rootDevice });
    const done = await withEnvironment(cloud.env, async () => {
      const sent = openRestorer({ region: 'eu-west-1' }, 'autosnap');
      const made = await sent.create({ ...planned, zone: { value: running.zone, from: 'instance' } }, 'one');
      cloud.clock.advance(MINUTE);
      await sent.replaceRoot(running.id, made.kind === 'done' ? made.value : '', 'two');
      cloud.clock.advance(HOUR);
      const tasks = await sent.rootTasks(running.id);
      sent.close();
      return tasks;
    });
    expect(done).toMatchObject([{ state: 'succeeded' }]);
    expect(root).toMatchObject({ state: 'available', attachments: [] });
  });

  test('AWS refuses what is not ours, and no volume is made', async () => {
    const { cloud, region, old, planned } = await estate();
    const foreign = region.snapshot({ of: old });
    const reply = await withEnvironment(cloud.env, async () => {
      const sent = openRestorer({ region: 'eu-west-1' }, 'autosnap');
      const answer = await sent.create({ ...planned, snapshotId: foreign.id, key: undefined }, 'one');
      sent.close();
      return answer;
    });
    expect(reply).toMatchObject({ kind: 'refused', code: 'UnauthorizedOperation' });
    expect(region.volumes()).toEqual([old]);
  });

  test('the whole command gives a volume back, and no call is refused', async () => {
    const { cloud, region, old } = await estate();
    const answer = await give(cloud, async (context) =>
      restoreCommand(old.id, { only: [], yes: true }, context),
    );
    expect(answer.status).toBe(0);
    expect(new Set(cloud.calls.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    expect(region.volumes()).toHaveLength(2);
  });
});
