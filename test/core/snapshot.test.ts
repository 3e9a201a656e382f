import { describe, expect, onTestFinished, test } from 'vitest';
import { labelOf } from '../../lambda/core/label.ts';
import { isOurs, labelled, markWords, standsFor } from '../../lambda/core/snapshot.ts';
import { isReadFromSnapshots, isReserved } from '../../lambda/core/keys.ts';
import { protection } from '../../lambda/core/plan/protection.ts';
import { foreign, snapshot } from './fixtures.ts';

const NO_HOLDS = new Map<string, string>();
const MINE = { snapshot_tool: 'autosnap' };

describe('RA-3 C-31 what is ours', () => {
  test.for([
    ['a copy with our mark', MINE, 'vol-1', true],
    ['one of the Python aws-snapper, which wrote nothing else', { ...MINE, Name: 'x' }, 'vol-1', true],
    ['C-9 another prefix', { snapshot_tool: 'weekly' }, 'vol-1', false],
    ['the mark in other letters', { snapshot_tool: 'Autosnap' }, 'vol-1', false],
    ['the mark with a space', { snapshot_tool: 'autosnap ' }, 'vol-1', false],
    ['an empty mark', { snapshot_tool: '' }, 'vol-1', false],
    ['a key in other letters', { Snapshot_Tool: 'autosnap' }, 'vol-1', false],
    ['no tags: a copy that a person disowned', {}, 'vol-1', false],
    ['a copy of a copy, AWS’s placeholder', MINE, 'vol-ffffffff', false],
    ['and its long form', MINE, 'vol-ffffffffffffffff', false],
    ['a volume whose id only begins so', MINE, 'vol-ffff0123', true],
    ['or only ends so', MINE, 'old-vol-ffff', true],
    ['AWS Backup copied our mark', { ...MINE, 'aws:backup:source-resource': 'x' }, 'vol-1', false],
    [
      'Data Lifecycle Manager copied our mark',
      { ...MINE, 'aws:dlm:lifecycle-policy-id': 'p' },
      'vol-1',
      false,
    ],
    ['a tag of another AWS service', { ...MINE, 'aws:cloudformation:stack-name': 's' }, 'vol-1', true],
    ['a person’s tag that only looks so', { ...MINE, 'my:aws:backup:x': '' }, 'vol-1', true],
  ] as const)('%s', ([, tags, volumeId, answer]) => {
    expect(isOurs(foreign('03-09', tags, { volumeId }))).toBe(answer);
  });
});

describe('F1 two signs of ownership: the mark, and the description or an adoption', () => {
  test.for([
    ['ours', 'autosnap: vol-1 (data) from 2026-03-09T05:00:00Z of i-1 (web)', {}, 'ours'],
    ['of the Python aws-snapper', 'autosnap: data from 2026-03-09 of web', {}, 'ours'],
    ['of a tool that copies the tags of the volume', 'nightly', {}, 'only marked'],
    ['empty', '', {}, 'only marked'],
    ['cut before the space', 'autosnap:', {}, 'only marked'],
    ['in other letters', 'Autosnap: x', {}, 'only marked'],
    ['with something before it', 'copy of autosnap: x', {}, 'only marked'],
    ['of a prefix that begins with ours', 'autosnap_x: x', {}, 'only marked'],
    ['not ours, but adopted', 'nightly', { autosnap_adopted: 'snap-03-09' }, 'ours'],
    ['not ours, adoption copied from another', '', { autosnap_adopted: 'snap-03-08' }, 'only marked'],
    ['not ours, adopted by another prefix', '', { weekly_adopted: 'snap-03-09' }, 'only marked'],
    ['not ours, adoption without words', '', { autosnap_adopted: '' }, 'only marked'],
    ['ours, but AWS Backup runs it', 'autosnap: x', { 'aws:backup:x': '' }, 'foreign'],
    [
      'not ours, adopted, but Data Lifecycle Manager runs it',
      'x',
      { autosnap_adopted: 'snap-03-09', 'aws:dlm:x': '' },
      'foreign',
    ],
  ] as const)('a description %s', ([, description, tags, ownership]) => {
    expect(foreign('03-09', { ...MINE, ...tags }, { description }).label.ownership).toBe(ownership);
  });

  test.for([
    ['nor without the mark', {}],
    ['nor with another mark', { snapshot_tool: 'weekly' }],
    ['nor with an adoption alone', { autosnap_adopted: 'snap-03-09' }],
  ] as const)('our description is not enough, %s', ([, tags]) => {
    expect(foreign('03-09', tags, { description: 'autosnap: x' }).label.ownership).toBe('foreign');
  });
});

