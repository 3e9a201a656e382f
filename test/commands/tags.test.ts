import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Tags, Volume } from '../cloud/records.ts';
import { callsOf, DAY, everyDay, HOUR, hostOf, ownCopies, runSnapper } from '../scenarios/story.ts';
import { documentOf, enable, linesOf, personsCloud, show } from './person.ts';

/** A server `web` with one volume `data`, on a Saturday. */
async function server(
  tags: Tags = {},
  volumeTags: Tags = {},
): Promise<{ cloud: Cloud; volume: Volume; host: { readonly id: string; tags: Tags } }> {
  const cloud = await personsCloud({ at: '2026-01-03T03:00:00Z' });
  const volume = cloud
    .region('eu-west-1')
    .attachedVolume({ Name: 'web', ...tags }, { Name: 'data', ...volumeTags });
  return { cloud, volume, host: hostOf(volume) };
}

describe('RB-5 enabling writes the schedule as a whole, and shows what was and what will be', () => {
  test('where there was none', async () => {
    const { cloud, volume, host } = await server();
    const answer = await enable(cloud, 'web', { every: '@sat', retain: '8' });
    expect(linesOf(answer)).toEqual([
      `instance web (${host.id}) in eu-west-1`,
      '  autosnap         (not set) -> "@sat"',
      '  autosnap_retain  (not set) -> "8"',
      `  web /dev/xvda (${volume.id}, data): untagged -> Weekly on: SATURDAY, keeping 8`,
      'First run: 1 to create, 0 to delete.',
      expect.stringMatching(/^Done: the tags of i-\w+ in eu-west-1 are changed\.$/),
    ]);
    expect(answer.status).toBe(0);
    expect(host.tags).toEqual({ Name: 'web', autosnap: '@sat', autosnap_retain: '8' });
    expect((await show(cloud, 'web')).text).toContain('Schedule type: Weekly on: SATURDAY');
  });

  test('again, with another schedule, on a volume of its own', async () => {
    const { cloud, volume, host } = await server({ autosnap: '1', autosnap_retain: '7' });
    await enable(cloud, 'data', { every: '2', retain: 'daily:7 weekly:4' });
    const answer = await enable(cloud, volume.id, { every: '12h', retain: '4' });
    expect(answer.text).toContain('  autosnap         "2" -> "12h"');
    expect(answer.text).toContain('  autosnap_retain  "daily:7 weekly:4" -> "4"');
    expect(answer.text).toContain('Every 2 days, keeping 7 daily, 4 weekly -> Every 12 hours, keeping 4');
    expect(volume.tags).toEqual({ Name: 'data', autosnap: '12h', autosnap_retain: '4' });
    expect(host.tags).toEqual({ Name: 'web', autosnap: '1', autosnap_retain: '7' });
  });

  test('the trap: without its day a weekly schedule becomes a daily one, and nobody can overlook it', async () => {
    const { cloud, volume } = await server({ autosnap: '@sat', autosnap_retain: '8' });
    const asked: string[] = [];
    const answer = await enable(
      cloud,
      'web',
      { every: '1', retain: '8' },
      {
        ask: async (shown, question) => {
          asked.push(shown, question);
          return true;
        },
      },
    );
    expect(asked[0]).toContain('  autosnap         "@sat" -> "1"');
    expect(asked[0]).toContain('  autosnap_retain  "8", as before');
    expect(asked[0]).toContain(
      `web /dev/xvda (${volume.id}, data): Weekly on: SATURDAY, keeping 8 -> Daily, keeping 8`,
    );
    expect(asked[1]).toBe('Change these tags?');
    expect(answer.text).toMatch(/^Done: the tags of i-\w+ in eu-west-1 are changed\.$/);
  });

  test('without --retain the number goes, which is shown', async () => {
    const { cloud, host } = await server({ autosnap: '1', autosnap_retain: '8' });
    const answer = await enable(cloud, 'web', { every: '4@sat' });
    expect(answer.text).toContain('  autosnap_retain  "8" -> (not set)');
    expect(host.tags).toEqual({ Name: 'web', autosnap: '4@sat' });
  });

  test('the same again changes nothing', async () => {
    const { cloud } = await server();
    await enable(cloud, 'web', { every: '1', retain: '7' });
    cloud.forgetCalls();
    const answer = await enable(
      cloud,
      'web',
      { every: ' 1 ', retain: '7' },
      { ask: () => expect.fail('nobody has to be asked') },
    );
    expect(linesOf(answer).at(-1)).toBe('Nothing has to be changed.');
    expect(documentOf(answer, 'tags').applied).toBe(false);
    expect([...callsOf(cloud, 'CreateTags'), ...callsOf(cloud, 'DeleteTags')]).toEqual([]);
  });

  test('commas are written as +, which the tag editor takes, and every value the shortest way', async () => {
    const { cloud, host } = await server();
    await enable(cloud, 'web', { every: 'A=7@MON, thu@8 ,20  b=2@sun', retain: 'Weekly:4' });
    expect(host.tags).toMatchObject({ autosnap: 'a=7@mon+thu@8+20 b=2@sun', autosnap_retain: 'weekly:4' });
    const { headline } = await runSnapper(cloud);
    expect(headline).toMatchObject({ problemVolumes: 0, created: 1 });
  });

  test('an _ignore goes, and the volume is taken again', async () => {
    const { cloud, volume, host } = await server({ autosnap_ignore: 'holiday' });
    const answer = await enable(cloud, 'web', { every: '1', retain: '7' });
    expect(answer.text).toContain('  autosnap_ignore  "holiday" -> (not set)');
    expect(answer.text).toContain(`web /dev/xvda (${volume.id}, data): ignored -> Daily, keeping 7`);
    expect(host.tags).not.toHaveProperty('autosnap_ignore');
    await runSnapper(cloud);
    expect(cloud.snapshotsOf(volume)).toHaveLength(1);
  });

  test('a volume stays ignored while its instance is, and the person is told', async () => {
    const { cloud, volume } = await server({ autosnap_ignore: '' });
    const answer = await enable(cloud, 'data', { every: '1', retain: '7' });
    expect(answer.text).toContain(`web /dev/xvda (${volume.id}, data): ignored, as before`);
    expect(answer.text).toContain('First run: 0 to create, 0 to delete.');
  });
});

