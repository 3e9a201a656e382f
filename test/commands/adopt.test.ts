import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Tags, Volume } from '../cloud/records.ts';
import type { SnapshotWish } from '../cloud/wishes.ts';
import {
  callsOf,
  DAILY,
  DAY,
  everyDay,
  existing,
  hostOf,
  idsOf,
  nth,
  ownCopy,
  restorable,
  runSnapper,
} from '../scenarios/story.ts';
import { adopt, asked, documentOf, linesOf, personsCloud, show, unpin } from './person.ts';

async function oneVolume(tags: Tags = DAILY): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await personsCloud();
  return { cloud, volume: cloud.region('eu-west-1').attachedVolume(tags, { Name: 'data' }) };
}

/** A snapshot that another tool took some days ago. */
function theirs(cloud: Cloud, volume: Volume, daysAgo: number, wish: SnapshotWish = {}): Snapshot {
  const startedAt = new Date(cloud.clock.now().getTime() - daysAgo * DAY);
  return cloud.region(volume.region).snapshot({ of: volume, startedAt, description: 'nightly', ...wish });
}

function otherTags(count: number): Tags {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, '']));
}

function isById(params: Readonly<Record<string, string>>): boolean {
  return params['Filter.1.Name'] === 'snapshot-id';
}

describe('F1 an adoption makes a snapshot of another tool ours', () => {
  test('it shows before and after, and what the first run deletes', async () => {
    const { cloud, volume } = await oneVolume();
    const [fourth, second] = [theirs(cloud, volume, 4), theirs(cloud, volume, 2)];
    const [third] = [ownCopy(cloud, volume, 3), ownCopy(cloud, volume, 1)];
    const answer = await adopt(cloud, [second.id, fourth.id]);
    const title = `${hostOf(volume).id} /dev/xvda (${volume.id}, data)`;
    expect(linesOf(answer)).toEqual([
      `${second.id} of ${title} in eu-west-1, taken 2025-12-30 03:00 UTC`,
      '  snapshot_tool     (not set) -> "autosnap"',
      `  autosnap_adopted  (not set) -> "${second.id}"`,
      '  before: keep: not ours (snapshot_tool is not set), so it is never counted and never deleted',
      '  after:  keep: 2 of 3, deleted on 2026-01-02',
      `${fourth.id} of ${title} in eu-west-1, taken 2025-12-28 03:00 UTC`,
      '  snapshot_tool     (not set) -> "autosnap"',
      `  autosnap_adopted  (not set) -> "${fourth.id}"`,
      '  before: keep: not ours (snapshot_tool is not set), so it is never counted and never deleted',
      '  after:  expire: beyond 3, deleted on 2026-01-01',
      'First run: 1 to create, 1 to delete.',
      `  - ${fourth.id} of ${title}: beyond 3`,
      'Adopted 2 snapshots.',
    ]);
    expect(answer.status).toBe(0);
    expect(documentOf(answer, 'adopt').firstRuns).toMatchObject([
      { region: 'eu-west-1', creates: 1, deletes: [{ snapshotId: fourth.id }] },
    ]);
    expect(second.tags).toEqual({ snapshot_tool: 'autosnap', autosnap_adopted: second.id });
    // It deletes nothing by itself; the run does.
    expect(cloud.snapshotsOf(volume)).toHaveLength(4);
    expect(callsOf(cloud, 'CreateTags')).toHaveLength(2);
    await runSnapper(cloud);
    expect(existing(cloud, { fourth, third, second })).toEqual(['third', 'second']);
  });

  test('it then serves its slot and is pruned like our own', async () => {
    const { cloud, volume } = await oneVolume();
    const today = theirs(cloud, volume, 0);
    expect(documentOf(await adopt(cloud, [today.id]), 'adopt').firstRuns[0]?.creates).toBe(0);
    const days = await everyDay(cloud, 6);
    expect(days.map(({ headline }) => headline.created)).toEqual([0, 1, 1, 1, 1, 1]);
    expect(existing(cloud, { today })).toEqual([]);
    expect(restorable(cloud, volume)).toHaveLength(3 + 1);
  });

  test('show says "not ours" before and its place afterwards', async () => {
    const { cloud, volume } = await oneVolume();
    const one = theirs(cloud, volume, 1);
    expect((await show(cloud, one.id)).text).toMatch(/not ours [^:]* stays$/);
    await adopt(cloud, [one.id]);
    expect((await show(cloud, one.id)).text).toMatch(/keep: 1 of 3 {2}deleted 2026-01-03$/m);
  });

  test('also one that inherited our mark from its volume, and one that was disowned', async () => {
    const { cloud, volume } = await oneVolume();
    const heir = theirs(cloud, volume, 2, { tags: { snapshot_tool: 'autosnap' } });
    const disowned = ownCopy(cloud, volume, 1);
    delete disowned.tags['snapshot_tool'];
    const answer = await adopt(cloud, [heir.id, disowned.id]);
    expect(answer.text).toContain('  snapshot_tool     "autosnap" -> "autosnap"');
    expect(answer.text).toContain(
      'before: keep: not ours (it carries our mark, but its description does not begin with "autosnap: ")',
    );
    await everyDay(cloud, 6);
    expect(existing(cloud, { heir, disowned })).toEqual([]);
  });

  test('its pin stays, and so does every other tag', async () => {
    const { cloud, volume } = await oneVolume();
    const pinned = theirs(cloud, volume, 9, { tags: { autosnap_keep: 'audit', Name: 'x' } });
    const answer = await adopt(cloud, [pinned.id]);
    expect(answer.text).toContain(
      '  after:  keep: pinned by autosnap_keep (audit), stays until unpinned\nFirst run',
    );
    expect(pinned.tags).toMatchObject({ autosnap_keep: 'audit', Name: 'x' });
    await everyDay(cloud, 6);
    expect(existing(cloud, { pinned })).toEqual(['pinned']);
    await unpin(cloud, pinned.id);
    await everyDay(cloud, 1);
    expect(existing(cloud, { pinned })).toEqual([]);
  });

  test('a record that it has counts from then on, also a bad one, and the first run is told so', async () => {
    const { cloud, volume } = await oneVolume();
    const tags = { autosnap_proved: '2025-12-30T12:00Z damaged ext4-damaged' };
    const [bad, old] = [theirs(cloud, volume, 2, { tags }), ownCopy(cloud, volume, 6)];
    for (const days of [5, 4, 3, 1]) ownCopy(cloud, volume, days);
    expect(documentOf(await show(cloud, volume.id), 'show').volumes[0]?.hold).toBeUndefined();
    const answer = await adopt(cloud, [bad.id]);
    expect(documentOf(answer, 'adopt').firstRuns[0]).toMatchObject({
      deletes: [],
      unsound: [{ snapshotId: bad.id, verdict: 'damaged' }],
    });
    expect(answer.text).toContain(`is deleted, because ${bad.id} is damaged`);
    await everyDay(cloud, 3);
    expect(existing(cloud, { bad, old })).toEqual(['bad', 'old']);
    expect(bad.tags).toMatchObject(tags);
  });

  test('what another tool copies from it does not become ours', async () => {
    const { cloud, volume } = await oneVolume();
    const one = theirs(cloud, volume, 9);
    await adopt(cloud, [one.id]);
    const copy = theirs(cloud, volume, 8, { tags: { ...one.tags } });
    await everyDay(cloud, 6);
    expect(existing(cloud, { one, copy })).toEqual(['copy']);
  });

  test('of a volume that is gone: orphan_retain can delete it then', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.volume({ tags: DAILY });
    const [old, last] = [theirs(cloud, volume, 40), ownCopy(cloud, volume, 35)];
    region.remove(volume);
    const event = { orphan_retain: '30d' };
    expect(linesOf(await adopt(cloud, [old.id], { event })).slice(-3)).toEqual([
      'First run: 0 to create, 1 to delete.',
      expect.stringMatching(new RegExp(`^ {2}- ${old.id} of ${volume.id}: `)),
      'Adopted 1 snapshot.',
    ]);
    await runSnapper(cloud, event);
    expect(existing(cloud, { old, last })).toEqual(['last']);
  });

  test.for<[what: string, tags: Tags, volumeTags: Tags, wish: SnapshotWish, after: string]>([
    [
      'a failed one',
      DAILY,
      {},
      { state: 'error' },
      'expire: failed, restores nothing, deleted on 2026-01-01',
    ],
    ['a pending one', DAILY, {}, { state: 'pending' }, 'keep: pending, deleted on 2026-01-03'],
    ['an archived one', DAILY, {}, { tier: 'archive' }, 'keep: archive tier'],
    ['of an untagged volume', {}, {}, {}, 'keep: the volume is untagged'],
    ['of an ignored volume', { ...DAILY, autosnap_ignore: '' }, {}, {}, 'keep: the volume is ignored'],
    [
      'of a volume that carries our mark',
      DAILY,
      { snapshot_tool: 'autosnap' },
      {},
      'keep: nothing is deleted while a tag of its volume cannot be read',
    ],
  ])('%s', async ([, tags, volumeTags, wish, after]) => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').attachedVolume(tags, volumeTags);
    const answer = await adopt(cloud, [theirs(cloud, volume, 1, wish).id]);
    expect(linesOf(answer)[4]).toBe(`  after:  ${after}`);
  });

  test('several in two regions, each read once, with the first run of each', async () => {
    const cloud = await personsCloud();
    const home = cloud.region('eu-west-1').attachedVolume(DAILY);
    const away = cloud.region('us-east-1').attachedVolume(DAILY);
    const some = [theirs(cloud, home, 1), theirs(cloud, away, 2), theirs(cloud, home, 3)];
    const event = { ec2_regions: 'eu-west-1 us-east-1' };
    const answer = await adopt(cloud, [...idsOf(some), nth(some, 0).id], { event });
    expect(documentOf(answer, 'adopt')).toMatchObject({
      snapshots: [{ region: 'eu-west-1' }, { region: 'eu-west-1' }, { region: 'us-east-1' }],
      firstRuns: [{ region: 'eu-west-1' }, { region: 'us-east-1' }],
    });
    expect(some.map(({ tags }) => tags['autosnap_adopted'])).toEqual(some.map(({ id }) => id));
    expect(callsOf(cloud, 'DescribeInstances')).toHaveLength(2);
  });

  test('for another prefix, with its mark and its key', async () => {
    const { cloud, volume } = await oneVolume({ db: '1', db_retain: '3' });
    const one = theirs(cloud, volume, 1);
    await adopt(cloud, [one.id], { event: { tag_prefix: 'db' } });
    expect(one.tags).toEqual({ snapshot_tool: 'db', db_adopted: one.id });
  });

  test('after a yes; a no leaves everything as it was', async () => {
    const { cloud, volume } = await oneVolume();
    const one = theirs(cloud, volume, 1);
    const no = asked(false);
    expect(await messageOf(adopt(cloud, [one.id], no))).toBe('stopped by you; nothing was changed');
    expect(no.said[0]).toMatch(/ {2}after: {2}keep: 1 of 3, deleted on 2026-01-03\nFirst run: 1 to create/);
    expect(no.said[1]).toBe('Adopt 1 snapshot?');
    expect(one.tags).toEqual({});
    expect((await adopt(cloud, [one.id], asked(true))).text).toBe('Adopted 1 snapshot.');
    expect(one.tags['autosnap_adopted']).toBe(one.id);
  });

  test('a tag that would steer a terminal is shown by number', async () => {
    const { cloud, volume } = await oneVolume();
    const escape = '\u001B[2J\nFirst run: 0 to delete';
    const one = theirs(cloud, volume, 1, { tags: { autosnap_keep: escape, snapshot_tool: 'autosnap' } });
    const other = theirs(cloud, volume, 1, { tags: { autosnap_adopted: escape } });
    cloud.policy = 'allow all';
    const { text } = await adopt(cloud, [one.id, other.id]);
    expect(text).not.toContain('\u001B');
    expect(text.match(/^First run/gm)).toHaveLength(1);
  });
});