describe('what protects a copy, whatever asks for its deletion', () => {
  test.for([
    ['nothing', snapshot('03-09'), undefined],
    ['nothing, and it failed', snapshot('03-09', { state: 'error' }), undefined],
    ['not ours', foreign('03-09', {}), 'not ours'],
    ['AWS Backup runs it', snapshot('03-09', { tags: { 'aws:backup:x': '' } }), 'not ours'],
    ['a pin', snapshot('03-09', { tags: { autosnap_keep: 'audit' } }), 'pinned by autosnap_keep'],
    ['a pin without words', snapshot('03-09', { tags: { autosnap_keep: '' } }), 'pinned by autosnap_keep'],
    [
      'a pin in other letters, as IAM reads it',
      snapshot('03-09', { tags: { Autosnap_Keep: 'x' } }),
      'pinned by autosnap_keep',
    ],
    ['another prefix’s pin does not', snapshot('03-09', { tags: { weekly_keep: '' } }), undefined],
    [
      'a pin on a failed one',
      snapshot('03-09', { state: 'error', tags: { autosnap_keep: '' } }),
      'pinned by autosnap_keep',
    ],
    [
      'a tag of another AWS service',
      snapshot('03-09', { tags: { 'aws:service:x': '' } }),
      'managed by AWS (aws:service:x)',
    ],
    ['C-41 it is pending', snapshot('03-09', { state: 'pending' }), 'pending'],
    ['C-39 it is in the Recycle Bin', snapshot('03-09', { state: 'recoverable' }), 'recoverable'],
    ['C-39 it comes back from there', snapshot('03-09', { state: 'recovering' }), 'recovering'],
    ['C-39 it is archived', snapshot('03-09', { tier: 'archive' }), 'archive tier'],
    ['a state that does not exist yet', snapshot('03-09', { state: 'thawing' }), 'thawing'],
  ] as const)('%s', ([, one, because]) => {
    expect(protection(one, NO_HOLDS)).toBe(because);
  });

  test.for([
    ['C-38 an AMI', 'in use by ami-1'],
    ['C-39 a lock', 'locked (compliance) until 2027-01-01'],
  ] as const)('%s', ([, hold]) => {
    const holds = new Map([['snap-03-09', hold]]);
    expect(protection(snapshot('03-09'), holds)).toBe(`held: ${hold}`);
    expect(protection(snapshot('03-09', { state: 'error' }), holds)).toBe(`held: ${hold}`);
    expect(protection(snapshot('03-08'), holds)).toBeUndefined();
  });
});

