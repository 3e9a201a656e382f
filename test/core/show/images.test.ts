import { describe, expect, test } from 'vitest';
import type { Image } from '../../../lambda/core/inventory.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import { shownThing } from '../../../lambda/core/show/shownImages.ts';
import { hasProblem, isScheduled } from '../../../lambda/core/show/showText.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { DAILY, dailyCopies, foreign, volume } from '../fixtures.ts';
import { DAILY_IMAGE, image, imageSnapshotOf, imagesOf, server } from '../images/estate.ts';
import { linesOf, shownOf, type World } from './page.ts';

const ON: Partial<PlanSettings> = { images: true };
const FOUR = ['03-06', '03-07', '03-08', '03-09'].map((day) => image(day));
const TWO = FOUR.slice(2);

/** A server with images, and no volumes unless they are given. */
function serverWith(own: readonly Image[], tags: Tags = DAILY_IMAGE, change: World = {}): World {
  const instances = [server({ tags: { Name: 'web', ...tags } })];
  return { instances, volumes: [], images: imagesOf(own), ...change };
}

/** The lines about images, up to an empty one. */
function imageLines(name: string, world: World, change: Partial<PlanSettings> = ON): string[] {
  const lines = linesOf(name, world, change);
  const from = lines.findIndex((line) => line.startsWith('images of '));
  if (from < 0) return [];
  const length = lines.slice(from).indexOf('');
  return lines.slice(from, length < 0 ? undefined : from + length);
}

/** Whether something is scheduled, and whether a tag cannot be read. */
function verdictOf(tags: Tags, change: Partial<PlanSettings>): [isScheduled: boolean, hasProblem: boolean] {
  const shown = shownOf('web', serverWith(TWO, tags), change);
  return [isScheduled(shown), hasProblem(shown)];
}

describe('RB-7 a server is shown with its images', () => {
  test('beside its volumes: schedule, retention, what is next, and what becomes of each image', () => {
    const world = serverWith(
      FOUR,
      { ...DAILY, ...DAILY_IMAGE },
      { volumes: [volume()], snapshots: dailyCopies(1) },
    );
    const lines = linesOf('web', world, ON);
    expect(lines[0]).toBe('instance web (i-1) in eu-west-1');
    expect(lines).toContain('volume web /dev/sdf (vol-1) in eu-west-1, attached to i-1');
    expect(imageLines('web', world)).toEqual([
      'images of web (i-1) in eu-west-1',
      '  Schedule type: Daily   (autosnap_image=1 on i-1)',
      '  Retention: 3   (autosnap_image_retain=3 on i-1)',
      '  Last image: 2026-03-09 05:00 UTC (24 h ago)',
      '  Next image: with the next run (due since 2026-03-10 00:00, last image 2026-03-09 05:00 UTC)',
      '  Full: yes',
      '  Next deletion: ami-03-07, ami-03-06 on 2026-03-10 (today)',
      '  Images: 4, times in UTC',
      '    ami-03-09  2026-03-09 05:00  keep: 1 of 3      deleted 2026-03-12',
      '    ami-03-08  2026-03-08 05:00  keep: 2 of 3      deleted 2026-03-11',
      '    ami-03-07  2026-03-07 05:00  keep: 3 of 3      deleted 2026-03-10',
      '    ami-03-06  2026-03-06 05:00  expire: beyond 3  deleted 2026-03-10',
    ]);
    expect(lines.slice(-2)).toEqual([
      'Restore it: aws-snapper restore web --region eu-west-1',
      'Or the whole server: aws-snapper restore web --image --region eu-west-1',
    ]);
  });

  test('without volumes, weekly, and restarted for each image', () => {
    const tags = { autosnap_image: '@sat', autosnap_image_retain: '8', autosnap_image_reboot: 'Yes' };
    expect(imageLines('web', serverWith([], tags))).toEqual([
      'images of web (i-1) in eu-west-1',
      '  Schedule type: Weekly on: SATURDAY   (autosnap_image=@sat on i-1)',
      '  Retention: 8   (autosnap_image_retain=8 on i-1)',
      '  AWS restarts the server for each image.',
      '  Last image: none',
      '  Next image: with the next run (has no image yet)',
      '  Full: no, 8 places still empty',
      '  Images: none',
    ]);
  });

  test('counts as scheduled, and a tag that cannot be read as a problem', () => {
    expect(verdictOf(DAILY_IMAGE, ON)).toEqual([true, false]);
    expect(verdictOf(DAILY_IMAGE, {})).toEqual([false, false]);
    expect(verdictOf({ autosnap_image: '1', autosnap_image_retain: 'x' }, ON)).toEqual([false, true]);
    expect(verdictOf({}, ON)).toEqual([false, false]);
  });

  test('as JSON by the ids of instance and images', () => {
    const world = serverWith([...TWO, image('03-07', { state: 'failed' })]);
    const { images } = shownThing(shownOf('web', world, ON));
    expect(images).toMatchObject({
      instanceId: 'i-1',
      name: 'web',
      is: 'on',
      status: 'scheduled',
      lacking: 1,
    });
    expect(images?.images.map(({ imageId, state, fate }) => [imageId, state, fate])).toEqual([
      ['ami-03-09', 'available', 'keep'],
      ['ami-03-08', 'available', 'keep'],
      ['ami-03-07', 'failed', 'expire'],
    ]);
    expect(JSON.stringify(images)).not.toMatch(/volumeId|snapshotId/);
  });
});

