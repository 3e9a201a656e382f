import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { callsOf, DAILY, everyDay, hostOf, nth, ownCopies, ownCopy, runSnapper } from '../scenarios/story.ts';
import { documentOf, linesOf, personsCloud, pin, show, unpin } from './person.ts';

async function threeCopies(): Promise<{ cloud: Cloud; volume: Volume; copies: Snapshot[] }> {
  const cloud = await personsCloud();
  const volume = cloud.region('eu-west-1').attachedVolume({ Name: 'web', ...DAILY });
  return { cloud, volume, copies: ownCopies(cloud, volume, 3) };
}

function idsOf(cloud: Cloud, volume: Volume): string[] {
  return cloud.snapshotsOf(volume).map(({ id }) => id);
}

describe('RB-11 a pin', () => {
  test('takes a copy out of counting and deletion, and says what that changes', async () => {
    const { cloud, volume, copies } = await threeCopies();
    const oldest = nth(copies, 0);
    const answer = await pin(cloud, oldest.id, 'before the upgrade');
    expect(linesOf(answer)).toEqual([
      `${oldest.id} of web /dev/xvda (${volume.id}) in eu-west-1 is pinned`,
      '  autosnap_keep  (not set) -> "before the upgrade"',
      '  before: keep: 3 of 3, deleted on 2026-01-01',
      '  now:    keep: pinned by autosnap_keep (before the upgrade), stays until unpinned',
    ]);
    expect(answer.status).toBe(0);
    expect(documentOf(answer, 'pin')).toMatchObject({
      tag: { key: 'autosnap_keep', after: 'before the upgrade' },
      before: { goes: '2026-01-01' },
    });
    expect(oldest.tags).toEqual({ snapshot_tool: 'autosnap', autosnap_keep: 'before the upgrade' });
  });

  test('retention then keeps N others, for as long as it lasts', async () => {
    const { cloud, volume, copies } = await threeCopies();
    await pin(cloud, nth(copies, 0).id);
    await everyDay(cloud, 12);
    expect(idsOf(cloud, volume)).toHaveLength(1 + 3 + 1);
    expect(idsOf(cloud, volume)[0]).toBe(nth(copies, 0).id);
  });

  test('unpinning lets it go again, with the next run', async () => {
    const { cloud, volume, copies } = await threeCopies();
    const oldest = nth(copies, 0);
    await pin(cloud, oldest.id);
    await everyDay(cloud, 5);
    const answer = await unpin(cloud, oldest.id);
    expect(linesOf(answer)).toEqual([
      `${oldest.id} of web /dev/xvda (${volume.id}) in eu-west-1 is unpinned`,
      '  autosnap_keep  "pinned by hand" -> (not set)',
      '  before: keep: pinned by autosnap_keep (pinned by hand), stays until unpinned',
      '  now:    expire: beyond 3, deleted on 2026-01-06',
    ]);
    expect(oldest.tags).toEqual({ snapshot_tool: 'autosnap' });
    expect(idsOf(cloud, volume)).toContain(oldest.id);
    await runSnapper(cloud);
    expect(idsOf(cloud, volume)).not.toContain(oldest.id);
  });

  test('again with another reason, which replaces the first', async () => {
    const { cloud, copies } = await threeCopies();
    await pin(cloud, nth(copies, 0).id, 'audit');
    const answer = await pin(cloud, nth(copies, 0).id, 'audit of 2026');
    expect(documentOf(answer, 'pin').tag).toMatchObject({ before: 'audit', after: 'audit of 2026' });
  });

  test('again with the same reason, which stays as before', async () => {
    const { cloud, copies } = await threeCopies();
    await pin(cloud, nth(copies, 0).id, 'audit');
    const answer = await pin(cloud, nth(copies, 0).id, 'audit');
    expect(linesOf(answer)[1]).toBe('  autosnap_keep  "audit", as before');
  });

  test('of a set member leaves the other members alone', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const attachedTo = region.instance({ tags: DAILY });
    const [one, other] = [region.volume({ attachedTo }), region.volume({ attachedTo })];
    await everyDay(cloud, 1);
    const pinned = nth(cloud.snapshotsOf(one), 0);
    await pin(cloud, pinned.id);
    await everyDay(cloud, 6);
    expect(idsOf(cloud, one)).toHaveLength(1 + 3 + 1);
    expect(idsOf(cloud, other)).toHaveLength(3 + 1);
  });

  test('a copy of a volume that is gone can be pinned, and no orphan_retain takes it', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const volume = region.volume({ tags: DAILY });
    const copies = [40, 35, 33].map((days) => ownCopy(cloud, volume, days));
    region.remove(volume);
    await pin(cloud, nth(copies, 0).id);
    await runSnapper(cloud, { orphan_retain: '30d' });
    expect(region.snapshots().map(({ id }) => id)).toEqual([nth(copies, 0).id, nth(copies, 2).id].toSorted());
  });

  test('without a reason says so, and a reason of 256 signs is not too long', async () => {
    const { cloud, copies } = await threeCopies();
    await pin(cloud, nth(copies, 0).id);
    await pin(cloud, nth(copies, 1).id, '😀'.repeat(256));
    expect(copies.map(({ tags }) => tags['autosnap_keep'])).toEqual([
      'pinned by hand',
      '😀'.repeat(256),
      undefined,
    ]);
  });
});