describe('RB-5 nothing is written', () => {
  const REFUSALS: [string, Parameters<typeof enable>[2], string][] = [
    ['where the frequency cannot be read', { every: 'weekly', retain: '8' }, '--every "weekly" is wrong'],
    [
      'where the retention cannot be read',
      { every: '1', retain: '0' },
      '--retain "0" is wrong at character 1: a whole number from 1 to 9999 is expected',
    ],
    [
      'where a number is missing',
      { every: '1' },
      'a frequency without a count of its own needs --retain; use --retain 4; nothing was changed',
    ],
    [
      'where a number is one too many',
      { every: '7@sat', retain: '8' },
      'autosnap_retain = "8" (from INSTANCE) stands beside',
    ],
  ];

  test.for(REFUSALS)('%s', async ([, flags, message]) => {
    const { cloud, volume, host } = await server({ autosnap: '@sat', autosnap_retain: '4' });
    const said = await messageOf(enable(cloud, 'web', flags));
    expect(said).toContain(message.replace('INSTANCE', flags.retain === undefined ? volume.id : host.id));
    expect(said).toMatch(/; nothing was changed$/);
    expect(host.tags).toEqual({ Name: 'web', autosnap: '@sat', autosnap_retain: '4' });
  });

  test('where a volume’s own tag would not fit to the instance’s new one', async () => {
    const { cloud, volume, host } = await server({}, { autosnap_retain: '3' });
    const said = await messageOf(enable(cloud, 'web', { every: '7@sat' }));
    expect(said).toMatch(
      new RegExp(`^with these tags no snapshot of ${volume.id} could be taken: autosnap_retain = "3"`),
    );
    expect(host.tags).toEqual({ Name: 'web' });
  });

  test('where the person says no', async () => {
    const { cloud, host } = await server();
    const said = messageOf(enable(cloud, 'web', { every: '1', retain: '7' }, { ask: async () => false }));
    expect(await said).toBe('stopped by you; nothing was changed');
    expect(host.tags).toEqual({ Name: 'web' });
  });

  test('where a snapshot is named, or nothing', async () => {
    const { cloud, volume } = await server();
    const [copy] = ownCopies(cloud, volume, 1);
    const flags = { every: '1', retain: '7' };
    expect(await messageOf(enable(cloud, copy?.id ?? '', flags))).toBe(
      `${copy?.id} is a snapshot; only an instance or a volume can have a schedule, like vol-0123456789abcdef0; nothing was changed`,
    );
    expect(await messageOf(enable(cloud, 'wbe', flags))).toMatch(
      /^nothing in eu-west-1 has the id or Name "wbe"/,
    );
    expect(callsOf(cloud, 'CreateTags')).toEqual([]);
  });
});