describe('the time a copy stands for', () => {
  const started = '2026-03-09T05:14:00.000Z';

  test.for([
    ['what its run called now', '2026-03-09T05:00:00Z', '2026-03-09T05:00:00.000Z'],
    ['also in another offset', '2026-03-09T06:00:00+01:00', '2026-03-09T05:00:00.000Z'],
    ['a run that was 24 hours late', '2026-03-08T05:14:00Z', '2026-03-08T05:14:00.000Z'],
    ['not for more than 24 hours before its data', '2026-01-01T00:00:00Z', '2026-03-08T05:14:00.000Z'],
    ['not for a time after its data', '2026-03-09T06:00:00Z', started],
    ['not for a time far in the future', '2999-01-01T00:00:00Z', started],
    ['also without seconds', '2026-03-09T05:00Z', '2026-03-09T05:00:00.000Z'],
    ['also with a fraction of them', '2026-03-09T05:00:00.123Z', '2026-03-09T05:00:00.123Z'],
    ['no time', '', started],
    ['no time that can be read', 'yesterday', started],
    ['no time with a longer year', '+002026-03-09T05:00:00Z', started],
  ] as const)('%s', ([, tag, expected]) => {
    const one = snapshot('03-09', { startedAt: Date.parse(started), tags: { autosnap_at: tag } });
    expect(standsFor(one).toISOString()).toBe(expected);
  });

  test('without the tag, as the Python aws-snapper left it, AWS’s time counts', () => {
    expect(standsFor(snapshot('03-09'))).toEqual(new Date('2026-03-09T05:00:00Z'));
  });

  test.for(['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'C-21 a hand-made tag without an offset does not make the host’s zone matter: %s',
    (zone) => {
      const before = process.env['TZ'];
      onTestFinished(() => {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      });
      process.env['TZ'] = zone;
      const one = snapshot('03-09', {
        startedAt: Date.parse(started),
        tags: { autosnap_at: '2026-03-09T02:00:00' },
      });
      expect(standsFor(one).toISOString()).toBe(started);
    },
  );
});

test('each prefix reads the time from its own tag', () => {
  const tags = { autosnap_at: '2026-03-09T05:00:00Z', weekly_at: '2026-03-09T04:00:00Z' };
  const { label: _, ...one } = snapshot('03-09T05:14');
  const as = (prefix: string): Date => standsFor(labelled({ ...one, tags, description: '' }, prefix));
  expect(as('autosnap')).toEqual(new Date('2026-03-09T05:00:00Z'));
  expect(as('weekly')).toEqual(new Date('2026-03-09T04:00:00Z'));
});

test.for([
  ['our mark', { snapshot_tool: 'autosnap' }, 'snapshot_tool is "autosnap"'],
  ['an empty one', { snapshot_tool: '' }, 'snapshot_tool is ""'],
  ['none', { Name: 'x' }, 'snapshot_tool is not set'],
] as const)('the words for %s', ([, tags, words]) => {
  expect(markWords(foreign('03-09', tags))).toBe(words);
});

test('the words for our mark on what we did not make', () => {
  expect(markWords(foreign('03-09', MINE, { description: 'nightly' }))).toBe(
    'it carries our mark, but its description does not begin with "autosnap: "',
  );
});

test.for([
  ['as they wrote it', { autosnap_keep: 'Audit 2026' }, 'Audit 2026'],
  ['also without words', { autosnap_keep: '' }, ''],
  ['also in other letters, as IAM reads it', { Name: 'x', AutoSnap_KEEP: 'audit' }, 'audit'],
  ['not where another prefix pinned it', { weekly_keep: 'audit' }, undefined],
  ['not where nobody pinned it', {}, undefined],
] as const)('why a person pinned a copy: %s', ([, tags, reason]) => {
  expect(
    labelOf({ id: 'snap-1', tags, volumeId: 'vol-1', described: 'as ours' as const }, 'autosnap').pin?.reason,
  ).toBe(reason);
});

test.for([
  ['the mark', 'snapshot_tool', true],
  ['the time of its run', 'autosnap_at', true],
  ['not that of another prefix', 'weekly_at', false],
  ['a pin', 'autosnap_keep', true],
  ['a pin in other letters', 'AutoSnap_KEEP', true],
  ['what may be meant for a pin', 'legal-hold', true],
  ['a tag of an AWS service', 'aws:backup:source-resource', true],
  ['not one that only ends so', 'my-aws:', false],
  ['nor its instance', 'autosnap_instance', false],
  ['nor what its volume was called', 'Name', false],
] as const)('what is read from the tags of a snapshot: %s, %s: %s', ([, key, answer]) => {
  expect(isReadFromSnapshots(key, 'autosnap')).toBe(answer);
});

test.for([
  ['autosnap', true],
  ['autosnap_retain', true],
  ['autosnap_anything', true],
  ['snapshot_tool', true],
  ['Name', false],
  ['autosnapper', false],
  ['weekly', false],
] as const)('the key %s is reserved: %s', ([key, answer]) => {
  expect(isReserved(key, 'autosnap')).toBe(answer);
});
