import { expect, test } from 'vitest';
import { policyInWords } from '../../lambda/core/policy/policyInWords.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { dailyCopies, deletedBy, instance, planOf, takenBy, volume } from '../core/fixtures.ts';
import { blocksOf, contextsOf, proseOf, RECIPES, rowsUnder, tagsIn } from './pages.ts';

/** The recipes in README do what they say. */

test.for(rowsUnder('README.md', RECIPES))('%s: %s can be read', ([, tags = '']) => {
  const [seen] = planOf({ instances: [instance({ tags: tagsIn(tags) })] }).managed;
  expect(seen?.policies).toHaveLength(1);
});

test('the other disks of the database server are one set', () => {
  const [server = [], scratch = []] = rowsUnder('README.md', '| on | tags |');
  const plan = planOf({
    instances: [instance({ tags: tagsIn(server[1] ?? '') })],
    volumes: [
      volume({ id: 'vol-data' }),
      volume({ id: 'vol-log' }),
      volume({ id: 'vol-tmp', tags: tagsIn(scratch[1] ?? '') }),
    ],
  });
  expect(takenBy(plan)).toEqual(['set: vol-data vol-log']);
});

test('what a replaced instance left is deleted after the days that the recipe says', () => {
  const recipe = contextsOf('README.md').find((keys) => 'orphanRetain' in keys);
  const { orphanRetain } = readSettings({ orphan_retain: recipe?.['orphanRetain'] }, {});
  const [, tags = ''] = /launch template \((.+?)\)/.exec(proseOf('README.md').replaceAll('\n', ' ')) ?? [];
  const left = dailyCopies(90, { volumeId: 'vol-gone' });
  const living = {
    instances: [instance({ tags: tagsIn(tags) })],
    snapshots: dailyCopies(7),
  };
  const goneFor = (days: number): number => {
    const snapshots = [...living.snapshots, ...left.slice(days, days + 7)];
    return deletedBy(planOf({ ...living, snapshots }, { orphanRetain })).filter((id) => id.includes('gone'))
      .length;
  };
  // Ages count back from the newest snapshot in the region, which is a day old.
  expect([goneFor(13), goneFor(15), goneFor(59), goneFor(61)]).toEqual([0, 6, 6, 7]);
});

test('the first tags in README mean what stands beside them', () => {
  const [first = ''] = blocksOf('README.md');
  const lines = [...first.matchAll(/^(\w+) = (\S+)/gm)];
  const tags = Object.fromEntries(lines.map(([, key = '', value = '']) => [key, value]));
  const policies = planOf({ instances: [instance({ tags })] }).managed[0]?.policies ?? [];
  expect(policies.map((policy) => policyInWords(policy, 86_400))).toEqual([
    { schedule: 'Daily', retention: '7' },
  ]);
});