describe('F1 what cannot be adopted is refused with its reason, and all others are untouched', () => {
  test.for<[what: string, wish: SnapshotWish, code: string, why: string]>([
    [
      'ours by its description',
      { tags: { snapshot_tool: 'autosnap' }, description: 'autosnap: x' },
      'ours-already',
      'is ours already; leave it out',
    ],
    [
      'what another prefix made',
      { tags: { snapshot_tool: 'db' }, description: 'db: x' },
      'other-mark',
      'carries the mark of another tool or prefix (snapshot_tool is "db", ours is "autosnap"); if that is another prefix of aws-snapper, adopt it with --prefix db; if another tool made it, remove that tag first, so that the other tool no longer deletes it',
    ],
    [
      'a mark that is no prefix',
      { tags: { snapshot_tool: 'a; rm -rf' } },
      'other-mark',
      'carries the mark of another tool or prefix (snapshot_tool is "a; rm -rf", ours is "autosnap"); remove that tag first',
    ],
    ['an empty mark', { tags: { snapshot_tool: '' } }, 'other-mark', 'snapshot_tool is ""'],
    [
      'what AWS Backup made',
      { tags: { 'aws:backup:source-resource': 'x' } },
      'managed-by-aws',
      'deletes it by its own rules; leave it out',
    ],
    [
      'what Data Lifecycle Manager made, with our mark and our description',
      {
        tags: { snapshot_tool: 'autosnap', 'aws:dlm:lifecycle-policy-id': 'x' },
        description: 'autosnap: x',
      },
      'managed-by-aws',
      'deletes it by its own rules; leave it out',
    ],
    [
      'no room for one tag more',
      { tags: { ...otherTags(48), snapshot_tool: 'autosnap', Name: 'x' } },
      'too-many-tags',
      'has 50 tags, the adoption adds autosnap_adopted, and AWS allows 50; remove 1 of its other tags first',
    ],
    [
      'no room for two tags more',
      { tags: { ...otherTags(49), 'aws:cloudformation:stack-name': 'x' } },
      'too-many-tags',
      'has 49 tags, the adoption adds snapshot_tool and autosnap_adopted, and AWS allows 50; remove 1 of its other tags first',
    ],
  ])('%s', async ([, wish, code, why]) => {
    const { cloud, volume } = await oneVolume();
    const [fine, refused] = [theirs(cloud, volume, 1), theirs(cloud, volume, 2, wish)];
    const attempt = adopt(cloud, [fine.id, refused.id]);
    expect(await messageOf(attempt)).toContain(why);
    await expect(attempt).rejects.toMatchObject({ code, key: refused.id });
    expect(await messageOf(adopt(cloud, [refused.id]))).toMatch(/; nothing was changed$/);
    expect(fine.tags).toEqual({});
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
  });

  test('exactly fifty tags afterwards are allowed', async () => {
    const { cloud, volume } = await oneVolume();
    const tags = { ...otherTags(48), 'aws:cloudformation:stack-name': 'x' };
    expect((await adopt(cloud, [theirs(cloud, volume, 1, { tags }).id])).status).toBe(0);
  });

  test('a copy by CopySnapshot, which names no volume', async () => {
    const { cloud } = await oneVolume();
    const { id } = cloud.region('eu-west-1').snapshot({ description: 'autosnap: x' });
    expect(await messageOf(adopt(cloud, [id]))).toMatch(
      /^snap-\w+ was copied from another snapshot and does not name its volume \(vol-f+\), so no retention applies to it; leave it out;/,
    );
  });

  test('a volume, an instance, a snapshot of another account, nothing: all reasons at once', async () => {
    const { cloud, volume } = await oneVolume();
    const fine = theirs(cloud, volume, 1);
    const stranger = cloud.account('222222222222').region('eu-west-1').snapshot({ public: true });
    const wanted = [volume.id, hostOf(volume).id, stranger.id, 'snap-1; rm -rf', fine.id];
    const said = await messageOf(adopt(cloud, wanted));
    expect(said).toMatch(/^4 of 5 cannot be adopted: \(1\) vol-\w+ is a volume; only a snapshot can be adop/);
    expect(said).toMatch(/ \(2\) i-\w+ is an instance; /);
    expect(said).toContain(` (3) nothing in eu-west-1 has the id or Name "${stranger.id}"`);
    expect(said).toMatch(
      / \(4\) nothing in eu-west-1 has the id or Name "snap-1; rm -rf".*nothing was changed$/,
    );
    expect([fine.tags, stranger.tags]).toEqual([{}, {}]);
  });

  test('a second adoption changes nothing', async () => {
    const { cloud, volume } = await oneVolume();
    const one = theirs(cloud, volume, 1);
    await adopt(cloud, [one.id]);
    expect(await messageOf(adopt(cloud, [one.id]))).toBe(
      `${one.id} is ours already; leave it out; nothing was changed`,
    );
    expect(one.tags).toEqual({ snapshot_tool: 'autosnap', autosnap_adopted: one.id });
  });
});