describe('RB-4 a lower number', () => {
  test('deletes nothing at once; the next run deletes exactly what was told', async () => {
    const { cloud, volume } = await server({ autosnap: '1', autosnap_retain: '7' });
    const copies = ownCopies(cloud, volume, 7).map(({ id }) => id);
    const answer = await enable(cloud, 'web', { every: '1', retain: '4' });
    const { firstRun } = documentOf(answer, 'tags');
    expect(firstRun.deletes.map(({ snapshotId }) => snapshotId)).toEqual(copies.slice(0, 3));
    expect(linesOf(answer)).toContain('First run: 1 to create, 3 to delete.');
    for (const id of copies.slice(0, 3))
      expect(answer.text).toContain(`  - ${id} of web /dev/xvda (${volume.id}, data): beyond 4`);
    expect(cloud.snapshotsOf(volume).map(({ id }) => id)).toEqual(copies);

    await runSnapper(cloud);
    expect(cloud.snapshotsOf(volume).map(({ id }) => id)).toEqual([...copies.slice(3), expect.any(String)]);
  });

  test('told in the afternoon, the same go with tomorrow’s run', async () => {
    const { cloud, volume } = await server({ autosnap: '1', autosnap_retain: '7' });
    ownCopies(cloud, volume, 7);
    await runSnapper(cloud);
    cloud.clock.advance(12 * HOUR);
    const before = cloud.snapshotsOf(volume).map(({ id }) => id);
    const { firstRun } = documentOf(await enable(cloud, 'web', { every: '1', retain: '4' }), 'tags');
    cloud.clock.advance(12 * HOUR);
    await runSnapper(cloud);
    const after = new Set(cloud.snapshotsOf(volume).map(({ id }) => id));
    expect(before.filter((id) => !after.has(id))).toEqual(
      firstRun.deletes.map(({ snapshotId }) => snapshotId),
    );
    expect(firstRun.deletes).toHaveLength(4);
  });

  test.for<[string, Parameters<typeof enable>[2], Tags]>([
    [
      'a slip of the pen, which is braked',
      { every: '1', retain: '3' },
      { autosnap: '1', autosnap_retain: '30' },
    ],
    ['a weekly calendar', { every: '@sat', retain: '3' }, { autosnap: '1', autosnap_retain: '30' }],
    ['tiers', { every: '1', retain: 'daily:20 weekly:2' }, { autosnap: '1', autosnap_retain: '30' }],
    ['sets', { every: 'n=18@mon-fri w=2@sun' }, { autosnap: '1', autosnap_retain: '30' }],
    ['other volumes beside it', { every: '1', retain: '25' }, { autosnap: '1', autosnap_retain: '30' }],
  ])('the first run after a change is the one that was told: %s', async ([, flags, tags]) => {
    const { cloud, volume } = await server(tags);
    const other = cloud.region('eu-west-1').attachedVolume({ autosnap: '1', autosnap_retain: '2' });
    ownCopies(cloud, volume, 30);
    ownCopies(cloud, other, 4);
    const before = cloud.snapshotsOf(volume).map(({ id }) => id);
    const answer = await enable(cloud, 'web', flags);
    const { firstRun } = documentOf(answer, 'tags');
    const told = firstRun.deletes.map(({ snapshotId }) => snapshotId);
    expect(firstRun.brakes.length > 0).toBe(flags.retain === '3');
    for (const brake of firstRun.brakes) expect(answer.text).toContain(`  ${brake}`);

    const { headline } = await runSnapper(cloud);
    const after = new Set(cloud.snapshotsOf(volume).map(({ id }) => id));
    expect(before.filter((id) => !after.has(id))).toEqual(told);
    expect(told.length).toBeGreaterThan(0);
    expect(headline.created).toBe(firstRun.creates + 1);
  });
});

test('D-19 a Name with _ is a Name: web_01 is enabled and web is not', async () => {
  const { cloud, host } = await server();
  const region = cloud.region('eu-west-1');
  const meant = hostOf(region.attachedVolume({ Name: 'web_01' }));
  const alike = hostOf(region.attachedVolume({ Name: 'web-01' }));
  await enable(cloud, 'web_01', { every: '1', retain: '7' });
  expect(meant.tags).toMatchObject({ autosnap: '1' });
  expect([host.tags, alike.tags]).toEqual([{ Name: 'web' }, { Name: 'web-01' }]);
  await everyDay(cloud, 2);
  expect(region.snapshots()).toHaveLength(2);
  expect(cloud.clock.now()).toEqual(new Date(Date.parse('2026-01-03T03:00:00Z') + 2 * DAY));
});