describe('RB-11 D-12 what cannot be pinned or unpinned', () => {
  test('a foreign snapshot: it is never deleted anyhow', async () => {
    const { cloud, volume } = await threeCopies();
    const region = cloud.region('eu-west-1');
    const named = region.snapshot({ of: volume, tags: { Name: 'my-daily-before-upgrade' } });
    const theirs = region.snapshot({ of: volume, tags: { snapshot_tool: 'nightly', autosnap_keep: 'yes' } });
    const why = 'so no run deletes it and it needs no pin; nothing was changed';
    expect(await messageOf(pin(cloud, named.id))).toBe(
      `${named.id} is not ours (snapshot_tool is not set, ours is "autosnap"), ${why}`,
    );
    expect(await messageOf(unpin(cloud, theirs.id))).toBe(
      `${theirs.id} is not ours (snapshot_tool is "nightly", ours is "autosnap"), ${why}`,
    );
    expect(named.tags).toEqual({ Name: 'my-daily-before-upgrade' });
  });

  test('a volume, an instance, nothing', async () => {
    const { cloud, volume } = await threeCopies();
    const host = hostOf(volume).id;
    const told =
      'only a snapshot or an image can be pinned, like snap-0123456789abcdef0; nothing was changed; its snapshots are listed by: aws-snapper show ID --region eu-west-1';
    expect(await messageOf(pin(cloud, volume.id))).toBe(
      `"${volume.id}" is a volume; ${told.replace('ID', volume.id)}`,
    );
    expect(await messageOf(unpin(cloud, 'web'))).toBe(
      `"web" is an instance; ${told.replace('ID', host).replace('its snapshots', 'its snapshots and images')}`,
    );
    expect(await messageOf(pin(cloud, host))).toContain('is an instance;');
    expect(await messageOf(pin(cloud, 'snap-00000000000000001'))).toMatch(/^nothing in eu-west-1 has the id/);
  });

  test.for([
    [
      'error',
      /AWS failed it, so nothing can be restored from it; take another one: aws-snapper take vol-\w+ --region eu-west-1$/,
    ],
    ['pending', /It is pending: until it is complete, nothing can be restored from it\.$/],
  ] as const)('one that is %s is pinned, and the person told what it is worth', async ([state, told]) => {
    const { cloud, copies } = await threeCopies();
    nth(copies, 0).state = state;
    expect((await pin(cloud, nth(copies, 0).id)).text).toMatch(told);
  });

  test.for([
    ['', 0],
    ['   ', 0],
    ['x'.repeat(257), 257],
  ] as const)('with the reason %j', async ([reason, length]) => {
    const { cloud, copies } = await threeCopies();
    const said = await messageOf(pin(cloud, nth(copies, 0).id, reason));
    expect(said).toMatch(/^--because must have 1 to 256 characters, but "/);
    expect(said).toMatch(
      new RegExp(`" has ${length}; use a short reason, like "before the upgrade"; nothing was changed$`),
    );
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
  });

  test('one that is not pinned', async () => {
    const { cloud, copies } = await threeCopies();
    const { id } = nth(copies, 0);
    expect(await messageOf(unpin(cloud, id))).toBe(
      `${id} is not pinned (it has no tag autosnap_keep); nothing was changed`,
    );
    expect(callsOf(cloud, 'DeleteTags')).toEqual([]);
  });
});

test('RB-11 a disowned copy is a stranger: neither counted nor deleted, and told so', async () => {
  const { cloud, volume, copies } = await threeCopies();
  const disowned = nth(copies, 0);
  delete disowned.tags['snapshot_tool'];
  expect((await show(cloud, disowned.id)).text).toContain('not ours');
  await everyDay(cloud, 6);
  expect(idsOf(cloud, volume)).toContain(disowned.id);
  expect(idsOf(cloud, volume)).toHaveLength(1 + 3 + 1);
});

test('RB-14 copies that somebody deletes by hand, whenever they like, do not confuse it', async () => {
  const { cloud, volume, copies } = await threeCopies();
  const region = cloud.region('eu-west-1');
  const pinned = ownCopy(cloud, volume, 9, { tags: { autosnap_keep: 'audit' } });
  region.remove(nth(copies, 1));
  region.remove(pinned);
  const [first] = await everyDay(cloud, 1);
  expect(first?.headline).toMatchObject({ created: 1, deleted: 0, failures: 0, level: 'OK' });

  // In the middle of a run, between looking and deleting.
  await everyDay(cloud, 1);
  const hook = cloud.before('DeleteSnapshot', () => region.remove(nth(cloud.snapshotsOf(volume), 0)));
  const [second] = await everyDay(cloud, 1);
  hook.remove();
  expect(second?.headline).toMatchObject({ created: 1, failures: 0, level: 'OK' });

  // All of them.
  for (const snapshot of cloud.snapshotsOf(volume)) region.remove(snapshot);
  expect((await show(cloud, volume.id)).text).toContain('Last snapshot: none');
  const after = await everyDay(cloud, 5);
  expect(after.map(({ headline }) => headline.created)).toEqual([1, 1, 1, 1, 1]);
  expect(after.every(({ headline }) => headline.failures === 0)).toBe(true);
  expect(idsOf(cloud, volume)).toHaveLength(3 + 1);
});
