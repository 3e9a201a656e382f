import { expect, test } from 'vitest';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import { dailyCopies, instance, inventory, NOW, reportOf, settings, volume } from '../core/fixtures.ts';
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
