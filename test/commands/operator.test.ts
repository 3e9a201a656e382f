import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { amount } from '../amounts.ts';
import type { Answer } from '../../lambda/commands/command.ts';
import { operator } from '../../lambda/aws/permissions.ts';
import { ec2Of, messageOf, resultOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { isAllowed } from '../cloud/iam.ts';
import type { Resource, Snapshot, Tags, Volume } from '../cloud/records.ts';
import type { Deed } from '../lib/deeds.ts';
import { mutantsOf } from '../lib/mutants.ts';
import { verdict } from '../lib/simulator.ts';
import { callsOf, DAILY, hostOf, ownCopy, ROLE } from '../scenarios/story.ts';
import { adopt, disable, enable, personsCloud, pin, takeNow, unpin } from './person.ts';

const policies = [
  {
    name: 'operator',
    statements: operator({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] }),
  },
];

const SNAPSHOT = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';
const VOLUME = 'arn:aws:ec2:eu-west-1:123456789012:volume/vol-1';
const INSTANCE = 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1';
const IMAGE = 'arn:aws:ec2:eu-west-1::image/ami-1';
const OF_IMAGE = { autosnap_image_snapshot: 'autosnap-i-1-20260101T0300Z' };
const OURS = { snapshot_tool: 'autosnap' };

const ADOPTION = { snapshot_tool: 'autosnap', autosnap_adopted: 'snap-1' };

/** What a call asks for: tags, or their keys where the values do not matter. */
type Asked = readonly string[] | Tags;

type Try = readonly [call: 'CreateTags' | 'DeleteTags', on: string, asks: Asked, has?: Tags];

/** What `enable`, `disable`, `pin`, `unpin` and `adopt` need beside the role. */
const ALLOWED: Readonly<Record<string, Try>> = {
  'schedule an instance': ['CreateTags', INSTANCE, ['autosnap', 'autosnap_retain']],
  'schedule a volume': ['CreateTags', VOLUME, ['autosnap']],
  'schedule in another region': ['CreateTags', VOLUME.replace('eu-west-1', 'us-east-1'), ['autosnap']],
  'have a volume ignored': ['CreateTags', VOLUME, ['autosnap_ignore'], { autosnap: '1' }],
  'end the schedule of an instance': ['DeleteTags', INSTANCE, ['autosnap', 'autosnap_retain']],
  'end that a volume is ignored': ['DeleteTags', VOLUME, ['autosnap_ignore', 'autosnap_retain']],
  'undo a restore in place': ['DeleteTags', VOLUME, ['autosnap_replaced', 'autosnap_ignore']],
  'ask for images of an instance': ['CreateTags', INSTANCE, ['autosnap_image', 'autosnap_image_retain']],
  'let AWS restart it for an image': ['CreateTags', INSTANCE, ['autosnap_image_reboot']],
  'ask for snapshots and images at once': [
    'CreateTags',
    INSTANCE,
    ['autosnap', 'autosnap_retain', 'autosnap_image'],
  ],
  'end both, and have the instance ignored': [
    'DeleteTags',
    INSTANCE,
    ['autosnap', 'autosnap_image', 'autosnap_ignore'],
  ],
  'pin one of our images': ['CreateTags', IMAGE, ['autosnap_keep'], OURS],
  'unpin one of our images': ['DeleteTags', IMAGE, ['Autosnap_Keep'], { ...OURS, Autosnap_Keep: 'audit' }],
  'pin one of ours': ['CreateTags', SNAPSHOT, ['autosnap_keep'], OURS],
  'unpin one of ours': ['DeleteTags', SNAPSHOT, ['autosnap_keep'], { ...OURS, autosnap_keep: 'audit' }],
  'adopt a snapshot without tags': ['CreateTags', SNAPSHOT, ADOPTION],
  'adopt one with other tags, also pinned': [
    'CreateTags',
    SNAPSHOT,
    ADOPTION,
    { Name: 'x', autosnap_keep: '1' },
  ],
  'adopt one that inherited our mark': ['CreateTags', SNAPSHOT, ADOPTION, OURS],
  'adopt in another region': ['CreateTags', SNAPSHOT.replace('eu-west-1', 'us-east-1'), ADOPTION],
};

