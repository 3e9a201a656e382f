import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import { DAILY, hostOf, idsOf, ownCopies, runSnapper } from '../scenarios/story.ts';
import { A_WEEK, DAILY_IMAGES, imageOf, imagesIn, webServer } from './imagePerson.ts';
import { disable, disableImages, documentOf, enable, linesOf } from './person.ts';

const ON = { event: { images: true } };

describe('RB-5 enabling images writes their schedule as a whole, and shows what was and what will be', () => {
  test('RB-1 weekly on a named day, where there was none', async () => {
    const { cloud, host } = await webServer(DAILY);
    const answer = await enable(cloud, 'web', { image: true, every: '@sat', retain: '8' }, ON);
    expect(linesOf(answer)).toEqual([
      `instance web (${host.id}) in eu-west-1`,
      '  autosnap_image         (not set) -> "@sat"',
      '  autosnap_image_retain  (not set) -> "8"',
      '  images: untagged -> Weekly on: SATURDAY, keeping 8',
      'First run: 1 to create, 0 to delete.',
      `Done: the tags of ${host.id} in eu-west-1 are changed.`,
    ]);
    expect(answer.status).toBe(0);
    expect(host.tags).toEqual({ Name: 'web', ...DAILY, autosnap_image: '@sat', autosnap_image_retain: '8' });
  });

  test('the trap: without its day a weekly schedule of images becomes a daily one, and nobody can overlook it', async () => {
    const { cloud, host } = await webServer({ autosnap_image: '@sat', autosnap_image_retain: '8' });
    const asked: string[] = [];
    const ask = async (shown: string, question: string): Promise<boolean> => {
      asked.push(shown, question);
      return false;
    };
    const flags = { image: true, every: '1', retain: '8' } as const;
    expect(await messageOf(enable(cloud, 'web', flags, { ...ON, ask }))).toBe(
      'stopped by you; nothing was changed',
    );
    expect(asked[0]).toContain('  autosnap_image         "@sat" -> "1"');
    expect(asked[0]).toContain('  images: Weekly on: SATURDAY, keeping 8 -> Daily, keeping 8');
    expect(asked[1]).toBe('Change these tags?');
    expect(host.tags).toMatchObject({ autosnap_image: '@sat' });
  });

  test('without --retain the number goes; the same again changes nothing', async () => {
    const { cloud, host } = await webServer(DAILY_IMAGES);
    const answer = await enable(cloud, 'web', { image: true, every: '4@sat' }, ON);
    expect(answer.text).toContain('  autosnap_image_retain  "7" -> (not set)');
    expect(host.tags).toEqual({ Name: 'web', autosnap_image: '4@sat' });
    const again = await enable(cloud, 'web', { image: true, every: '4@sat' }, ON);
    expect(linesOf(again).at(-1)).toBe('Nothing has to be changed.');
    expect(documentOf(again, 'image tags').applied).toBe(false);
  });

  test('RB-15 seven and the first of each month', async () => {
    const { cloud } = await webServer();
    const answer = await enable(cloud, 'web', { image: true, every: '1', retain: 'daily:7 monthly:12' }, ON);
    expect(answer.text).toContain('images: untagged -> Daily, keeping 7 daily, 12 monthly');
  });

  test('where the setting is off, it says that no run makes an image until it is on', async () => {
    const { cloud, host } = await webServer();
    const answer = await enable(cloud, 'web', { image: true, every: '1', retain: '3' });
    expect(answer.text).toContain(
      'The setting images is off, so no run makes or deletes images. Set images=true\n',
    );
    expect(answer.text).toContain('\nOnce images are on:\nFirst run: 1 to create, 0 to delete.\n');
    expect(documentOf(answer, 'image tags')).toMatchObject({ isOn: false, applied: true });
    expect(answer.status).toBe(0);
    expect(host.tags).toMatchObject({ autosnap_image: '1', autosnap_image_retain: '3' });
  });

  test('an ignored server stays ignored, because the tag stops its snapshots, too', async () => {
    const { cloud, host } = await webServer({ autosnap_ignore: 'holiday' });
    const answer = await enable(cloud, 'web', { image: true, every: '1', retain: '3' }, ON);
    expect(answer.text).toContain('  images: ignored, as before');
    expect(answer.text).toContain(
      'The tag autosnap_ignore stops its images and its snapshots until you remove it.',
    );
    expect(host.tags).toMatchObject({ autosnap_ignore: 'holiday', autosnap_image: '1' });
    expect(answer.status).toBe(3);
  });
});

