import { expect, test } from 'vitest';
import { Zone } from '../../lambda/core/calendar.ts';
import { found } from '../../lambda/core/find.ts';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import { wrappedText } from '../../lambda/core/report/told.ts';
import { show } from '../../lambda/core/show/show.ts';
import { COLUMNS, showText } from '../../lambda/core/show/showText.ts';
import {
  dailyCopies,
  instance,
  inventory,
  NOW,
  reportOf,
  settings,
  snapshot,
  volume,
} from '../core/fixtures.ts';
import { blocksOf, textOf } from './pages.ts';

/** Servers where all is well, one with a tag that cannot be read, and one whose retention a typo made short. */
const WORLD = inventory({
  instances: [
    instance({ id: 'i-0web1', tags: { autosnap: '1', autosnap_retain: '30', Name: 'web-1' } }),
    instance({ id: 'i-0app3', tags: { autosnap: '1', autosnap_retain: '7 days', Name: 'app-3' } }),
    instance({ id: 'i-0db', tags: { autosnap: '1', autosnap_retain: '3', Name: 'big-db' } }),
  ],
  volumes: [
    ...['vol-0web1a', 'vol-0web1b'].map((id) => volume({ id, instanceIds: ['i-0web1'] })),
    ...['vol-0app3a', 'vol-0app3b', 'vol-0app3c'].map((id) => volume({ id, instanceIds: ['i-0app3'] })),
    volume({ id: 'vol-0db', instanceIds: ['i-0db'] }),
  ],
  snapshots: [
    ...dailyCopies(30, { volumeId: 'vol-0web1a' }),
    ...dailyCopies(30, { volumeId: 'vol-0web1b' }),
    ...dailyCopies(29, { volumeId: 'vol-0db' }),
  ],
});

test('the sample report in README is what the program writes', () => {
  const text = reportText(reportOf(makePlan(WORLD, settings(), NOW)));
  const [, after = ''] = textOf('README.md').split('<!-- sample');
  const sample = blocksOf('README.md').find((block) => after.includes(block)) ?? '';
  const shown = sample.split('\n').filter((line) => line !== '' && line.trim() !== '…');
  const real = text.split('\n');
  expect(shown.length).toBeGreaterThan(4);
  // The whole report, so that a difference shows what to write.
  expect(shown.every((line) => real.includes(line)) ? shown : real).toEqual(shown);
  expect(sample.startsWith(`${real[0]}\n`)).toBe(true);
});

test('the sample of show in docs/commands.md is what the program writes', () => {
  const id = 'vol-0df88bc018d2cbd13';
  const host = 'i-02e1fcbb102a9ee0a';
  const world = inventory({
    instances: [instance({ id: host, tags: { Name: 'web-1', autosnap: '@sat', autosnap_retain: '3' } })],
    volumes: [volume({ id, tags: { Name: 'data' }, instanceIds: [host] })],
    snapshots: [
      snapshot('11-21T03:00', { id: 'snap-0df640b53c76c9a27', volumeId: id }),
      snapshot('11-14T03:00', { id: 'snap-0d79de582cee8e496', volumeId: id }),
      snapshot('11-07T03:00', { id: 'snap-00677c34ed663acbf', volumeId: id }),
    ],
  });
  const now = new Date('2026-11-25T17:00:00Z');
  const zone = new Zone('Europe/Berlin');
  const texts = found(id, [world]).map((one) => showText(show(one, settings({ zone }), now), { now, zone }));
  const sample = blocksOf('docs/commands.md').find((block) => block.includes(`(${id}, data) in `));
  expect(sample).toBe(`${wrappedText(texts.join('\n'), COLUMNS)}\n`);
});