const DENIED: Readonly<Record<string, Try>> = {
  'set an instance aside as if a restore had replaced it': ['CreateTags', INSTANCE, ['autosnap_replaced']],
  'name an instance': ['CreateTags', INSTANCE, ['Name']],
  'name an instance beside scheduling it': ['CreateTags', INSTANCE, ['autosnap', 'Name']],
  'name a volume': ['CreateTags', VOLUME, ['Name']],
  'take a Name away': ['DeleteTags', VOLUME, ['Name']],
  'take a Name away with the schedule': ['DeleteTags', INSTANCE, ['Name', 'autosnap']],
  'take all tags from a volume at once': ['DeleteTags', VOLUME, []],
  'take all tags from one of ours at once': ['DeleteTags', SNAPSHOT, [], OURS],
  'write a key that is only like ours': ['CreateTags', INSTANCE, ['Autosnap']],
  'schedule for another prefix': ['CreateTags', INSTANCE, ['nightly', 'nightly_retain']],
  'mark a volume': ['CreateTags', VOLUME, ['snapshot_tool']],
  'pin a volume': ['CreateTags', VOLUME, ['autosnap_keep']],
  'schedule in another account': ['CreateTags', VOLUME.replace('123456789012', '222222222222'), ['autosnap']],
  'schedule an image': ['CreateTags', IMAGE, ['autosnap'], OURS],
  'ask for images of a volume': ['CreateTags', VOLUME, ['autosnap_image']],
  'ask for images of an image': ['CreateTags', IMAGE, ['autosnap_image'], OURS],
  'ask for images and name the instance': ['CreateTags', INSTANCE, ['autosnap_image', 'Name']],
  'ask for images of another prefix': ['CreateTags', INSTANCE, ['nightly_image']],
  'ask for images in another account': [
    'CreateTags',
    INSTANCE.replace('123456789012', '222222222222'),
    ['autosnap_image'],
  ],
  'take all tags from an instance at once': ['DeleteTags', INSTANCE, []],
  'take all tags from one of our images at once': ['DeleteTags', IMAGE, [], OURS],
  'name a snapshot as one of an image': ['CreateTags', SNAPSHOT, ['autosnap_image_snapshot'], OURS],
  'mark an image': ['CreateTags', IMAGE, ['snapshot_tool']],
  'adopt an image': ['CreateTags', IMAGE, ADOPTION],
  'disown one of our images': ['DeleteTags', IMAGE, ['snapshot_tool'], OURS],
  'disown one of our images beside unpinning it': [
    'DeleteTags',
    IMAGE,
    ['autosnap_keep', 'snapshot_tool'],
    OURS,
  ],
  'pin an image that is nobody’s': ['CreateTags', IMAGE, ['autosnap_keep']],
  'unpin an image of another tool': ['DeleteTags', IMAGE, ['autosnap_keep'], { snapshot_tool: 'nightly' }],
  'pin a snapshot of an image': ['CreateTags', SNAPSHOT, ['autosnap_keep'], OF_IMAGE],
  'unpin a snapshot of an image': [
    'DeleteTags',
    SNAPSHOT,
    ['autosnap_keep'],
    { ...OF_IMAGE, autosnap_keep: 'x' },
  ],
  'pin an image in another partition': [
    'CreateTags',
    IMAGE.replace('aws', 'aws-cn'),
    ['autosnap_keep'],
    OURS,
  ],
  'mark a snapshot that is not ours': ['CreateTags', SNAPSHOT, ['snapshot_tool']],
  'mark what another tool made': ['CreateTags', SNAPSHOT, ['snapshot_tool'], { snapshot_tool: 'nightly' }],
  'hand one of ours to another tool': ['CreateTags', SNAPSHOT, ['snapshot_tool'], OURS],
  'hand one of ours over beside pinning it': [
    'CreateTags',
    SNAPSHOT,
    ['autosnap_keep', 'snapshot_tool'],
    OURS,
  ],
  'disown one of ours': ['DeleteTags', SNAPSHOT, ['snapshot_tool'], OURS],
  'disown one beside unpinning it': ['DeleteTags', SNAPSHOT, ['autosnap_keep', 'snapshot_tool'], OURS],
  'move one of ours to another day': ['CreateTags', SNAPSHOT, ['autosnap_at'], OURS],
  'rename one of ours': ['CreateTags', SNAPSHOT, ['Name'], OURS],
  'schedule a snapshot': ['CreateTags', SNAPSHOT, ['autosnap'], OURS],
  'pin what is nobody’s': ['CreateTags', SNAPSHOT, ['autosnap_keep']],
  'pin what another tool made': ['CreateTags', SNAPSHOT, ['autosnap_keep'], { snapshot_tool: 'nightly' }],
  'unpin what another tool made': ['DeleteTags', SNAPSHOT, ['autosnap_keep'], { snapshot_tool: 'autosnap2' }],
  'mark a snapshot without adopting it': ['CreateTags', SNAPSHOT, { snapshot_tool: 'autosnap' }],
  'adopt without the mark': ['CreateTags', SNAPSHOT, { autosnap_adopted: 'snap-1' }],
  'adopt for the mark that is there already': ['CreateTags', SNAPSHOT, { autosnap_adopted: 'snap-1' }, OURS],
  'adopt for another prefix': ['CreateTags', SNAPSHOT, { ...ADOPTION, snapshot_tool: 'nightly' }],
  'adopt with the key of another prefix': [
    'CreateTags',
    SNAPSHOT,
    { snapshot_tool: 'autosnap', nightly_adopted: 'snap-1' },
  ],
  'adopt and rename': ['CreateTags', SNAPSHOT, { ...ADOPTION, Name: 'x' }],
  'adopt and move to another day': ['CreateTags', SNAPSHOT, { ...ADOPTION, autosnap_at: '2020-01-01' }],
  'adopt what another tool made': ['CreateTags', SNAPSHOT, ADOPTION, { snapshot_tool: 'nightly' }],
  'adopt what another prefix made': ['CreateTags', SNAPSHOT, ADOPTION, { snapshot_tool: 'autosnap2' }],
  'adopt what AWS Backup made': ['CreateTags', SNAPSHOT, ADOPTION, { 'aws:backup:source-resource': 'x' }],
  'adopt what Data Lifecycle Manager made': [
    'CreateTags',
    SNAPSHOT,
    ADOPTION,
    { ...OURS, 'aws:dlm:lifecycle-policy-id': 'x' },
  ],
  'disown an adopted one by the id of another': [
    'CreateTags',
    SNAPSHOT,
    { ...ADOPTION, autosnap_adopted: 'snap-2' },
    ADOPTION,
  ],
  'take an adoption away': ['DeleteTags', SNAPSHOT, ADOPTION, ADOPTION],
  'disown one of ours by the tags of an adoption': ['DeleteTags', SNAPSHOT, ADOPTION, OURS],
  'adopt a volume': ['CreateTags', VOLUME, ADOPTION],
  'adopt an instance': ['CreateTags', INSTANCE, ADOPTION],
  'adopt in another partition': ['CreateTags', SNAPSHOT.replace('aws', 'aws-cn'), ADOPTION],
  'pin in another partition': ['CreateTags', SNAPSHOT.replace('aws', 'aws-cn'), ['autosnap_keep'], OURS],
};