describe('RB-8 a server of which no images are made is shown, and why', () => {
  test.for<[string, Tags, string[]]>([
    ['no tag', {}, ['Images are not scheduled for i-1: no tag autosnap_image on it']],
    [
      'ignored',
      { ...DAILY_IMAGE, autosnap_ignore: '' },
      ['Images are not scheduled for i-1: autosnap_ignore is set on it'],
    ],
    [
      'paused',
      { autosnap_image: '0@2' },
      ['Images are not scheduled for i-1: autosnap_image asks for no images (count 0)'],
    ],
    [
      'a tag alone',
      { autosnap_image: '1' },
      [
        'Images are not scheduled for i-1: a tag is missing or cannot be read',
        'Problem: autosnap_image_retain is not set, though autosnap_image is set; use 7',
      ],
    ],
  ])('%s', ([, tags, words]) => {
    const lines = imageLines('web', serverWith(TWO, tags));
    expect(lines.slice(1, 1 + words.length).map((line) => line.trim())).toEqual(words);
    expect(lines.filter((line) => line.includes('  keep: '))).toHaveLength(2);
  });

  test('a tag that cannot be read keeps them all', () => {
    const lines = linesOf('web', serverWith(TWO, { autosnap_image: '1', autosnap_image_retain: 'x' }), ON);
    expect(lines).toContain(
      '        keep: nothing is deleted while a tag of its instance cannot be read; stays',
    );
  });

  test('while images are off, nothing is due and each stays', () => {
    expect(imageLines('web', serverWith(TWO), {})).toEqual([
      'images of web (i-1) in eu-west-1',
      '  Schedule type: Daily   (autosnap_image=1 on i-1)',
      '  Retention: 3   (autosnap_image_retain=3 on i-1)',
      '  Images are off, so none is made or deleted; switch the setting images on (--images).',
      '  Last image: 2026-03-09 05:00 UTC (24 h ago)',
      '  Images: 2, times in UTC',
      '    ami-03-09  2026-03-09 05:00  keep: images are off  stays',
      '    ami-03-08  2026-03-08 05:00  keep: images are off  stays',
    ]);
    expect(imageLines('web', serverWith([], {}), {})).toEqual([]);
    expect(imageLines('web', { ...serverWith([]), images: undefined })).toEqual([]);
  });

  test('where AWS refused to list them, nothing is said of any', () => {
    const images = imagesOf([], { unread: 'UnauthorizedOperation: no' });
    expect(imageLines('web', serverWith([], DAILY_IMAGE, { images })).slice(3)).toEqual([
      '  Images could not be listed, so none is made or deleted: UnauthorizedOperation: no',
    ]);
  });
});

