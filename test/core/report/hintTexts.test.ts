import { expect, test } from 'vitest';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import {
  dailyCopies,
  detached,
  foreign,
  hintsIn,
  instance,
  inventory,
  NOW,
  regionOf,
  reportOf,
  settings,
  volume,
} from '../fixtures.ts';

const servers = Array.from({ length: 50 }, (_, index) =>
  instance({ id: `i-${index}`, tags: { Name: `web-${index}`, autosnap: '6h', autosnap_retain: '9' } }),
);
const volumes = servers.flatMap(({ id }) =>
  [1, 2, 3, 4].map((one) => volume({ id: `vol-${id}-${one}`, instanceIds: [id] })),
);

function told(change: Parameters<typeof inventory>[0]): string[] {
  return hintsIn(makePlan(inventory(change), settings(), NOW));
}

test('the same hint on 200 volumes is one line, with their number and their servers', () => {
  const snapshots = volumes.flatMap(({ id }) => dailyCopies(3, { volumeId: id }));
  const plan = makePlan(inventory({ instances: servers, volumes, snapshots }), settings(), NOW);
  const line =
    '200 volumes of web-0, web-1, web-2, web-3 and 46 more: each has autosnap=6h, but its last snapshots lie further apart than that; let the trigger run more often';
  expect(hintsIn(plan)).toEqual([line]);
  const region = regionOf(reportOf(plan));
  expect([region.hints, region.totals.hints]).toEqual([[line], 1]);
});

test('two volumes are named, and another hint is a line of its own', () => {
  const wrong = [
    detached({ Name: 'logs', Autosnap: '1' }, { id: 'vol-10' }),
    detached({ Name: 'data', Autosnap: '7' }, { id: 'vol-9' }),
    detached({ AUTOSNAP: '7' }, { id: 'vol-8' }),
  ];
  const rest = 'which does nothing; keys are exact: autosnap, autosnap_retain, autosnap_ignore';
  expect(told({ instances: [], volumes: wrong })).toEqual([
    `data (vol-9) and logs (vol-10): each has the tag "Autosnap", ${rest}`,
    `vol-8 has the tag "AUTOSNAP", ${rest}`,
  ]);
});

test('instances are counted as instances', () => {
  const wrong = servers.map((one) => ({ ...one, tags: { Name: one.tags['Name'] ?? '', Autosnap: '1' } }));
  expect(told({ instances: wrong, volumes: [] })).toEqual([
    expect.stringMatching(/^50 instances: web-0 \(i-0\), .* and 46 more: each has the tag "Autosnap"/),
  ]);
});

test('snapshots of others are one line for each mark, with some of their ids', () => {
  const others = volumes.map(({ id }) =>
    foreign('03-08', { snapshot_tool: 'nightly' }, { id: `snap-${id}`, volumeId: id }),
  );
  expect(told({ instances: servers, volumes, snapshots: others })).toEqual([
    expect.stringMatching(
      /^200 snapshots of 200 volumes of web-0, web-1, web-2, web-3 and 46 more \(snap-\S+, snap-\S+, snap-\S+ and 197 more\): each is marked snapshot_tool="nightly"/,
    ),
  ]);
});
