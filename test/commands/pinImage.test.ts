import { describe, expect, test } from 'vitest';
import { messageOf } from '../cloud/callers.ts';
import type { Image } from '../cloud/records.ts';
import { nth } from '../scenarios/story.ts';
import { A_WEEK, DAILY_IMAGES, imageOf, webServer } from './imagePerson.ts';
import { documentOf, linesOf, OPERATOR, pin, show, unpin } from './person.ts';

function pinOf({ tags }: Image): string | undefined {
  return tags['autosnap_keep'];
}

describe('RB-11 a pin on an image', () => {
  test('takes it out of counting and deletion, and says what that changes', async () => {
    const { cloud, host, images } = await webServer(DAILY_IMAGES, A_WEEK);
    cloud.policy = OPERATOR;
    const oldest = nth(images, 0);
    const answer = await pin(cloud, oldest.id, 'before the upgrade', { images: true });
    expect(linesOf(answer)).toEqual([
      `${oldest.id} of web (${host.id}) in eu-west-1 is pinned`,
      '  autosnap_keep  (not set) -> "before the upgrade"',
      '  before: keep: 7 of 7, deleted on 2026-03-11',
      '  now:    keep: pinned by autosnap_keep (before the upgrade), stays until unpinned',
    ]);
    expect(answer.status).toBe(0);
    expect(documentOf(answer, 'pin')).toMatchObject({
      command: 'pin',
      instanceId: host.id,
      tag: { key: 'autosnap_keep', after: 'before the upgrade' },
      before: { imageId: oldest.id, state: 'available', goes: '2026-03-11' },
      after: { imageId: oldest.id, pin: 'before the upgrade' },
    });
    expect(pinOf(oldest)).toBe('before the upgrade');
    const shown = (await show(cloud, 'web', { images: true })).text;
    expect(shown).toContain('Full: no, 1 place still empty');
    expect(shown.replaceAll(/\n +/g, ' ')).toMatch(
      /Note: what uses images could not be looked up \(Unauthorized.*\), so an image can stay longer than this says\./,
    );

    expect(linesOf(await unpin(cloud, oldest.id, { images: true })).slice(-2)).toEqual([
      '  before: keep: pinned by autosnap_keep (before the upgrade), stays until unpinned',
      '  now:    keep: 7 of 7, deleted on 2026-03-11',
    ]);
    expect(pinOf(oldest)).toBeUndefined();
  });

  test('works by its name, and while images are off', async () => {
    const { cloud, images } = await webServer(DAILY_IMAGES, A_WEEK.slice(-1));
    const only = nth(images, 0);
    expect(linesOf(await pin(cloud, only.name)).slice(-2)).toEqual([
      '  before: keep: images are off',
      '  now:    keep: pinned by autosnap_keep (pinned by hand), stays until unpinned',
    ]);
    expect(await messageOf(pin(cloud, only.id))).toContain('is pinned already ("pinned by hand")');
    await unpin(cloud, only.id);
    expect(await messageOf(unpin(cloud, only.id))).toContain('is not pinned (it has no tag autosnap_keep)');
  });

  test('of one that failed or is pending promises nothing', async () => {
    const { cloud, host } = await webServer(DAILY_IMAGES);
    const failed = imageOf(cloud, host, nth(A_WEEK, 0), { state: 'failed' });
    const pending = imageOf(cloud, host, nth(A_WEEK, 1), { state: 'pending' });
    expect(linesOf(await pin(cloud, failed.id)).at(-1)).toBe(
      `AWS failed it, so nothing can be restored from it; take another one: aws-snapper take ${host.id} --image --region eu-west-1`,
    );
    expect(linesOf(await pin(cloud, pending.id)).at(-1)).toContain('It is pending');
  });

  test('is refused for an image that is not ours, and nothing is written', async () => {
    const { cloud, host } = await webServer(DAILY_IMAGES);
    const other = imageOf(cloud, host, nth(A_WEEK, 0), { description: 'golden' });
    expect(await messageOf(pin(cloud, other.id))).toBe(
      `the image ${other.id} in eu-west-1 is not ours by mark, name and description together, so no run counts or deletes it`,
    );
    expect(pinOf(other)).toBeUndefined();
  });

  test('is refused for a server, with where its images are listed', async () => {
    const { cloud, host } = await webServer(DAILY_IMAGES, A_WEEK);
    expect(await messageOf(pin(cloud, 'web'))).toBe(
      `"web" is an instance; only a snapshot or an image can be pinned, like snap-0123456789abcdef0; nothing was changed; its snapshots and images are listed by: aws-snapper show ${host.id} --region eu-west-1`,
    );
  });
});
