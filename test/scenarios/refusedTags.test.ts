import { expect, test } from 'vitest';
import type { Effect } from '../cloud/faults.ts';
import { DAILY, everyDay, freshCloud, nth, only, restorable, runSnapper } from './story.ts';

const POLICY: Effect = {
  error: 'TagPolicyViolation',
  message: "The tag policy does not allow the specified value for the following tag key: 'CostCenter'.",
};

test('W06 a tag that AWS refuses costs no snapshot', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const alone = region.attachedVolume(DAILY, { CostCenter: 'legacy' });
  const host = region.instance({ tags: DAILY });
  const set = ['legacy', '100'].map((CostCenter) =>
    region.volume({ tags: { CostCenter }, attachedTo: host }),
  );
  cloud.fault({
    action: 'CreateSnapshot',
    when: (params) => Object.values(params).includes('legacy'),
    effect: POLICY,
  });
  cloud.fault({
    action: 'CreateSnapshots',
    when: (params) => params['CopyTagsFromSource'] === 'volume',
    effect: POLICY,
  });
  const reports = await everyDay(cloud, 3);
  expect([alone, ...set].map((volume) => restorable(cloud, volume).length)).toEqual([3, 3, 3]);
  const starts = set.map((volume) => nth(cloud.snapshotsOf(volume), 0).startedAt);
  expect(starts[0]).toEqual(starts[1]);
  for (const report of reports) {
    expect(report.headline).toMatchObject({ level: 'OK', created: 3, failures: 0 });
    const [note, ...others] = only(report).notes;
    expect(others).toEqual([]);
    for (const { id } of [alone, ...set]) expect(note).toContain(id);
    expect(note).toContain('TagPolicyViolation: The tag policy does not allow the specified value');
  }
  for (const { tags } of cloud.snapshotsOf(alone)) {
    expect(tags).toMatchObject({ snapshot_tool: 'autosnap', autosnap_at: expect.any(String) });
    expect(tags).not.toHaveProperty('CostCenter');
  }
});

test.for<Effect>([
  { error: 'TagLimitExceeded' },
  { error: 'InvalidTagKey.Malformed' },
  { error: 'InvalidParameterValue', message: 'Tag value exceeds the maximum length' },
  {
    error: 'UnauthorizedOperation',
    message:
      'User is not authorized to perform: ec2:CreateTags with an explicit deny in a service control policy',
  },
])('W06 %o', async (effect) => {
  const cloud = await freshCloud();
  const volume = cloud.region('eu-west-1').attachedVolume(DAILY, { CostCenter: 'legacy' });
  cloud.fault({
    action: 'CreateSnapshot',
    when: (params) => Object.values(params).includes('legacy'),
    effect,
  });
  await runSnapper(cloud);
  expect(cloud.snapshotsOf(volume)).toHaveLength(1);
});

test('W06 a Name that a policy refuses costs neither a snapshot nor a set', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const alone = region.volume({ tags: { ...DAILY, CostCenter: '7' } });
  const host = region.instance({ tags: DAILY });
  const set = [1, 2].map(() => region.volume({ attachedTo: host }));
  for (const action of ['CreateSnapshot', 'CreateSnapshots']) {
    cloud.fault({ action, when: (params) => Object.values(params).includes('Name'), effect: POLICY });
  }
  const report = await runSnapper(cloud);
  expect(report.headline).toMatchObject({ level: 'OK', created: 3 });
  const keys = [alone, ...set].map((volume) => Object.keys(nth(cloud.snapshotsOf(volume), 0).tags));
  expect(keys).toEqual(keys.map(() => ['snapshot_tool', 'autosnap_at']));
  const starts = set.map((volume) => nth(cloud.snapshotsOf(volume), 0).startedAt);
  expect(starts[0]).toEqual(starts[1]);
});

test('W06 where the mark itself is refused, the volume has a failure and is asked for three times', async () => {
  const cloud = await freshCloud();
  cloud.region('eu-west-1').attachedVolume(DAILY, { CostCenter: 'legacy' });
  cloud.fault({ action: 'CreateSnapshot', effect: POLICY });
  const report = await runSnapper(cloud);
  expect(report.headline).toMatchObject({ level: 'FAILURE', failures: 1 });
  expect(cloud.calls.filter(({ action }) => action === 'CreateSnapshot')).toHaveLength(3);
});
