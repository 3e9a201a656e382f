import { describe, expect, test } from 'vitest';
import { type ObjectiveSettings, openObjectives } from '../../../lambda/core/coverage/objective.ts';
import type { Instance, Volume } from '../../../lambda/core/inventory.ts';
import { askedOverall } from '../../../lambda/core/policy/attachments.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { DAILY, instance, SETTINGS, volume } from '../fixtures.ts';

function inForce(one: Volume, instances: readonly Instance[], change: Partial<ObjectiveSettings> = {}) {
  const settings = { ...SETTINGS, ...change };
  const attached = one.instanceIds.flatMap((id) => instances.filter((each) => each.id === id));
  const asked = askedOverall(one, new Map(instances.map((each) => [each.id, each])), settings);
  return openObjectives(settings)(one, attached, asked);
}

/** The objective in short: `26 h by tag of vol-1`. */
function told(one: Volume, instances: readonly Instance[], change: Partial<ObjectiveSettings> = {}): string {
  const { objective } = inForce(one, instances, change);
  if (objective === undefined) return 'none';
  const { hours, from, source } = objective;
  return `${hours} h by ${from}${source === undefined ? '' : ` of ${source}`}`;
}

const untagged = instance({ tags: {} });
const AT_5 = { runHours: [5] };

describe('the objective', () => {
  test.for<readonly [string, Tags, Tags, Partial<ObjectiveSettings>, string]>([
    ['nothing says anything', {}, {}, {}, 'none'],
    ['a tag of the volume', { autosnap_rpo: '26h' }, {}, {}, '26 h by tag of vol-1'],
    ['a tag of the instance', {}, { autosnap_rpo: '2d' }, {}, '48 h by tag of i-1'],
    ['both', { autosnap_rpo: '1w' }, { autosnap_rpo: '2d' }, {}, '168 h by tag of vol-1'],
    ['a tag and a schedule', { autosnap_rpo: '1w' }, DAILY, AT_5, '168 h by tag of vol-1'],
    ['an empty tag', { autosnap_rpo: ' ' }, DAILY, AT_5, '48 h by schedule of i-1'],
    ['a tag that cannot be read', { autosnap_rpo: 'soon' }, DAILY, AT_5, '48 h by schedule of i-1'],
    ['that hides the tag of its instance', { autosnap_rpo: '?' }, { autosnap_rpo: '2d' }, {}, 'none'],
    ['daily, and a run a day', {}, DAILY, AT_5, '48 h by schedule of i-1'],
    ['daily, and runs each hour', {}, DAILY, { runHours: [...Array(24).keys()] }, '25 h by schedule of i-1'],
    ['daily, and two runs a day', {}, DAILY, { runHours: [18, 3] }, '39 h by schedule of i-1'],
    ['daily, and a trigger nobody knows', {}, DAILY, {}, '48 h by schedule of i-1'],
    ['hourly, and a run a day', { ...DAILY, autosnap: '1h' }, {}, AT_5, '25 h by schedule of vol-1'],
    ['hourly, and a trigger nobody knows', { ...DAILY, autosnap: '1h' }, {}, {}, '2 h by schedule of vol-1'],
    ['every quarter of an hour', DAILY, {}, { interval: 900 }, '0.5 h by schedule of vol-1'],
    ['working days at 2', { ...DAILY, autosnap: '@mon-fri@2' }, {}, AT_5, '96 h by schedule of vol-1'],
    ['each month', { ...DAILY, autosnap: '@1st' }, {}, AT_5, '768 h by schedule of vol-1'],
    [
      'named sets, of which one is paused',
      { autosnap: 'nightly=7@mon-sat weekly=4@sun hourly=0@mon-sun@0-23' },
      {},
      AT_5,
      '48 h by schedule of vol-1',
    ],
    ['the setting for what has nothing', {}, {}, { rpo: 72 }, '72 h by setting'],
    ['the setting beside a schedule', {}, DAILY, { ...AT_5, rpo: 72 }, '48 h by schedule of i-1'],
    ['the setting for a paused one', { autosnap: '0@mon' }, {}, { rpo: 72 }, '72 h by setting'],
    ['the setting for an ignored one', { autosnap_ignore: '' }, {}, { rpo: 72 }, 'none'],
    ['a tag of an ignored one', { autosnap_ignore: '', autosnap_rpo: '1d' }, {}, {}, '24 h by tag of vol-1'],
    [
      'the default policy',
      {},
      {},
      { ...AT_5, defaultPolicy: { frequency: '1', retain: '3' } },
      '48 h by schedule of default',
    ],
  ])('%s', ([, ofVolume, ofInstance, change, objective]) => {
    expect(told(volume({ tags: ofVolume }), [instance({ tags: ofInstance })], change)).toBe(objective);
  });

  test('the shortest of several instances counts, and a wrong tag is told once', () => {
    const instances = [
      instance({ id: 'i-1', tags: { autosnap_rpo: '2d' } }),
      instance({ id: 'i-2', tags: { autosnap_rpo: '1d' } }),
      instance({ id: 'i-3', tags: { autosnap_rpo: 'soon' } }),
    ];
    const one = volume({ instanceIds: ['i-1', 'i-2', 'i-3'] });
    expect(told(one, instances)).toBe('24 h by tag of i-2');
    const { problems } = inForce({ ...one, tags: { autosnap_rpo: 'soon' } }, instances);
    expect(problems.map(({ source }) => source)).toEqual(['vol-1']);
  });

  test('a wrong tag is answered with what to write, and with what counts until then', () => {
    const { problems } = inForce(volume({ tags: { autosnap_rpo: '26 hours' } }), [untagged], { rpo: 72 });
    expect(problems).toEqual([
      {
        volumeId: 'vol-1',
        key: 'autosnap_rpo',
        value: '26 hours',
        source: 'vol-1',
        place: 4,
        remedy: 'is wrong at character 4: nothing is expected after the time; use 26h',
        use: '26h',
        meanwhile: 'its objective is 72 h until then',
      },
    ]);
  });
});