const OTHER_CALLS: Readonly<Record<string, readonly [on: string, keys: readonly string[], has?: Tags]>> = {
  DeleteSnapshot: [SNAPSHOT, [], OURS],
  CopySnapshot: [SNAPSHOT, ['autosnap_keep'], OF_IMAGE],
  RebootInstances: [INSTANCE, []],
  CopyImage: [IMAGE, ['autosnap_keep'], OURS],
  DeregisterImage: [IMAGE, [], OURS],
  LockSnapshot: [SNAPSHOT, [], OURS],
  CreateSnapshot: [SNAPSHOT, ['autosnap_keep'], OURS],
  CreateVolume: [VOLUME, ['autosnap']],
  RunInstances: [INSTANCE, ['autosnap', 'autosnap_retain']],
};

const TABLE = [
  ...Object.entries(ALLOWED).map(([what, one]) => ['allowed', what, deedOf(one)] as const),
  ...Object.entries(DENIED).map(([what, one]) => ['denied', what, deedOf(one)] as const),
  ...Object.entries(OTHER_CALLS).map(([call, one]) => {
    const deed = { ...deedOf(['CreateTags', ...one]), action: `ec2:${call}` };
    return ['denied', call, deed] as const;
  }),
  ['allowed', 'an image of any instance', imaging(INSTANCE)] as const,
  ['denied', 'one of another account', imaging(INSTANCE.replace('123456789012', '222222222222'))] as const,
  ['denied', 'the image itself, which needs the mark', imaging(IMAGE)] as const,
  ['denied', 'its snapshots, which need its name', imaging(SNAPSHOT)] as const,
];

