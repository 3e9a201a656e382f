import { expect, test } from 'vitest';
import { planText } from '../../../lambda/core/report/planText.ts';
import { imageName } from '../../../lambda/core/images/imageName.ts';
import { at, DAILY, dailyCopies, instance, NOW, planOf, volume } from '../fixtures.ts';
import { DAILY_IMAGE, image, imagePlanOf, imagesOf, imageSnapshotOf, server } from '../images/estate.ts';

const FOUR_DAYS = ['03-09', '03-08', '03-07', '03-06'].map((day) => image(day));

test('a plan tells which images are made and deleted, what is left over, and what stays because it is needed', () => {
  const golden = image('03-05');
  const ofGone = image('03-01', {
    id: 'ami-gone',
    instanceId: 'i-9',
    name: imageName('autosnap', { instanceId: 'i-9', slot: at('03-01') }),
    tags: { autosnap_server: 'old' },
  });
  const own = [...FOUR_DAYS, golden, ofGone];
  const images = imagePlanOf(own, {
    images: imagesOf(own, {
      snapshots: [imageSnapshotOf('03-04')],
      uses: new Map([[golden.id, 'the launch template web (lt-1) names it']]),
    }),
  });
  const instances = [instance({ tags: { ...DAILY, ...DAILY_IMAGE, Name: 'web' } })];
  const plan = planOf({ instances, volumes: [volume()], snapshots: dailyCopies(2) });
  expect(planText([{ plan, images }], NOW)).toMatchInlineSnapshot(`
    "Region eu-west-1
      + web /dev/sdf (vol-1):                    due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC; 2 restorable now
      + image of web (i-1):                      due since 2026-03-10 00:00, last image 2026-03-09 05:00 UTC; 5 restorable now
      - ami-03-06 (autosnap-i-1-20260306T0000Z): 2026-03-06 05:00 UTC, beyond 3
      - snap-of-03-04 of web (i-1):              left over from the image autosnap-i-1-20260304T0000Z, which is gone: beyond 3
      = image of old (i-9):                      1 image kept, the instance is gone
      = ami-03-05 of web (i-1):                  held: the launch template web (lt-1) names it

    Plan: 1 to create, 0 to delete, 2 to keep; images: 1 to create, 1 to delete, 5 to keep; 1 left-over snapshot to delete."
  `);
});

test('where no image is due the plan says when the next one is', () => {
  const images = imagePlanOf([image('03-10')]);
  const plan = planOf({ instances: [server()], volumes: [] });
  expect(planText([{ plan, images }], NOW)).toMatchInlineSnapshot(`
    "Region eu-west-1
      = image of web (i-1): in 19 h: next due 2026-03-11 00:00, last image 2026-03-10 05:00 UTC; 1 restorable now

    Plan: 0 to create, 0 to delete, 0 to keep; images: 0 to create, 0 to delete, 1 to keep."
  `);
});

test('a plan says that AWS restarts a server for its image', () => {
  const tags = { ...DAILY_IMAGE, Name: 'web', autosnap_image_reboot: 'yes' };
  const images = imagePlanOf([], { instances: [server({ tags })] });
  expect(planText([{ plan: planOf({ volumes: [] }), images }], NOW)).toContain(
    '+ image of web (i-1): has no image yet, and AWS RESTARTS the instance; 0 restorable now',
  );
});

test('a region without tags for snapshots and images is one of the quiet ones', () => {
  const instances = [instance({ tags: {} })];
  const plan = planOf({ instances, volumes: [] });
  expect(planText([{ plan, images: imagePlanOf([], { instances }) }], NOW)).toBe(
    '1 region without tagged volumes: eu-west-1\n\nPlan: 0 to create, 0 to delete, 0 to keep.',
  );
});