describe('RB-4 a lower number of images', () => {
  test('deletes nothing at once, and names what the first run deletes', async () => {
    const { cloud, host, images } = await webServer(DAILY_IMAGES, A_WEEK);
    const answer = await enable(cloud, 'web', { image: true, every: '1', retain: '4' }, ON);
    const oldest = images.slice(0, 3).map(({ id }) => id);
    expect(linesOf(answer)).toContain('First run: 1 to create, 3 to delete.');
    for (const id of oldest) expect(answer.text).toContain(`  - ${id} of web (${host.id}): beyond 4`);
    expect(documentOf(answer, 'image tags').firstRun).toEqual({
      creates: 1,
      deletes: oldest.map((imageId) => ({ instanceId: host.id, imageId, because: 'beyond 4' })),
      brakes: [],
      problems: [],
    });
    expect(idsOf(imagesIn(cloud))).toEqual(idsOf(images));

    await runSnapper(cloud, ON.event);
    const left = idsOf(imagesIn(cloud));
    expect(images.map(({ id }) => id).filter((id) => !left.includes(id))).toEqual(oldest);
    expect(left).toHaveLength(4 + 1);
  });

  test('a slip of the pen is braked, and that is told of images', async () => {
    const days = Array.from(
      { length: 30 },
      (_, day) => `2026-02-${String(day + 1).padStart(2, '0')}T12:00:00Z`,
    );
    const { cloud } = await webServer(
      { autosnap_image: '1', autosnap_image_retain: '30' },
      days.slice(0, 28),
    );
    const answer = await enable(cloud, 'web', { image: true, every: '1', retain: '3' }, ON);
    expect(answer.text).toContain('keeps 3 of the 28 images before the run');
    expect(answer.text).not.toContain('snapshot');
  });

  test('says where the images cannot be listed that it does not know what is deleted', async () => {
    const { cloud } = await webServer(DAILY_IMAGES, A_WEEK);
    cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation' } });
    const answer = await enable(cloud, 'web', { image: true, every: '1', retain: '4' }, ON);
    expect(answer.text).toContain('What is deleted is not known, because images could not be listed: ');
    expect(documentOf(answer, 'image tags').unread).toContain('UnauthorizedOperation');
  });
});

describe('RA-9 RA-10 RB-2 nothing is written', () => {
  test.for([
    ['where the retention of images is zero', '1', '0', '--retain "0" is wrong at character 1: '],
    ['where it is negative', '1', '-1', '--retain "-1" is wrong at character 1: '],
    ['where it is no number', '1', 'x', '--retain "x" is wrong at character 1: '],
    ['where the frequency cannot be read', 'weekly', '8', '--every "weekly" is wrong'],
    ['where a number is missing', '1', undefined, 'needs --retain; use --retain 7; nothing was changed'],
    ['where a number is one too many', '7@sat', '8', 'no image of INSTANCE could be made: '],
  ] as const)('%s', async ([, every, retain, message]) => {
    const { cloud, host } = await webServer(DAILY_IMAGES);
    const said = await messageOf(enable(cloud, 'web', { image: true, every, retain }, ON));
    expect(said).toContain(message.replace('INSTANCE', host.id));
    expect(said).toMatch(/; nothing was changed$/);
    expect(host.tags).toEqual({ Name: 'web', ...DAILY_IMAGES });
  });

  test('for a volume or a snapshot: it says of what an image is made', async () => {
    const { cloud, volume, host } = await webServer(DAILY);
    const [copy] = ownCopies(cloud, volume, 1);
    const loose = cloud.region('eu-west-1').volume();
    const flags = { image: true, every: '1', retain: '3' } as const;
    const give = 'give an instance, like i-0123456789abcdef0, or leave out --image; nothing was changed';
    expect(await messageOf(enable(cloud, volume.id, flags))).toBe(
      `${volume.id} is a volume, and an image is made of an instance; it is attached to web (${host.id}): give that; nothing was changed`,
    );
    expect(await messageOf(disableImages(cloud, loose.id))).toBe(
      `${loose.id} is a volume, and an image is made of an instance; ${give}`,
    );
    expect(await messageOf(enable(cloud, copy?.id ?? '', flags))).toBe(
      `${copy?.id} is a snapshot, and an image is made of an instance; ${give}`,
    );
  });
});