describe('F1 where AWS refuses', () => {
  test('one of three: it says which were adopted and which not, with status 3', async () => {
    const { cloud, volume } = await oneVolume();
    const some = [1, 2, 3].map((days) => theirs(cloud, volume, days));
    cloud.fault({
      action: 'CreateTags',
      nth: 2,
      times: 1,
      effect: { error: 'UnauthorizedOperation', message: 'no' },
    });
    const answer = await adopt(
      cloud,
      some.map(({ id }) => id),
    );
    const [first, second, third] = some.map(({ id }) => id);
    expect(linesOf(answer).slice(-3)).toEqual([
      `${second} was not adopted: UnauthorizedOperation: no`,
      `Adopted 2 of 3: ${first} ${third}.`,
      `Not adopted: ${second}.`,
    ]);
    expect(answer.status).toBe(3);
    expect(documentOf(answer, 'adopt').snapshots.map(({ failure }) => failure?.code)).toEqual([
      undefined,
      'UnauthorizedOperation',
      undefined,
    ]);
    expect(some.map(({ tags }) => 'autosnap_adopted' in tags)).toEqual([true, false, true]);
  });

  test('an answer that was lost: the repeated call is refused, and yet it is adopted', async () => {
    const { cloud, volume } = await oneVolume();
    const one = theirs(cloud, volume, 1);
    cloud.fault({ action: 'CreateTags', times: 1, effect: 'reset after' });
    const answer = await adopt(cloud, [one.id]);
    expect(callsOf(cloud, 'CreateTags')).toHaveLength(2);
    expect(answer.status).toBe(0);
    expect(one.tags['autosnap_adopted']).toBe(one.id);
  });

  test('one that is deleted between the look and the adoption', async () => {
    const { cloud, volume } = await oneVolume();
    const [gone, left] = [theirs(cloud, volume, 1), theirs(cloud, volume, 2)];
    const answer = await adopt(cloud, [gone.id, left.id], {
      ask: async () => {
        cloud.region('eu-west-1').remove(gone);
        return true;
      },
    });
    expect(answer.text).toContain(`${gone.id} was not adopted: InvalidSnapshot.NotFound`);
    expect(left.tags['autosnap_adopted']).toBe(left.id);
  });

  test('a region that cannot list them', async () => {
    const { cloud, volume } = await oneVolume();
    const one = theirs(cloud, volume, 1);
    cloud.fault({ action: 'DescribeSnapshots', when: isById, effect: { error: 'UnauthorizedOperation' } });
    expect(await messageOf(adopt(cloud, [one.id]))).toMatch(/could not be looked up in eu-west-1: Unautho/);
    expect(one.tags).toEqual({});
  });
});
