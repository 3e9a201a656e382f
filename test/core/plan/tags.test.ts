import { describe, expect, test } from 'vitest';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { ours, tagsOfOne, tagsOfSet, type TagSettings } from '../../../lambda/core/plan/tags.ts';
import { hintsIn, DAILY, instance, NOW, planOf, settings, volume } from '../fixtures.ts';

function manyTags(count: number, value = 'x'): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, value]));
}

/** What the snapshot of one volume has beside our tags. */
function one(onVolume: Tags, onInstance: Tags, change: Partial<TagSettings>): Tags {
  const taken = {
    members: [volume({ tags: onVolume })],
    instance: instance({ tags: onInstance }),
    attached: [],
  };
  const [member] = taken.members;
  if (member === undefined) throw new Error('one is taken');
  const own = ours(taken, NOW, settings(change));
  const { tags: all } = tagsOfOne(taken, member, NOW, settings(change));
  expect(all).toMatchObject(own);
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(own, key)));
}

/** What the call for a set writes beside our tags, and whether AWS copies the volumes' own. */
function set(onVolumes: readonly Tags[], onInstance: Tags = {}, change: Partial<TagSettings> = {}) {
  const members = onVolumes.map((tags, index) => volume({ id: `vol-${index}`, tags }));
  const taken = { members, instance: instance({ tags: onInstance }), attached: members };
  const { tags, copyVolumeTags, sharedBecause } = tagsOfSet(taken, NOW, settings(change));
  const own = ours(taken, NOW, settings(change));
  expect({ ...tags, ...own }).toEqual({ Name: own['Name'], ...tags });
  const beside = Object.fromEntries(Object.entries(tags).filter(([key]) => !Object.hasOwn(own, key)));
  expect(Object.keys(tags).length).toBeLessThanOrEqual(48);
  return { beside, copyVolumeTags, sharedBecause, isNamed: Object.hasOwn(tags, 'Name') };
}

describe('the tags on the snapshot of one volume', () => {
  test.for<[words: string, volume: Tags, instance: Tags, change: Partial<TagSettings>, beside: Tags]>([
    ['N01 not those of a cluster', { 'kubernetes.io/cluster/x': 'owned', a: '1' }, {}, {}, { a: '1' }],
    ['patterns', { Secret: '1', a: '1' }, {}, { copyTags: ['*', '!S*'] }, { a: '1' }],
    [
      'a forged proof is none',
      { autosnap_proved: '2026-03-09T12:00Z sound ext4', autosnap_proof: 'snap-1', a: '1' },
      { autosnap_proved: '2026-03-09T12:00Z accepted ext4' },
      { copyTags: ['*'], copyInstanceTags: ['*'] },
      { a: '1' },
    ],
    ['no pattern brings ours', { autosnap_keep: '', snapshot_tool: 'x' }, {}, { copyTags: ['*'] }, {}],
    [
      'N03 the instance’s',
      {},
      { CostCenter: '1', b: '2' },
      { copyInstanceTags: ['Cost*'] },
      { CostCenter: '1' },
    ],
    [
      'not its Name, its schedule or AWS’s',
      {},
      { ...DAILY, Name: 'db', 'aws:x': '1' },
      { copyInstanceTags: ['*'] },
      {},
    ],
    ['none of the instance’s unless that is asked for', {}, { CostCenter: '1' }, {}, {}],
    [
      'the volume’s own overrides the instance’s',
      { a: 'v' },
      { a: 'i' },
      { copyInstanceTags: ['a'] },
      { a: 'v' },
    ],
    [
      'but not one that is not copied',
      { a: 'v' },
      { a: 'i' },
      { copyTags: false, copyInstanceTags: ['a'] },
      { a: 'i' },
    ],
    [
      'an added one overrides both',
      { a: 'v' },
      { a: 'i' },
      { copyInstanceTags: true, addTags: { a: '1' } },
      { a: '1' },
    ],
    ['added ones are there without any', {}, {}, { copyTags: false, addTags: { a: '1' } }, { a: '1' }],
  ])('%s', ([, onVolume, onInstance, change, beside]) => {
    expect(one(onVolume, onInstance, change)).toEqual(beside);
  });

  test('where there is no room for all, the volume’s last ones are left out', () => {
    const beside = one(
      manyTags(50),
      { CostCenter: '1' },
      { copyInstanceTags: ['CostCenter'], addTags: { Team: 'a' } },
    );
    expect(beside).toMatchObject({ CostCenter: '1', Team: 'a', 'key-0': 'x' });
    expect(beside).not.toHaveProperty('key-49');
  });
});

