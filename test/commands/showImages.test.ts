import { describe, expect, test } from 'vitest';
import { listCommand } from '../../lambda/commands/list.ts';
import type { Answer } from '../../lambda/commands/command.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { messageOf } from '../cloud/callers.ts';
import { nth } from '../scenarios/story.ts';
import { A_WEEK, DAILY_IMAGES, imageOf, imagesIn, webServer } from './imagePerson.ts';
import { documentOf, enable, give, linesOf, restore, show, simulation, takeNow } from './person.ts';

const ON = { images: true };

async function list(cloud: Cloud, event: unknown): Promise<Answer> {
  return give(cloud, (context) => listCommand(100, context), { event });
}

describe('RB-7 RB-8 a server and its images', () => {
  test('are shown and listed, and scheduled while images are on', async () => {
    const { cloud, host, images } = await webServer(DAILY_IMAGES, A_WEEK);
    const shown = await show(cloud, 'web', ON);
    expect(shown.status).toBe(0);
    expect(documentOf(shown, 'show')).toMatchObject({
      isScheduled: true,
      restoreImage: 'aws-snapper restore web --image --region eu-west-1',
      images: { instanceId: host.id, name: 'web', is: 'on', status: 'scheduled', lacking: 0 },
    });
    const ids = documentOf(shown, 'show').images?.images.map(({ imageId }) => imageId);
    expect(ids).toEqual(images.map(({ id }) => id).toReversed());

    const listed = await list(cloud, ON);
    expect(listed.status).toBe(0);
    expect(linesOf(listed)).toContain('Images: 1 server scheduled. Due now: 1 image.');
    expect(documentOf(listed, 'list').regions).toMatchObject([
      { images: { is: 'on', servers: [{ instanceId: host.id, schedule: 'daily', restorable: 7 }] } },
    ]);
  });

  test('are shown and listed while images are off, and nothing is scheduled', async () => {
    const { cloud } = await webServer(DAILY_IMAGES, A_WEEK);
    const [shown, listed] = [await show(cloud, 'web'), await list(cloud, {})];
    expect([shown.status, listed.status]).toEqual([3, 3]);
    for (const { text } of [shown, listed])
      expect(text.replaceAll(/\n */g, ' ')).toContain(
        'Images are off, so none is made or deleted; switch the setting images on (--images).',
      );
    expect(documentOf(shown, 'show').images?.images.map(({ fate }) => fate)).toEqual(
      A_WEEK.map(() => 'keep'),
    );
    expect(imagesIn(cloud)).toHaveLength(A_WEEK.length);
  });

  test('that a person may not list are told so, and the rest is shown', async () => {
    const { cloud, volume } = await webServer({ ...DAILY_IMAGES, autosnap: '1', autosnap_retain: '3' });
    cloud.fault({ action: 'DescribeImages', effect: { error: 'UnauthorizedOperation' } });
    const shown = await show(cloud, 'web', ON);
    expect(shown.text.replaceAll(/\n */g, ' ')).toContain(
      'Images could not be listed, so none is made or deleted: UnauthorizedOperation',
    );
    expect(documentOf(shown, 'show')).toMatchObject({
      isScheduled: true,
      volumes: [{ volumeId: volume.id, status: 'scheduled' }],
      images: { is: 'unread', images: [] },
    });
  });
});

describe('RB-9 RB-12 an image', () => {
  test('is found by its id and its name, and tells when it is deleted', async () => {
    const { cloud, images } = await webServer(DAILY_IMAGES, A_WEEK);
    const oldest = nth(images, 0);
    for (const name of [oldest.id, oldest.name]) {
      const answer = await show(cloud, name, ON);
      expect(answer.text).toContain('keep: 7 of 7  deleted 2026-03-11');
      expect(documentOf(answer, 'show').target).toEqual({ kind: 'image', id: oldest.id, name: oldest.name });
    }
  });

  test('of a server that is gone is found by that, and gives it back', async () => {
    const { cloud, host } = await webServer({});
    const image = imageOf(cloud, host, nth(A_WEEK, 6), { tags: { autosnap_server: 'web' } });
    cloud.region('eu-west-1').terminate(host);
    for (const name of [host.id, 'web', image.id]) {
      const { text } = await show(cloud, name, ON);
      expect(text).toContain(`Images are not scheduled for ${host.id}: the instance is gone`);
      expect(text).toContain(`${image.id}  2026-03-10 12:00  keep: the instance is gone`);
    }
  });

  test('can neither be taken, scheduled, simulated nor restored without --image, and each refusal says what it is', async () => {
    const { cloud, host, images } = await webServer(DAILY_IMAGES, A_WEEK.slice(-1));
    const { id } = nth(images, 0);
    const flags = { every: '1', retain: '7' };
    expect(await messageOf(takeNow(cloud, id, ON))).toContain(
      `${id} is an image; give a volume or an instance`,
    );
    expect(await messageOf(enable(cloud, id, flags, { event: ON }))).toContain(`${id} is an image; only`);
    expect(await messageOf(restore(cloud, id, {}, { event: ON }))).toContain(
      `${id} is an image, which is of`,
    );
    expect(await messageOf(simulation(cloud, { of: id }, ON))).toBe(
      `${id} is an image; give its instance, ${host.id}; nothing was simulated`,
    );
    expect(await messageOf(takeNow(cloud, id))).toContain(
      'images are off, so this command did not look at them',
    );
    expect(imagesIn(cloud)).toHaveLength(1);
  });
});
