import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Tags, Volume } from '../cloud/records.ts';
import { callsOf, DAILY, hostOf, MINUTE, nth, ownCopy, runSnapper } from '../scenarios/story.ts';
import { documentOf, linesOf, personsCloud, takeNow } from './person.ts';

/** A server `web` with some volumes. */
async function server(count: number, tags: Tags = DAILY): Promise<{ cloud: Cloud; volumes: Volume[] }> {
  const cloud = await personsCloud();
  const region = cloud.region('eu-west-1');
  const attachedTo = region.instance({ tags: { Name: 'web', ...tags } });
  return { cloud, volumes: Array.from({ length: count }, () => region.volume({ attachedTo })) };
}

const PIN = 'taken by hand 2026-01-01T03:00:00Z';

function isPinned({ tags }: Snapshot): boolean {
  return 'autosnap_keep' in tags;
}

/** The volumes of each creating call that AWS took. */
function created(cloud: Cloud, action: 'CreateSnapshot' | 'CreateSnapshots'): number {
  return callsOf(cloud, action).filter(({ outcome }) => outcome === 'ok').length;
}

describe('D-18 a copy by hand', () => {
  test('of a volume: now, ours, pinned, and told', async () => {
    const { cloud, volumes } = await server(1);
    const [volume] = volumes;
    if (volume === undefined) throw new Error('no volume');
    const answer = await takeNow(cloud, volume.id);
    const [copy] = cloud.snapshotsOf(volume);
    expect(copy?.tags).toMatchObject({
      snapshot_tool: 'autosnap',
      autosnap_keep: PIN,
      autosnap_instance: hostOf(volume).id,
      autosnap_at: '2026-01-01T03:00:00Z',
      Name: `2026-01-01T03:00:00Z-${volume.id}-web`,
    });
    expect(linesOf(answer)).toEqual([
      `+ ${copy?.id} of web /dev/xvda (${volume.id}): ${PIN}, pinned`,
      `It stays until you delete it or unpin it: aws-snapper unpin ${copy?.id} --region eu-west-1`,
      'Taken in eu-west-1: 1 of 1.',
    ]);
    expect(answer.status).toBe(0);
  });

  test('of an instance: one crash-consistent set, every member pinned in the creating call', async () => {
    const { cloud, volumes } = await server(3);
    const answer = await takeNow(cloud, 'web');
    const copies = volumes.map((volume) => nth(cloud.snapshotsOf(volume), 0));
    expect(copies.map(({ tags }) => tags['autosnap_keep'])).toEqual([PIN, PIN, PIN]);
    expect([created(cloud, 'CreateSnapshots'), created(cloud, 'CreateSnapshot')]).toEqual([1, 0]);
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
    expect(
      documentOf(answer, 'take')
        .created.map((one) => ('snapshotId' in one ? one.snapshotId : one.imageId))
        .toSorted(),
    ).toEqual(copies.map(({ id }) => id).toSorted());
    expect(linesOf(answer).at(-1)).toBe('Taken in eu-west-1: 3 of 3.');
  });

  test('both: a volume and then its instance, and each is there', async () => {
    const { cloud, volumes } = await server(2);
    await takeNow(cloud, nth(volumes, 0).id);
    cloud.clock.advance(MINUTE);
    await takeNow(cloud, 'web');
    expect(volumes.map((volume) => cloud.snapshotsOf(volume).map(isPinned))).toEqual([[true, true], [true]]);
  });

  test('D-9 twice within the hour, and a run in between: nothing fails', async () => {
    const { cloud, volumes } = await server(1, { autosnap: '1h', autosnap_retain: '3' });
    const volume = nth(volumes, 0);
    const first = await takeNow(cloud, volume.id);
    cloud.clock.advance(20 * MINUTE);
    const { headline } = await runSnapper(cloud);
    cloud.clock.advance(20 * MINUTE);
    const second = await takeNow(cloud, volume.id);
    expect([first.status, second.status, headline.failures]).toEqual([0, 0, 0]);
    const names = cloud.snapshotsOf(volume).map(({ tags }) => tags['Name']);
    expect(new Set(names)).toHaveLength(2);
  });

  test('of what nothing schedules, also of an ignored volume and of a stopped instance', async () => {
    const { cloud, volumes } = await server(2, {});
    const volume = nth(volumes, 0);
    hostOf(volume).state = 'stopped';
    nth(volumes, 1).tags['autosnap_ignore'] = '';
    const loose = cloud.region('eu-west-1').volume();
    expect([(await takeNow(cloud, 'web')).status, (await takeNow(cloud, loose.id)).status]).toEqual([0, 0]);
    expect([...volumes, loose].map((one) => cloud.snapshotsOf(one).length)).toEqual([1, 1, 1]);
  });

  test('with 50 tags on the volume: mark and pin come first, and as many others as fit', async () => {
    const { cloud, volumes } = await server(1);
    const volume = nth(volumes, 0);
    for (let index = 0; index < 50; index += 1) volume.tags[`team:${index}`] = 'blue';
    expect((await takeNow(cloud, 'web')).status).toBe(0);
    const tags = cloud.snapshotsOf(volume)[0]?.tags ?? {};
    expect(Object.keys(tags)).toHaveLength(48);
    expect(tags).toMatchObject({ snapshot_tool: 'autosnap', autosnap_keep: PIN });
  });

  test.for([[45], [46]])('a volume with %i tags spoils the set of the others in no case', async ([count]) => {
    const { cloud, volumes } = await server(3);
    for (let index = 0; index < (count ?? 0); index += 1) nth(volumes, 2).tags[`team:${index}`] = 'blue';
    const answer = await takeNow(cloud, 'web');
    expect(answer.status).toBe(0);
    expect(volumes.map((volume) => cloud.snapshotsOf(volume).map(isPinned))).toEqual([
      [true],
      [true],
      [true],
    ]);
    expect(created(cloud, 'CreateSnapshots')).toBe(1);
  });
});

