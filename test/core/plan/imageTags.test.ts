import { expect, test } from 'vitest';
import { hintsIn, instance, planOf, volume } from '../fixtures.ts';

const tagged = (tags: Record<string, string>) => [instance({ tags })];

test('a tag that asks for images while they are off is a hint that names the switch', () => {
  const instances = tagged({ autosnap_image: '@sun@3', autosnap_image_retain: '4' });
  expect(hintsIn(planOf({ instances, volumes: [] }))).toEqual([
    'i-1 has the tag autosnap_image, but images are off, so no image of it is made or deleted; switch the setting images on, or remove the tag',
  ]);
  expect(hintsIn(planOf({ instances, volumes: [] }, { images: true }))).toEqual([]);
});

test('the tags of images do nothing on a volume', () => {
  const volumes = [volume({ tags: { autosnap_image: '1', autosnap_image_retain: '3' } })];
  expect(hintsIn(planOf({ volumes }, { images: true }))).toEqual([
    'i-1 /dev/sdf (vol-1) has the tag autosnap_image, which does nothing on a volume; write it on the instance',
    'i-1 /dev/sdf (vol-1) has the tag autosnap_image_retain, which does nothing on a volume; write it on the instance',
  ]);
});

test.for(['true', '1', 'always'])(
  'a reboot that is not "yes" restarts nothing, and is hinted at: %s',
  (value) => {
    const instances = tagged({ autosnap_image: '1', autosnap_image_reboot: value });
    expect(hintsIn(planOf({ instances, volumes: [] }, { images: true }))).toEqual([
      `i-1 has autosnap_image_reboot = "${value}", which does nothing: the server is not restarted for its image; use yes or no`,
    ]);
  },
);

test('a misspelt tag of images is hinted at', () => {
  const instances = tagged({ autosnap_images: '1' });
  expect(hintsIn(planOf({ instances, volumes: [] }, { images: true }))[0]).toContain(
    '"autosnap_images", which does nothing',
  );
});
