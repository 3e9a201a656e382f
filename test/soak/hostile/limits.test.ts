import { expect, test } from 'vitest';
import { freshCloud, nth, only, runSnapper } from '../../scenarios/story.ts';
import type { Snapshot, Tags } from '../../cloud/records.ts';
import { DAILY } from '../estate/hostile.ts';

/** Tags at and beyond the limits of AWS. */

/** So many tags, some with keys of 127 and values of 256 characters. */
function manyTags(count: number): Tags {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${index}`.padEnd(index % 2 === 0 ? 127 : 9, 'k'),
      (index % 3 === 0 ? '💾' : 'v').repeat(256),
    ]),
  );
}

function expectOurs({ tags }: Snapshot, most: number): void {
  expect(Object.keys(tags).length).toBe(most);
  expect(Object.keys(tags).slice(0, 2)).toEqual(['snapshot_tool', 'autosnap_at']);
  expect(tags).toMatchObject({ snapshot_tool: 'autosnap', Name: expect.stringMatching(/^2026-/) });
  expect(Object.keys(tags).filter((key) => /^aws:|^autosnap(_retain)?$/i.test(key))).toEqual([]);
}

test.for([
  ['with its tags', true, 48],
  ['without them', false, 5],
] as const)('C-30 a volume with all the tags there can be gets its copy, %s', async ([, copy_tags, most]) => {
  const cloud = await freshCloud();
  const tags = { 'aws:cloudformation:stack-name': 's', 'aws:x': '1', ...manyTags(48), ...DAILY };
  const volume = cloud.region('eu-west-1').volume({ tags });
  const { hints, failures } = only(await runSnapper(cloud, { copy_tags }));
  expect(failures).toEqual([]);
  expectOurs(nth(cloud.snapshotsOf(volume), 0), most);
  expect(hints.join()).toMatch(copy_tags ? /has 5 more tags than fit beside ours/ : /^$/);
});

test('C-30 volumes with all the tags there can be, on an instance with as many: one set of all', async () => {
  const cloud = await freshCloud();
  const region = cloud.region('eu-west-1');
  const host = region.instance({ tags: { ...manyTags(47), ...DAILY, Name: '💾'.repeat(256) } });
  const volumes = [50, 50, 46, 46, 0].map((count) =>
    region.volume({ attachedTo: host, tags: { 'aws:y': '1', ...manyTags(count) } }),
  );
  const report = await runSnapper(cloud);
  expect([only(report).failures, report.headline.created]).toEqual([[], 5]);
  for (const volume of volumes) {
    const { tags } = nth(cloud.snapshotsOf(volume), 0);
    expect(Object.keys(tags).length).toBeLessThanOrEqual(48);
    expect(tags).toMatchObject({ snapshot_tool: 'autosnap', autosnap_instance: host.id });
  }
  expect(cloud.calls.filter(({ action }) => action === 'CreateSnapshots')).toHaveLength(1);
});

test('C-30 a key of 128 characters, which one page of AWS allows and another does not, costs no copy', async () => {
  const cloud = await freshCloud();
  const volume = cloud
    .region('eu-west-1')
    .volume({ tags: { ...DAILY, ['k'.repeat(128)]: 'v', 'AWS:z': 'v' } });
  const { hints, failures } = only(await runSnapper(cloud));
  expect(failures).toEqual([]);
  expectOurs(nth(cloud.snapshotsOf(volume), 0), 5);
  expect(hints.join()).toContain('1 tag with a key of more than 127 characters, not copied');
});
