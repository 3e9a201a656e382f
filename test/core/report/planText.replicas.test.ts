import { expect, test } from 'vitest';
import { planText } from '../../../lambda/core/report/planText.ts';
import { dailyCopies, instance, NOW, snapshot, volume } from '../fixtures.ts';
import { PLACE, plansOf, replicaOf } from '../replicas/place.ts';

const ASKING = { Name: 'data', autosnap: '1', autosnap_retain: '5', autosnap_replicate: `${PLACE}=2` };

test('a plan tells what is copied to a region, what waits, what is deleted there, and what stays', () => {
  const volumes = [volume({ tags: ASKING }), volume({ id: 'vol-2', tags: ASKING, instanceIds: [] })];
  const old = dailyCopies(5)
    .slice(2)
    .map((one) => replicaOf(one));
  const others = ['vol-8', 'vol-9'].map((volumeId) =>
    replicaOf(snapshot('03-01', { volumeId, id: `snap-of-${volumeId}` }), { id: `snap-copy-${volumeId}` }),
  );
  const snapshots = [...dailyCopies(3), ...dailyCopies(2, { volumeId: 'vol-2' })];
  const { source, place } = plansOf(
    {
      source: {
        instances: [instance({ tags: { Name: 'web' } })],
        volumes: [...volumes, volume({ id: 'vol-8', instanceIds: [] })],
        snapshots,
      },
      place: [...old, ...others],
    },
    { replicaWindow: 3 },
  );
  const plans = [source, place].flatMap((one) => one ?? []);
  expect(planText(plans, NOW)).toMatchInlineSnapshot(`
    "Region eu-west-1
      + data (vol-2):               due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC; 2 restorable now
      + web /dev/sdf (vol-1, data): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC; 3 restorable now

    Region eu-central-1
      + replica of data (vol-2):               2 slots without a replica, the newest of 2026-03-09 05:00 UTC; 2 to copy now; 0 restorable now
      + replica of web /dev/sdf (vol-1, data): 2 slots without a replica, the newest of 2026-03-09 05:00 UTC; 1 to copy now; 1 waiting; 3 restorable now
      - snap-copy-03-05:                       2026-03-05 05:00 UTC, beyond 2
      = replica of vol-8:                      1 replica kept, no tag asks for copies of it here
      = replica of vol-9:                      1 replica kept, the volume is gone

    Plan: 2 to create, 0 to delete, 5 to keep; replicas: 3 to create, 1 to delete, 4 to keep."
  `);
});

test('where nothing is missing, a plan says so', () => {
  const source = { volumes: [volume({ tags: ASKING })], snapshots: dailyCopies(2) };
  const plans = plansOf({ source, place: dailyCopies(2).map((one) => replicaOf(one)) });
  const place = plans.place === undefined ? [] : [plans.place];
  expect(planText(place, NOW)).toMatchInlineSnapshot(`
    "Region eu-central-1
      = replica of i-1 /dev/sdf (vol-1, data): nothing is missing here; 2 restorable now

    Plan: 0 to create, 0 to delete, 0 to keep; replicas: 0 to create, 0 to delete, 2 to keep."
  `);
});