describe('RB-6 disabling images removes their two tags and leaves every image', () => {
  test('and the snapshots go on', async () => {
    const { cloud, host, images } = await webServer({ ...DAILY, ...DAILY_IMAGES }, A_WEEK);
    const answer = await disableImages(cloud, 'web', ON);
    expect(linesOf(answer)).toEqual([
      `instance web (${host.id}) in eu-west-1`,
      '  autosnap_image         "1" -> (not set)',
      '  autosnap_image_retain  "7" -> (not set)',
      '  images: Daily, keeping 7 -> untagged',
      'All 7 images stay.',
      'Without the tags each report warns of what is left. To make none, lose none and',
      'have no warning:',
      `  aws-snapper enable ${host.id} --image --every 0@1 --region eu-west-1`,
      'First run: 0 to create, 0 to delete.',
      `Done: the tags of ${host.id} in eu-west-1 are changed.`,
    ]);
    expect(host.tags).toEqual({ Name: 'web', ...DAILY });
    expect(idsOf(imagesIn(cloud))).toEqual(idsOf(images));
  });

  test('where all are pinned, no report warns, and no line says so', async () => {
    const { cloud, host } = await webServer(DAILY_IMAGES);
    imageOf(cloud, host, '2026-03-10T12:00:00Z', { tags: { autosnap_keep: 'audit' } });
    const answer = await disableImages(cloud, 'web', ON);
    expect(linesOf(answer).slice(4)).toEqual([
      'Its only image stays.',
      'First run: 0 to create, 0 to delete.',
      `Done: the tags of ${host.id} in eu-west-1 are changed.`,
    ]);
  });

  test('the line that it gives pauses them: nothing is made, nothing is deleted, and that is no failure', async () => {
    const { cloud, host } = await webServer(DAILY_IMAGES, A_WEEK);
    const answer = await enable(cloud, host.id, { image: true, every: '0@1' }, ON);
    expect(answer.text).toContain('images: Daily, keeping 7 -> paused');
    expect(answer.text).toContain('First run: 0 to create, 0 to delete.');
    expect(answer.status).toBe(0);
  });
});

describe('the tag _ignore stops images, too', () => {
  test('so disabling snapshots says what it means for the images, and enabling them the same', async () => {
    const { cloud, volume, host } = await webServer({ ...DAILY, ...DAILY_IMAGES });
    ownCopies(cloud, volume, 2);
    const off = await disable(cloud, 'web');
    expect(host.tags).toHaveProperty('autosnap_ignore');
    expect(off.text).toContain('\n  images: Daily, keeping 7 -> ignored\n');
    expect(documentOf(off, 'tags').images?.after.status).toBe('ignored');
    const on = await enable(cloud, 'web', { every: '1', retain: '3' });
    expect(on.text).toContain('\n  images: ignored -> Daily, keeping 7\n');
  });

  test('where no tag asks for images, nothing is said of them', async () => {
    const { cloud, volume } = await webServer(DAILY);
    ownCopies(cloud, volume, 2);
    const answer = await disable(cloud, hostOf(volume).id);
    expect(answer.text).not.toContain('images');
    expect(documentOf(answer, 'tags').images).toBeUndefined();
  });
});