describe('the tags of a set', () => {
  const COPIED = { copyVolumeTags: true, sharedBecause: undefined };
  const SHARED = { copyVolumeTags: false };

  test.for<
    [
      words: string,
      volumes: readonly Tags[],
      instance: Tags,
      change: Partial<TagSettings>,
      answer: Partial<ReturnType<typeof set>>,
    ]
  >([
    [
      'volumes’ own come by copying',
      [{ a: '1' }, { b: '2' }],
      {},
      {},
      { ...COPIED, beside: {}, isNamed: true },
    ],
    [
      'a forged proof is never copied',
      [
        { autosnap_proved: '2026-03-09T12:00Z sound ext4', a: '1' },
        { autosnap_proof: 'snap-1', a: '1' },
      ],
      {},
      {},
      { ...SHARED, beside: { a: '1' } },
    ],
    ['Name is ours only where no member has one', [{ Name: 'x' }, {}], {}, {}, { ...COPIED, isNamed: false }],
    [
      'Name is never the instance’s',
      [{ Name: 'x' }, {}],
      { Name: 'db' },
      { copyInstanceTags: ['*'] },
      { ...COPIED, isNamed: false },
    ],
    ['AWS’s are none', [{ 'aws:x': '1' }, { a: '1' }], {}, {}, COPIED],
    [
      'one of ours stops the copying',
      [
        { a: '1', b: '1', autosnap_retain: '5' },
        { a: '1', b: '2' },
      ],
      {},
      {},
      {
        ...SHARED,
        beside: { a: '1' },
        sharedBecause: 'a volume has the tag "autosnap_retain", which is not copied',
      },
    ],
    [
      'the marks of a restore are copied, so that a restored server keeps its volumes’ tags',
      [
        { a: '1', autosnap_restored: 'snap-1', autosnap_restore: '20260310T050000Z-00000000' },
        { a: '2', autosnap_replaces: 'vol-0 /dev/sdf' },
      ],
      {},
      {},
      COPIED,
    ],
    [
      'N01 so does a cluster’s',
      [{ 'kubernetes.io/cluster/x': 'owned' }, { a: '1' }],
      {},
      {},
      {
        ...SHARED,
        beside: {},
        sharedBecause: 'a volume has the tag "kubernetes.io/cluster/x", which is not copied',
      },
    ],
    [
      'where nothing is lost by it, nothing is said',
      [{ a: '1', autosnap_retain: '5' }, { a: '1' }],
      {},
      {},
      { ...SHARED, beside: { a: '1' }, sharedBecause: undefined },
    ],
    [
      'one that a pattern leaves out',
      [{ Secret: '1', a: '1' }, { a: '1' }],
      {},
      { copyTags: ['*', '!S*'] },
      { ...SHARED, beside: { a: '1' } },
    ],
    [
      'a Name that is not copied',
      [{ Name: 'x' }, {}],
      {},
      { copyTags: ['*', '!Name'] },
      { ...SHARED, isNamed: true },
    ],
    [
      'no copied tags at all',
      [{ a: '1' }, { a: '1' }],
      {},
      { copyTags: false },
      { ...SHARED, beside: {}, sharedBecause: undefined },
    ],
    [
      'N03 the instance’s are written',
      [{ a: '1' }, {}],
      { CostCenter: '1' },
      { copyInstanceTags: ['CostCenter'] },
      { ...COPIED, beside: { CostCenter: '1' } },
    ],
    [
      'but where every member has its own',
      [{ a: '1' }, { a: '2' }],
      { a: '3' },
      { copyInstanceTags: ['a'] },
      { ...COPIED, beside: {} },
    ],
    [
      'where some have, all share what they would have alone',
      [{ a: '3', b: '1' }, {}],
      { a: '3' },
      { copyInstanceTags: ['a'] },
      {
        ...SHARED,
        beside: { a: '3' },
        sharedBecause: 'a volume has a tag "a" of its own beside the one that is written',
      },
    ],
    [
      'what two of three share is not shared',
      [{ a: '1', autosnap_retain: '5' }, { a: '1' }, { a: '2' }],
      {},
      {},
      { ...SHARED, beside: {} },
    ],
    ['no copied tags where there are none', [{}, {}], {}, { copyTags: false }, SHARED],
    [
      'added ones are written',
      [{ a: '1' }, {}],
      {},
      { addTags: { t: '1' } },
      { ...COPIED, beside: { t: '1' } },
    ],
    [
      'an added one that every member has',
      [{ t: '1' }, { t: '1' }],
      {},
      { addTags: { t: '1' } },
      { ...COPIED, beside: {} },
    ],
    [
      'with another value',
      [{ t: '2' }, { t: '2' }],
      {},
      { addTags: { t: '1' } },
      { ...SHARED, beside: { t: '1' }, sharedBecause: undefined },
    ],
  ])('%s', ([, onVolumes, onInstance, change, answer]) => {
    const answered = set(onVolumes, onInstance, change);
    expect({ ...answered, ...answer }).toEqual(answered);
  });

  test('as many as there is room for are copied, and one more stops it', () => {
    expect(set([manyTags(42), {}])).toMatchObject({ copyVolumeTags: true });
    expect(set([manyTags(43), {}])).toMatchObject({
      beside: {},
      sharedBecause: 'a volume has more tags than fit beside ours (48 in all)',
    });
    expect(set([manyTags(42), {}], {}, { pin: 'audit' })).toMatchObject({ copyVolumeTags: false });
    expect(Object.keys(set([manyTags(50), manyTags(50)]).beside)).toHaveLength(42);
  });
});