function imaging(on: string): Deed {
  return { action: 'ec2:CreateImage', on };
}

/** A key of the context with several values, as `aws:TagKeys`, is a list, which a Deed does not know. */
function deedOf([call, on, asks, has = {}]: Try): Deed {
  const asked = Array.isArray(asks) ? {} : asks;
  const keys = Array.isArray(asks) ? asks : Object.keys(asks);
  const values = Object.entries(asked).map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  const context = Object.entries(has).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  const all = {
    ...Object.fromEntries([...context, ...values]),
    ...(keys.length > 0 ? { 'aws:TagKeys': keys } : {}),
  };
  return { action: `ec2:${call}`, on, context: JSON.parse(JSON.stringify(all)) };
}

describe('the operator’s list, as IAM reads it', () => {
  test.for(TABLE)('%s: %s', async ([is, , deed]) => {
    expect(await verdict(policies, deed)).toBe(is);
  });

  test('the embedded cloud judges each deed as IAM does', () => {
    const [statements = []] = policies.map((one) => one.statements);
    const judged = TABLE.map(([, what, { action, on, context = {} }]) => {
      const keys = Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]);
      const isFine = isAllowed(statements, { action, resource: on, context: Object.fromEntries(keys) });
      return [isFine ? 'allowed' : 'denied', what];
    });
    expect(judged).toEqual(TABLE.map(([is, what]) => [is, what]));
  });

  /** Those that are the list as it is: there `Null` has to be false already. */
  const mutants = mutantsOf(policies).filter(
    ({ change }) => !/ (aws:TagKeys|aws:RequestTag\/autosnap_adopted) may be there$/.test(change),
  );

  test.for(
    mutants
      .map((mutant) => [mutant.change, mutant.policies] as const)
      .slice(0, amount({ sample: 3, long: mutants.length })),
  )('the table notices %s', async ([, changed]) => {
    for (const [is, , deed] of TABLE) if ((await verdict(changed, deed)) !== is) return;
    expect.fail('every row is as it was');
  });
});

async function estate(): Promise<{ cloud: Cloud; volume: Volume; copy: Snapshot; pinned: Snapshot }> {
  const cloud = await personsCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
  const copy = ownCopy(cloud, volume, 1);
  return { cloud, volume, copy, pinned: ownCopy(cloud, volume, 2, { tags: { autosnap_keep: 'audit' } }) };
}

function tagsOf(...resources: Resource[]): Tags[] {
  return resources.map(({ tags }) => ({ ...tags }));
}

