import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Tags, Volume } from '../cloud/records.ts';
import { callsOf, DAILY, everyDay, hostOf, ownCopies, runSnapper } from '../scenarios/story.ts';
import { disable, documentOf, enable, linesOf, personsCloud, show } from './person.ts';

/** A server `web` with one volume `data` that has four copies, one more than it keeps. */
async function server(tags: Tags, volumeTags: Tags = {}): Promise<{ cloud: Cloud; volume: Volume }> {
  const cloud = await personsCloud();
  const volume = cloud
    .region('eu-west-1')
    .attachedVolume({ Name: 'web', ...tags }, { Name: 'data', ...volumeTags });
  ownCopies(cloud, volume, 4);
  return { cloud, volume };
}

/** What ten more daily runs do to the copies that are there, and how many they take. */
async function tenRuns(
  cloud: Cloud,
  volume: Volume,
  event?: unknown,
): Promise<[lost: string[], taken: number]> {
  const before = cloud.snapshotsOf(volume).map(({ id }) => id);
  await everyDay(cloud, 10, event);
  const after = cloud.snapshotsOf(volume).map(({ id }) => id);
  return [before.filter((id) => !after.includes(id)), after.filter((id) => !before.includes(id)).length];
}

const IGNORE = 'disabled by hand 2026-01-01T03:00:00Z';
const DEFAULTS = { default_frequency: '1', default_retain: '2' };