describe('what is sent instead where AWS refuses a tag', () => {
  const HOST = instance({ tags: { CostCenter: '1' } });

  test.for<[words: string, volumes: readonly Tags[], change: Partial<TagSettings>, isSent: boolean]>([
    ['of one volume with tags: ours alone', [{ a: '1' }], {}, true],
    ['of one without: nothing else', [{}], {}, false],
    ['of a set where one has tags', [{ a: '1', 'aws:x': '1' }, {}], {}, true],
    ['of a set where AWS’s are the only ones', [{ 'aws:x': '1' }, {}], {}, false],
    ['of a set with an added tag', [{}, {}], { addTags: { t: '1' } }, true],
    ['of a set with a tag of its instance', [{}, {}], { copyInstanceTags: ['*'] }, true],
    ['of a set that shares a tag', [{ a: '1', autosnap_retain: '5' }, { a: '1' }], {}, true],
    ['of a set that shares none', [{ a: '1' }, { a: '1' }], { copyTags: false }, false],
  ])('%s', ([, onVolumes, change, isSent]) => {
    const members = onVolumes.map((tags, index) => volume({ id: `vol-${index}`, tags }));
    const taken = { members, instance: HOST, attached: members };
    const [first] = members;
    if (first === undefined) throw new Error('one is taken');
    const written =
      members.length === 1
        ? tagsOfOne(taken, first, NOW, settings(change))
        : tagsOfSet(taken, NOW, settings(change));
    const own = ours(taken, NOW, settings(change));
    const least = { snapshot_tool: 'autosnap', autosnap_at: '2026-03-10T05:00:00Z' };
    expect(written.withFewer).toEqual(isSent ? [own, least] : [least]);
  });
});

describe('what is said of tags that stay behind', () => {
  test('of sets, once for each cause, with the instances', () => {
    const hosts = Array.from({ length: 5 }, (_, index) => `i-${index}`);
    const plan = planOf({
      instances: hosts.map((id) => instance({ id })),
      volumes: hosts.flatMap((id, index) =>
        ['a', 'b'].map((name) =>
          volume({
            id: `vol-${index}${name}`,
            instanceIds: [id],
            tags:
              name === 'b'
                ? { b: '1' }
                : { [index === 4 ? 'kubernetes.io/cluster/x' : 'autosnap_retain']: '5' },
          }),
        ),
      ),
    });
    expect(hintsIn(plan)).toEqual([
      'i-4 /dev/sdf (vol-4a) has tags that tell a cluster to delete the snapshot, so they are not copied: kubernetes.io/cluster/x; the patterns "*" in copy_tags copy these, too',
      '4 instances: i-0, i-1, i-2 and i-3: each gets snapshots with only the tags that all volumes of its set share, because a volume has the tag "autosnap_retain", which is not copied',
      'i-4 gets snapshots with only the tags that all volumes of its set share, because a volume has the tag "kubernetes.io/cluster/x", which is not copied',
    ]);
  });

  test('of several volumes, three of them by name', () => {
    const hints = [3, 4].map((count) => {
      const ids = Array.from({ length: count }, (_, index) => `vol-${index}`);
      const tags = { ...DAILY, 'kubernetes.io/cluster/x': 'owned' };
      return hintsIn(planOf({ volumes: ids.map((id) => volume({ id, tags, instanceIds: [] })) }))[0];
    });
    expect(hints).toEqual([
      'vol-0, vol-1 and vol-2: each has tags that tell a cluster to delete the snapshot, so they are not copied: kubernetes.io/cluster/x; the patterns "*" in copy_tags copy these, too',
      '4 volumes: vol-0, vol-1, vol-2 and vol-3: each has tags that tell a cluster to delete the snapshot, so they are not copied: kubernetes.io/cluster/x; the patterns "*" in copy_tags copy these, too',
    ]);
  });

  test('nothing where a person chose it', () => {
    const volumes = [volume({ tags: { 'kubernetes.io/cluster/x': 'owned' } })];
    for (const copyTags of [false, ['*'], ['CostCenter'], ['!kubernetes.io/*']]) {
      expect(hintsIn(planOf({ volumes }, { copyTags }))).toEqual([]);
    }
  });
});