describe('under the role’s list alone', () => {
  test.for<[string, string, (cloud: Cloud, copies: Snapshot[]) => Promise<Answer>]>([
    ['enable', 'CreateTags', (cloud) => enable(cloud, 'web', { every: '@sat', retain: '8' })],
    ['disable', 'CreateTags', (cloud) => disable(cloud, 'web')],
    ['pin', 'CreateTags', (cloud, [copy]) => pin(cloud, copy?.id ?? '')],
    ['unpin', 'DeleteTags', (cloud, [, pinned]) => unpin(cloud, pinned?.id ?? '')],
  ])('%s says that ec2:%s is not allowed, and changes nothing', async ([, action, command]) => {
    const { cloud, volume, copy, pinned } = await estate();
    cloud.policy = ROLE;
    const before = tagsOf(hostOf(volume), volume, copy, pinned);
    expect(await messageOf(command(cloud, [copy, pinned]))).toContain(
      `is not authorized to perform: ec2:${action}`,
    );
    expect(tagsOf(hostOf(volume), volume, copy, pinned)).toEqual(before);
  });

  test('where AWS writes tags and then does not remove others, both are told', async () => {
    const { cloud, volume } = await estate();
    cloud.fault({ action: 'DeleteTags', effect: { error: 'UnauthorizedOperation', message: 'no' } });
    expect(await messageOf(disable(cloud, 'web'))).toMatch(
      /UnauthorizedOperation: no; already written: autosnap_ignore; not removed: autosnap, autosnap_retain; repeat the command when AWS allows it$/,
    );
    expect(hostOf(volume).tags).toMatchObject({ autosnap: '1', autosnap_ignore: expect.any(String) });
  });

  test('adopt says so, too, and that nothing was adopted', async () => {
    const { cloud, volume } = await estate();
    const foreign = cloud.region('eu-west-1').snapshot({ of: volume });
    cloud.policy = ROLE;
    const { text, status } = await adopt(cloud, [foreign.id]);
    expect(status).toBe(3);
    expect(text).toContain(`${foreign.id} was not adopted: UnauthorizedOperation: `);
    expect(foreign.tags).toEqual({});
  });

  test('take needs nothing more: the pin is in the creating call', async () => {
    const { cloud, volume } = await estate();
    cloud.policy = ROLE;
    expect((await takeNow(cloud, 'web')).status).toBe(0);
    expect(cloud.snapshotsOf(volume)).toHaveLength(3);
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
  });
});

describe('with the operator’s list', () => {
  test('each writing command does its work', async () => {
    const { cloud, volume, copy, pinned } = await estate();
    await enable(cloud, 'web', { every: '@sat', retain: '8' });
    await disable(cloud, volume.id);
    await pin(cloud, copy.id, 'before the upgrade');
    await unpin(cloud, pinned.id);
    const foreign = cloud.region('eu-west-1').snapshot({ of: volume });
    await adopt(cloud, [foreign.id]);
    expect(foreign.tags).toEqual({ snapshot_tool: 'autosnap', autosnap_adopted: foreign.id });
    expect(hostOf(volume).tags).toMatchObject({ autosnap: '@sat', autosnap_retain: '8' });
    expect(volume.tags).toHaveProperty('autosnap_ignore');
    expect(copy.tags['autosnap_keep']).toBe('before the upgrade');
    expect(pinned.tags).toEqual({ snapshot_tool: 'autosnap' });
  });

  test('also where a person wrote the pin in another letter case, which counts as well', async () => {
    const { cloud, copy } = await estate();
    copy.tags['Autosnap_Keep'] = 'by hand';
    await unpin(cloud, copy.id);
    expect(copy.tags).toEqual({ snapshot_tool: 'autosnap' });
  });

  test('nobody can only mark, disown or rename a snapshot, pin a foreign one, or touch other tags', async () => {
    const { cloud, volume, copy } = await estate();
    const foreign = cloud.region('eu-west-1').snapshot({ of: volume });
    const ec2 = ec2Of(cloud);
    const writing = (on: Resource, Key: string, Value = 'autosnap') =>
      ec2.send(new CreateTagsCommand({ Resources: [on.id], Tags: [{ Key, Value }] }));
    const removing = (on: Resource, Key: string) =>
      ec2.send(new DeleteTagsCommand({ Resources: [on.id], Tags: [{ Key }] }));
    const before = tagsOf(hostOf(volume), volume, copy, foreign);
    const tried = await Promise.all(
      [
        writing(foreign, 'snapshot_tool'),
        writing(copy, 'snapshot_tool', 'nightly'),
        removing(copy, 'snapshot_tool'),
        writing(copy, 'Name'),
        writing(foreign, 'autosnap_keep'),
        writing(hostOf(volume), 'Name'),
        removing(hostOf(volume), 'Name'),
        writing(volume, 'snapshot_tool'),
      ].map(resultOf),
    );
    expect(new Set(tried)).toEqual(new Set(['UnauthorizedOperation 403']));
    expect(tagsOf(hostOf(volume), volume, copy, foreign)).toEqual(before);
  });
});
