import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
} from '@aws-sdk/client-ec2';
import { PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';

import { role } from '../../lambda/aws/permissions.ts';
import { ec2Of, resultOf, snsOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import {
  DAILY,
  everyDay,
  existing,
  freshCloud,
  ownCopies,
  ownCopy,
  restorable,
  ROLE,
  runSnapper,
} from './story.ts';

const DENIED = 'UnauthorizedOperation 403';

/** A cloud in which the function has its role and nothing else. */
async function guarded(prefixes: readonly string[] = ['autosnap']): Promise<{ cloud: Cloud; topic: string }> {
  const cloud = await freshCloud();
  const topic = cloud.region('eu-central-1').topic('reports');
  cloud.policy = role({ partition: 'aws', account: '123456789012', prefixes, topicArn: topic });
  return { cloud, topic };
}

describe('C-60 under its role', () => {
  test('the job is done: sets, single volumes, copied tags, deletes, reports, all regions', async () => {
    const { cloud, topic } = await guarded();
    const volumes = ['eu-west-1', 'us-east-1'].flatMap((name) => {
      const region = cloud.region(name);
      const instance = region.instance({ tags: { ...DAILY, Name: 'db' } });
      return [
        region.volume({ attachedTo: instance, tags: { Name: 'root', team: 'blue' } }),
        region.volume({ attachedTo: instance, tags: { team: 'red' } }),
        region.volume({ tags: { ...DAILY, team: 'green' } }),
      ];
    });
    const event = { ec2_regions: 'all', sns_arn: topic };
    const reports = await everyDay(cloud, 6, event);
    await runSnapper(cloud, event);
    expect(reports.map(({ headline }) => [headline.level, headline.created])).toEqual(
      reports.map(() => ['OK', 6]),
    );
    for (const volume of volumes) {
      expect(restorable(cloud, volume)).toHaveLength(3);
      expect(cloud.snapshotsOf(volume).every(({ tags }) => tags['team'] === volume.tags['team'])).toBe(true);
    }
    expect(cloud.messages(topic)).toHaveLength(7);
    expect(cloud.calls.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  });

  test('every action in the list is needed, and no other', async () => {
    const { cloud, topic } = await guarded();
    const region = cloud.region('eu-west-1');
    const instance = region.instance({ tags: DAILY });
    for (let count = 0; count < 2; count += 1) region.volume({ attachedTo: instance });
    region.volume({ tags: DAILY });
    await everyDay(cloud, 6, { ec2_regions: 'all', sns_arn: topic });
    const used = new Set(cloud.calls.map(({ service, action }) => `${service}:${action}`));
    // Tagging is no call of its own: it happens in the creating one. Who we are may be asked by anybody.
    used.add('ec2:CreateTags').delete('sts:GetCallerIdentity');
    const listed = ROLE.flatMap(({ Action }) => Action);
    expect([...used].toSorted()).toEqual([...new Set(listed)].toSorted());
  });

  test.for([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ] as const)('C-49 the job is done in the partition %s', async ([partition, name]) => {
    const cloud = await freshCloud({ regions: [name], disabledRegions: [] });
    const region = cloud.region(name);
    const topicArn = region.topic('reports');
    cloud.policy = role({ partition, account: '123456789012', prefixes: ['autosnap'], topicArn });
    const instance = region.instance({ tags: DAILY });
    const volumes = [region.volume({ attachedTo: instance }), region.volume({ attachedTo: instance })];
    await everyDay(cloud, 4, { sns_arn: topicArn });
    const last = await runSnapper(cloud, { sns_arn: topicArn });
    expect(last.headline.level).toBe('OK');
    expect(volumes.map((volume) => restorable(cloud, volume).length)).toEqual([3, 3]);
    expect(cloud.messages(topicArn)).toHaveLength(5);
  });

  test('no foreign, unmarked or pinned snapshot can be deleted, even when asked for directly', async () => {
    const { cloud } = await guarded();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume(DAILY);
    const of = { of: volume };
    const kept = {
      unmarked: region.snapshot(of),
      otherTool: region.snapshot({ ...of, tags: { snapshot_tool: 'nightly' } }),
      otherPrefix: region.snapshot({ ...of, tags: { snapshot_tool: 'autosnap2' } }),
      capital: region.snapshot({ ...of, tags: { snapshot_tool: 'Autosnap' } }),
      pinned: ownCopy(cloud, volume, 9, { tags: { autosnap_keep: '' } }),
      pinnedWithReason: ownCopy(cloud, volume, 9, { tags: { autosnap_keep: 'audit' } }),
      stranger: cloud.account('222222222222').region('eu-west-1').snapshot({ public: true }),
    };
    const ours = ownCopy(cloud, volume, 9);
    const ec2 = ec2Of(cloud);

    for (const { id } of Object.values(kept)) {
      expect(await resultOf(ec2.send(new DeleteSnapshotCommand({ SnapshotId: id })))).toBe(DENIED);
    }
    expect(existing(cloud, kept)).toEqual(Object.keys(kept));
    expect(await resultOf(ec2.send(new DeleteSnapshotCommand({ SnapshotId: ours.id })))).toBe('ok');
  });

  test('the mark cannot be put on what exists, nor taken away, nor a pin removed', async () => {
    const { cloud } = await guarded();
    const region = cloud.region('eu-west-1');
    const volume = region.attachedVolume();
    const foreign = region.snapshot({ of: volume });
    const pinned = ownCopy(cloud, volume, 1, { tags: { autosnap_keep: '' } });
    const ec2 = ec2Of(cloud);
    const Tags = [{ Key: 'snapshot_tool', Value: 'autosnap' }];
    expect(await resultOf(ec2.send(new CreateTagsCommand({ Resources: [foreign.id], Tags })))).toBe(DENIED);
    expect(
      await resultOf(
        ec2.send(new CreateTagsCommand({ Resources: [volume.id], Tags: [{ Key: 'autosnap', Value: '1' }] })),
      ),
    ).toBe(DENIED);
    expect(
      await resultOf(
        ec2.send(new DeleteTagsCommand({ Resources: [pinned.id], Tags: [{ Key: 'autosnap_keep' }] })),
      ),
    ).toBe(DENIED);
    expect(foreign.tags).toEqual({});
    expect(pinned.tags).toHaveProperty('autosnap_keep');
  });

  test('no snapshot can be made without our mark or under another', async () => {
    const { cloud } = await guarded();
    const volume = cloud.region('eu-west-1').attachedVolume();
    const ec2 = ec2Of(cloud);
    const create = (Tags: { Key: string; Value: string }[]) =>
      resultOf(
        ec2.send(
          new CreateSnapshotCommand({
            VolumeId: volume.id,
            ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'snapshot', Tags }] }),
          }),
        ),
      );
    expect(await create([])).toBe(DENIED);
    expect(await create([{ Key: 'snapshot_tool', Value: 'nightly' }])).toBe(DENIED);
    expect(await create([{ Key: 'team', Value: 'blue' }])).toBe(DENIED);
    expect(await create([{ Key: 'snapshot_tool', Value: 'autosnap' }])).toBe('ok');
  });

  test('no other topic can be published to, and the run survives the attempt', async () => {
    const { cloud } = await guarded();
    const volume = cloud.region('eu-west-1').volume({ tags: DAILY });
    const other = cloud.region('eu-west-1').topic('alarms');
    const publish = new PublishCommand({ TopicArn: other, Message: 'x' });
    expect(await resultOf(snsOf(cloud).send(publish))).toMatch(/403/);
    const report = await runSnapper(cloud, { sns_arn: other });
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
    expect(report.undelivered).toContain(`The report did not reach ${other}: AuthorizationError`);
  });

  test('a copy that is pinned between the look and the delete stays, and the report says so', async () => {
    const { cloud, topic } = await guarded();
    const volume = cloud.region('eu-west-1').attachedVolume(DAILY);
    const [oldest] = ownCopies(cloud, volume, 4);
    cloud.before('CreateSnapshot', () => {
      if (oldest) oldest.tags['autosnap_keep'] = 'no, this one is needed';
    });
    const report = await runSnapper(cloud, { sns_arn: topic });
    expect(cloud.snapshotsOf(volume)).toContain(oldest);
    expect(report.headline).toMatchObject({ created: 1, deleted: 0 });
  });

  test('two prefixes of one deployment each prune their own', async () => {
    const { cloud } = await guarded(['autosnap', 'db']);
    const volume = cloud.region('eu-west-1').attachedVolume({ ...DAILY, db: '1', db_retain: '1' });
    ownCopies(cloud, volume, 5);
    await runSnapper(cloud);
    cloud.clock.advance(3_600_000);
    const reports = await everyDay(cloud, 3, { tag_prefix: 'db' });
    expect(reports.map(({ headline }) => headline.level)).toEqual(['OK', 'OK', 'OK']);
    expect(cloud.snapshotsOf(volume).filter(({ tags }) => tags['snapshot_tool'] === 'db')).toHaveLength(2);
    expect(cloud.snapshotsOf(volume).filter(({ tags }) => tags['snapshot_tool'] === 'autosnap')).toHaveLength(
      4,
    );
  });
});
