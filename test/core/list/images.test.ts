import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../../lambda/core/inventory.ts';
import { list } from '../../../lambda/core/list/list.ts';
import { listedThings } from '../../../lambda/core/list/listedServers.ts';
import { listText } from '../../../lambda/core/list/listText.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { inventory, NOW, settings, UTC, volume } from '../fixtures.ts';
import { DAILY_IMAGE, image, imagesOf, server } from '../images/estate.ts';

const ON: Partial<PlanSettings> = { images: true };
const NIGHTLY = 'nightly=7@2 weekly=4@sun@3';

function named(id: string, Name: string, tags: Tags): ReturnType<typeof server> {
  return server({ id, tags: { Name, ...tags } });
}

/** Servers of every sort, of which two have images; no volume but a detached one without a tag. */
const ESTATE: Partial<Inventory> = {
  instances: [
    named('i-1', 'web-1', DAILY_IMAGE),
    named('i-2', 'web-10', { autosnap_image: NIGHTLY }),
    named('i-3', 'web-2', { autosnap_image: '1' }),
    named('i-4', 'mail', { autosnap_image: '0@2' }),
    named('i-5', 'test', { ...DAILY_IMAGE, autosnap_ignore: '' }),
    named('i-6', 'only-disks', { autosnap: '1', autosnap_retain: '3', autosnap_ignore: '' }),
    named('i-7', 'none', {}),
  ],
  volumes: [volume({ instanceIds: [], tags: {} })],
  images: imagesOf([
    ...['03-07', '03-08', '03-09'].map((day) => image(day)),
    image('03-05', { tags: { autosnap_keep: 'before the upgrade' } }),
    image('03-09', { id: 'ami-failed', instanceId: 'i-2', state: 'failed' }),
  ]),
};

function textOf(change: Partial<Inventory>, settingsChange: Partial<PlanSettings>, width = 80): string[] {
  const region = list(inventory({ ...ESTATE, ...change }), settings(settingsChange), NOW);
  const writing = { zone: UTC, now: NOW, width, widthOf: (text: string) => text.length, options: [] };
  return listText([region], writing).split('\n');
}

/** From one line to the next that is empty. */
function paragraph(lines: readonly string[], begins: string): string[] {
  const from = lines.findIndex((line) => line.startsWith(begins));
  if (from < 0) return [];
  const length = lines.slice(from).indexOf('');
  return lines.slice(from, length < 0 ? undefined : from + length);
}

describe('RB-7 each server that a tag of images covers is listed', () => {
  test('in a table of its own, by Name, and what comes next', () => {
    const lines = textOf({}, ON);
    expect(paragraph(lines, 'Images of servers')).toEqual([
      'Images of servers',
      'SERVER  SCHEDULE                    NEWEST    FULL     PIN  GiB  NEXT  NOTE',
      'mail    -                           none      0          0    0  -     paused',
      'test    -                           none      0          0    0  -     ignored',
      'web-1   daily                       24 h ago  3 of 3     1    0  due',
      'web-2   -                           none      0          0    0  -     wrong tag',
      'web-10  nightly daily 02:00; week…  none      0 of 11    0    0  due   failed',
    ]);
    expect(lines).toContain(
      'Images: 2 servers scheduled, 1 paused, 1 ignored, 1 with a wrong tag. Due now: 2',
    );
    expect(lines).toContain('  aws-snapper show i-3 --region eu-west-1');
  });

  test('no line is wider than the terminal', () => {
    for (const width of [40, 60, 80, 100, 160]) {
      const widest = Math.max(...textOf({}, ON, width).map(({ length }) => length));
      expect(widest).toBeLessThanOrEqual(width);
    }
  });

  test('also while images are off: then nothing is due, and the switch is named', () => {
    const lines = textOf({}, {});
    const table = paragraph(lines, 'Images of servers');
    expect(table.filter((line) => line.includes('due'))).toEqual([]);
    expect(table.slice(-2).join(' ')).toBe(
      'Images are off, so none is made or deleted; switch the setting images on (--images).',
    );
    expect(lines.join('\n')).not.toContain('Images: ');
  });

  test('nothing is said where no server asks for images, and why where AWS does not list them', () => {
    expect(textOf({ instances: [] }, ON).join('\n')).not.toMatch(/image/i);
    const images = imagesOf([], { unread: 'UnauthorizedOperation: no' });
    expect(textOf({ images }, {}, 100)).toContain(
      'Images could not be listed, so none is made or deleted: UnauthorizedOperation: no',
    );
  });

  test('as JSON by the id of the instance', () => {
    const { images } = list(inventory(ESTATE), settings(ON), NOW);
    const things = listedThings(list(inventory(ESTATE), settings(ON), NOW));
    expect(images?.is).toBe('on');
    const servers = things.status === 'read' ? things.images?.servers : [];
    expect(servers?.map(({ instanceId, status, pinned }) => [instanceId, status, pinned])).toEqual([
      ['i-4', 'paused', 0],
      ['i-5', 'ignored', 0],
      ['i-1', 'scheduled', 1],
      ['i-3', 'problem', 0],
      ['i-2', 'scheduled', 0],
    ]);
    expect(servers?.[2]?.places).toEqual({ filled: 3, wanted: 3 });
    expect(servers?.[3]?.problems[0]).toMatchObject({ instanceId: 'i-3', key: 'autosnap_image_retain' });
    expect(JSON.stringify(servers)).not.toMatch(/volumeId|snapshot/);
  });
});