describe('RB-12 one image', () => {
  test('is shown alone, with its place and the day it goes', () => {
    const lines = linesOf('ami-03-08', serverWith(FOUR), ON);
    expect(lines.slice(0, 3)).toEqual([
      'image ami-03-08 in eu-west-1, named autosnap-i-1-20260308T0000Z',
      '',
      'images of web (i-1) in eu-west-1',
    ]);
    expect(imageLines('ami-03-08', serverWith(FOUR)).slice(-2)).toEqual([
      '  Images: 1, times in UTC',
      '    ami-03-08  2026-03-08 05:00  keep: 2 of 3  deleted 2026-03-11',
    ]);
    expect(lines.at(-1)).toBe('Restore the server: aws-snapper restore ami-03-08 --image --region eu-west-1');
  });

  test('RB-11 that is pinned stays, and takes no place', () => {
    const own = [...TWO, image('03-07', { tags: { autosnap_keep: 'before the upgrade' } })];
    const lines = imageLines('ami-03-07', serverWith(own));
    expect(lines).toContain('  Full: no, 1 place still empty');
    expect(lines.slice(-2)).toEqual([
      '    ami-03-07  2026-03-07 05:00',
      '        keep: pinned by autosnap_keep (before the upgrade); stays until unpinned',
    ]);
  });

  test('that something needs stays while that is so, also beyond its retention', () => {
    const uses = new Map([
      ['ami-03-06', 'named by the launch template web'],
      ['ami-03-08', 'named by the launch template mail'],
    ]);
    const lines = linesOf('web', serverWith(FOUR, DAILY_IMAGE, { images: imagesOf(FOUR, { uses }) }), ON);
    expect(lines.filter((line) => line.includes('held'))).toEqual([
      '        keep: 2 of 3, held: named by the launch template mail; stays while held',
      '        keep: held: named by the launch template web; stays while held',
    ]);
  });

  test('is told as if nothing used it where that is not known, with a note', () => {
    const images = imagesOf(FOUR, { usesUnknown: 'what uses images could not be looked up (no)' });
    const lines = imageLines('web', serverWith(FOUR, DAILY_IMAGE, { images }));
    expect(lines.filter((line) => line.includes('held'))).toEqual([]);
    expect(lines.at(-1)).toBe(
      '  Note: what uses images could not be looked up (no), so an image can stay longer than this says.',
    );
  });

  test('that failed or is pending is said to be so, and starts no server', () => {
    const own = [image('03-09', { state: 'pending' }), image('03-08', { state: 'failed' })];
    const lines = linesOf('web', serverWith(own), ON);
    expect(lines).toContain('    ami-03-09  2026-03-09 05:00  pending  keep: pending  deleted 2026-03-12');
    expect(lines).toContain('        expire: failed, restores nothing; deleted 2026-03-10');
    expect(lines.join('\n')).not.toContain('--image');
  });

  test('of a server that is gone is found by its Name, and gives it back', () => {
    const own = [image('03-01', { instanceId: 'i-7', tags: { autosnap_server: 'mail' } })];
    expect(linesOf('mail', serverWith(own), ON)).toEqual([
      'instance mail (i-7) in eu-west-1, which is gone',
      '',
      'images of mail (i-7) in eu-west-1',
      '  Images are not scheduled for i-7: the instance is gone',
      '  Last image: 2026-03-01 05:00 UTC (9 days ago)',
      '  Images: 1, times in UTC',
      '    ami-03-01  2026-03-01 05:00  keep: the instance is gone  stays',
      '',
      'Restore the server: aws-snapper restore mail --image --region eu-west-1',
    ]);
  });

  test('says of a snapshot that it is made of when that is deleted', () => {
    const parts = [imageSnapshotOf('03-08'), imageSnapshotOf('03-01')];
    const snapshots = parts.map(({ id, tags }) => foreign(id.slice('snap-of-'.length), tags, { id }));
    const images = imagesOf(FOUR, { snapshots: parts });
    const of = (id: string): string | undefined =>
      shownOf(id, serverWith(FOUR, DAILY_IMAGE, { images, snapshots }), ON).volumes[0]?.snapshots[0]?.because;
    expect(of('snap-of-03-08')).toBe('a part of the image ami-03-08, and deleted only with that');
    expect(of('snap-of-03-01')).toBe('left over from the image autosnap-i-1-20260301T0000Z, which is gone');
  });
});