describe('D-18 a copy that AWS does not take is told, with status 3', () => {
  test('the code, and what the others got', async () => {
    const { cloud, volumes } = await server(2, {});
    const [one, other] = [nth(volumes, 0), nth(volumes, 1)];
    cloud.fault({ action: 'CreateSnapshots', effect: { error: 'UnauthorizedOperation' } });
    cloud.fault({
      action: 'CreateSnapshot',
      when: ({ VolumeId }) => VolumeId === one.id,
      effect: { error: 'IncorrectState', message: 'not now' },
    });
    const answer = await takeNow(cloud, 'web');
    expect(linesOf(answer)).toContain(`web /dev/xvda (${one.id}) got no snapshot: IncorrectState: not now`);
    expect(linesOf(answer).at(-1)).toBe('Taken in eu-west-1: 1 of 2.');
    expect(documentOf(answer, 'take').failures).toMatchObject([{ volumeId: one.id, code: 'IncorrectState' }]);
    expect([cloud.snapshotsOf(one).length, cloud.snapshotsOf(other).length]).toEqual([0, 1]);
    expect(answer.status).toBe(3);
  });

  test('an st1 volume that has a pending copy', async () => {
    const cloud = await personsCloud();
    const volume = cloud.region('eu-west-1').volume({ type: 'st1', tags: DAILY });
    ownCopy(cloud, volume, 1, { state: 'pending' });
    const answer = await takeNow(cloud, volume.id);
    expect(answer.text).toContain(`${volume.id} got no snapshot: ConcurrentSnapshotLimitExceeded: `);
    expect(answer.status).toBe(3);
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });

  test('W02 one of which a snapshot was taken a moment ago is taken 15 seconds later', async () => {
    const { cloud, volumes } = await server(1);
    await takeNow(cloud, 'web');
    const again = await takeNow(cloud, 'web');
    expect(again.status).toBe(0);
    const [first, second] = cloud.snapshotsOf(nth(volumes, 0)).map(({ startedAt }) => startedAt.getTime());
    expect((second ?? 0) - (first ?? 0)).toBe(15_000);
  });

  test('W04 a volume that vanished meanwhile', async () => {
    const { cloud, volumes } = await server(1);
    cloud.before('CreateSnapshot', () => cloud.region('eu-west-1').remove(nth(volumes, 0)));
    const answer = await takeNow(cloud, 'web');
    expect(answer.text).toContain('got no snapshot: InvalidVolume.NotFound: ');
    expect(answer.status).toBe(3);
  });

  test('no clear answer: nothing is sent again, and the copy that was made is pinned', async () => {
    const { cloud, volumes } = await server(1);
    cloud.fault({ action: 'CreateSnapshot', effect: 'reset after', times: 1 });
    const answer = await takeNow(cloud, 'web');
    expect(answer.text).toContain('no clear answer');
    expect(answer.status).toBe(3);
    expect(cloud.snapshotsOf(nth(volumes, 0)).map(isPinned)).toEqual([true]);
  });

  test('busy AWS is asked again', async () => {
    const { cloud, volumes } = await server(1);
    cloud.fault({
      action: 'CreateSnapshot',
      effect: { error: 'RequestLimitExceeded', status: 503 },
      times: 2,
    });
    expect((await takeNow(cloud, 'web')).status).toBe(0);
    expect(cloud.snapshotsOf(nth(volumes, 0))).toHaveLength(1);
  });
});

test('D-18 nothing is taken of a snapshot, of what is not there, or where there is nothing to take', async () => {
  const { cloud, volumes } = await server(1);
  const copy = ownCopy(cloud, nth(volumes, 0), 1);
  const region = cloud.region('eu-west-1');
  const bare = region.instance();
  const broken = region.volume({ state: 'error' });
  const said = await Promise.all(
    [copy.id, bare.id, broken.id, 'wbe'].map((name) => messageOf(takeNow(cloud, name))),
  );
  expect(said).toEqual([
    `${copy.id} is a snapshot; give a volume or an instance, like vol-0123456789abcdef0; nothing was taken`,
    `${bare.id} has no volume in state in-use or available, so there is nothing to take a snapshot of; nothing was taken`,
    `${broken.id} has no volume in state in-use or available, so there is nothing to take a snapshot of; nothing was taken`,
    expect.stringMatching(/^nothing in eu-west-1 has the id or Name "wbe"/),
  ]);
  expect(region.snapshots()).toHaveLength(1);
});