describe('RB-6 disabling stops the copies and leaves every one that is there', () => {
  test('the tags of an instance go', async () => {
    const { cloud, volume } = await server(DAILY);
    const host = hostOf(volume);
    const answer = await disable(cloud, 'web');
    expect(linesOf(answer)).toEqual([
      `instance web (${host.id}) in eu-west-1`,
      '  autosnap         "1" -> (not set)',
      '  autosnap_retain  "3" -> (not set)',
      `  autosnap_ignore  (not set) -> "${IGNORE}"`,
      `  web /dev/xvda (${volume.id}, data): Daily, keeping 3 -> ignored`,
      'All 4 snapshots stay.',
      'First run: 0 to create, 0 to delete.',
      expect.stringMatching(/^Done: the tags of i-\w+ in eu-west-1 are changed\.$/),
    ]);
    expect(host.tags).toEqual({ Name: 'web', autosnap_ignore: IGNORE });
    expect(await tenRuns(cloud, volume)).toEqual([[], 0]);
  });

  test('where no snapshot is left, the tags go and nothing is written', async () => {
    const cloud = await personsCloud();
    const host = hostOf(cloud.region('eu-west-1').attachedVolume({ Name: 'new', ...DAILY }));
    await disable(cloud, 'new');
    expect(host.tags).toEqual({ Name: 'new' });
    expect((await show(cloud, 'new')).text).toContain('Snapshots are not scheduled for');
  });

  test.for([
    ['web', 'has tags of its own'],
    ['data', 'inherits its policy'],
  ] as const)('U6 %s, which %s: later reports list its snapshots and do not warn', async ([name]) => {
    const { cloud, volume } = await server(DAILY);
    cloud.region('eu-west-1').attachedVolume({ Name: 'other', ...DAILY });
    await disable(cloud, name);
    const [, later] = await everyDay(cloud, 2);
    expect(later?.headline.level).toBe('OK');
    expect(later?.regions[0]?.orphans).toMatchObject([{ volumeId: volume.id, why: 'ignored', count: 4 }]);
  });

  test('a volume that lost its tags was warned of; disabling it says that this was meant', async () => {
    const { cloud } = await server({});
    cloud.region('eu-west-1').attachedVolume({ Name: 'other', ...DAILY });
    expect((await runSnapper(cloud)).headline.level).toBe('WARNING');
    await disable(cloud, 'web');
    expect((await runSnapper(cloud)).headline.level).toBe('OK');
  });

  test('a volume that inherits its policy gets _ignore, and its sister goes on', async () => {
    const { cloud, volume } = await server(DAILY);
    const sister = cloud.region('eu-west-1').volume({ attachedTo: hostOf(volume) });
    const answer = await disable(cloud, 'data');
    expect(answer.text).toContain(`  autosnap_ignore  (not set) -> "${IGNORE}"`);
    expect(answer.text).toContain(`web /dev/xvda (${volume.id}, data): Daily, keeping 3 -> ignored`);
    expect(volume.tags).toEqual({ Name: 'data', autosnap_ignore: IGNORE });
    expect(await tenRuns(cloud, volume)).toEqual([[], 0]);
    expect(cloud.snapshotsOf(sister)).toHaveLength(3 + 1);
  });

  test('a volume with a number of its own loses that and gets _ignore', async () => {
    const { cloud, volume } = await server(DAILY, { autosnap_retain: '2' });
    await disable(cloud, volume.id);
    expect(volume.tags).toEqual({ Name: 'data', autosnap_ignore: IGNORE });
    expect(await tenRuns(cloud, volume)).toEqual([[], 0]);
  });

  test('an instance whose volume has a schedule of its own gets _ignore', async () => {
    const { cloud, volume } = await server(DAILY, { autosnap: '2' });
    await disable(cloud, 'web');
    expect(hostOf(volume).tags).toEqual({ Name: 'web', autosnap_ignore: IGNORE });
    expect(await tenRuns(cloud, volume)).toEqual([[], 0]);
  });

  test('a volume that only the default policy covers gets _ignore', async () => {
    const { cloud, volume } = await server({});
    const answer = await disable(cloud, 'web', { event: DEFAULTS });
    expect(answer.text).toContain(`web /dev/xvda (${volume.id}, data): Daily, keeping 2 -> ignored`);
    expect(hostOf(volume).tags).toEqual({ Name: 'web', autosnap_ignore: IGNORE });
    expect(await tenRuns(cloud, volume, DEFAULTS)).toEqual([[], 0]);
  });

  test('a volume that cannot be taken yet gets _ignore too, so that it is not taken when it can be', async () => {
    const { cloud, volume } = await server(DAILY);
    volume.state = 'creating';
    await disable(cloud, 'data');
    volume.state = 'in-use';
    expect(await tenRuns(cloud, volume)).toEqual([[], 0]);
  });

  test('a tag that cannot be read goes, too', async () => {
    const { cloud, volume } = await server({ autosnap: 'daily', autosnap_retain: '3' });
    await disable(cloud, 'web');
    expect(hostOf(volume).tags).toEqual({ Name: 'web', autosnap_ignore: IGNORE });
    expect((await runSnapper(cloud)).headline.problemVolumes).toBe(0);
  });

  test('of a Multi-Attach volume one instance alone can leave, and the other still asks', async () => {
    const cloud = await personsCloud();
    const region = cloud.region('eu-west-1');
    const [one, other] = [1, 2].map((retain) =>
      region.instance({ tags: { autosnap: '1', autosnap_retain: String(retain) } }),
    );
    if (one === undefined || other === undefined) throw new Error('two instances');
    const shared = region.volume({ type: 'io2', attachedTo: [one, other] });
    const answer = await disable(cloud, one.id);
    expect(answer.text).toMatch(new RegExp(`${shared.id}\\): .* -> Daily, keeping 2`));
    await runSnapper(cloud);
    expect(cloud.snapshotsOf(shared)).toHaveLength(1);
  });

  test('twice is once', async () => {
    const { cloud } = await server(DAILY);
    await disable(cloud, 'data');
    cloud.forgetCalls();
    const answer = await disable(cloud, 'data');
    expect(linesOf(answer).at(-1)).toBe('Nothing has to be changed.');
    expect(documentOf(answer, 'tags').applied).toBe(false);
    expect([...callsOf(cloud, 'CreateTags'), ...callsOf(cloud, 'DeleteTags')]).toEqual([]);
  });

  test('nothing happens where the person says no, or names a snapshot', async () => {
    const { cloud, volume } = await server(DAILY);
    const no = messageOf(disable(cloud, 'web', { ask: async () => false }));
    expect(await no).toBe('stopped by you; nothing was changed');
    expect(hostOf(volume).tags).toEqual({ Name: 'web', ...DAILY });
    const [copy] = cloud.snapshotsOf(volume);
    expect(await messageOf(disable(cloud, copy?.id ?? ''))).toMatch(
      /is a snapshot; only an instance or a volume can have a schedule/,
    );
  });
});

describe('enabling again', () => {
  test('removes the _ignore that disabling wrote, and the copies are in its care again', async () => {
    const { cloud, volume } = await server(DAILY);
    await disable(cloud, 'data');
    await everyDay(cloud, 3);
    const answer = await enable(cloud, 'data', { every: '1', retain: '3' });
    expect(answer.text).toContain(`  autosnap_ignore  "${IGNORE}" -> (not set)`);
    expect(answer.text).toContain(`web /dev/xvda (${volume.id}, data): ignored -> Daily, keeping 3`);
    expect(answer.text).toContain('First run: 1 to create, 1 to delete.');
    expect(volume.tags).toEqual({ Name: 'data', autosnap: '1', autosnap_retain: '3' });
    await everyDay(cloud, 4);
    expect(cloud.snapshotsOf(volume)).toHaveLength(3 + 1);
  });

  test('of an instance finds its old copies and counts them', async () => {
    const { cloud, volume } = await server(DAILY);
    await disable(cloud, 'web');
    await enable(cloud, 'web', { every: '1', retain: '5' });
    await everyDay(cloud, 3);
    expect(cloud.snapshotsOf(volume)).toHaveLength(5 + 1);
  });
});
