import { describe, expect, test } from 'vitest';
import { isScheduled } from '../../../lambda/core/show/showText.ts';
import { DAILY, dailyCopies, detached, foreign, instance, snapshot, volume } from '../fixtures.ts';
import { linesOf, shownOf, type World } from './page.ts';

const WEB = instance({ tags: { Name: 'web', ...DAILY } });

describe('RB-7 a scheduled volume', () => {
  test('the whole page: policy with its source, last and next copy, and what becomes of each', () => {
    const snapshots = [
      ...dailyCopies(4),
      snapshot('03-02', { tags: { autosnap_keep: 'audit 2026' } }),
      snapshot('03-03', { state: 'error' }),
    ];
    const world = { instances: [WEB], volumes: [volume({ tags: { Name: 'data' } })], snapshots };
    expect(linesOf('vol-1', world)).toEqual([
      'volume vol-1 (data) in eu-west-1, attached to i-1',
      '  Schedule type: Daily   (autosnap=1 on i-1)',
      '  Retention: 3   (autosnap_retain=3 on i-1)',
      '  Last copy: 2026-03-09T05:00:00Z',
      '  Next copy: with the next run (due since 2026-03-10T00:00:00Z, last copy 2026-03-09T05:00:00Z)',
      '  Full: yes',
      '  Copies: 6',
      '    snap-03-09  2026-03-09T05:00:00Z  completed  keep: 1 of 3                                goes on 2026-03-13',
      '    snap-03-08  2026-03-08T05:00:00Z  completed  keep: 2 of 3                                goes on 2026-03-12',
      '    snap-03-07  2026-03-07T05:00:00Z  completed  keep: 3 of 3                                goes on 2026-03-11',
      '    snap-03-06  2026-03-06T05:00:00Z  completed  expire: beyond 3                            goes on 2026-03-10',
      '    snap-03-03  2026-03-03T05:00:00Z  error      expire: failed, restores nothing            goes on 2026-03-10',
      '    snap-03-02  2026-03-02T05:00:00Z  completed  keep: pinned by autosnap_keep (audit 2026)  stays beyond 2027-04-13',
    ]);
  });

  test('before the first copy', () => {
    expect(linesOf('vol-1')).toEqual([
      'volume vol-1 in eu-west-1, attached to i-1',
      '  Schedule type: Daily   (autosnap=1 on i-1)',
      '  Retention: 3   (autosnap_retain=3 on i-1)',
      '  Last copy: none',
      '  Next copy: with the next run (has no copy yet)',
      '  Full: no, 3 places still empty',
      '  Copies: none',
    ]);
  });

  test('after today’s run, of a detached volume whose own count is in its schedule', () => {
    const world = {
      volumes: [detached({ autosnap: '2@tue' })],
      snapshots: [snapshot('03-10T02:00'), snapshot('03-09T23:00', { state: 'error' })],
    };
    expect(linesOf('vol-1', world).slice(0, 6)).toEqual([
      'volume vol-1 in eu-west-1',
      '  Schedule type: Weekly on: TUESDAY   (autosnap=2@tue on vol-1)',
      '  Retention: 2   (autosnap=2@tue on vol-1)',
      '  Last copy: 2026-03-10T02:00:00Z',
      '  Next copy: 2026-03-17T00:00:00Z',
      '  Full: no, 1 place still empty',
    ]);
  });

  test.for([
    ['the same word for both, from the same place', { autosnap: '7', autosnap_retain: '7' }, {}],
    ['the same word for both, from two places', { autosnap: '7' }, { autosnap_retain: '7' }],
  ] as const)('whose schedule and retention are %s', ([, onInstance, onVolume]) => {
    const world = {
      instances: [instance({ tags: onInstance })],
      volumes: [volume({ tags: onVolume })],
    };
    const [, schedule, retention] = linesOf('vol-1', world);
    expect(schedule).toBe('  Schedule type: Every 7 days   (autosnap=7 on i-1)');
    expect(retention).toMatch(/^ {2}Retention: 7 {3}\(autosnap_retain=7 on (i|vol)-1\)$/);
  });

  test('under another prefix, and by the default policy', () => {
    const change = { prefix: 'db', defaultPolicy: { frequency: '6h', retain: 'daily:7 weekly:4' } };
    expect(linesOf('vol-1', {}, change).slice(1, 3)).toEqual([
      '  Schedule type: Every 6 hours   (6h, the default policy)',
      '  Retention: 7 daily, 4 weekly   (daily:7 weekly:4, the default policy)',
    ]);
    const tagged = { instances: [instance({ tags: { db: '1', db_retain: '3' } })] };
    expect(linesOf('vol-1', tagged, change).slice(1, 3)).toEqual([
      '  Schedule type: Daily   (db=1 on i-1)',
      '  Retention: 3   (db_retain=3 on i-1)',
    ]);
  });

  test('C-24 that must wait says why', () => {
    const world = {
      volumes: [volume({ type: 'st1' })],
      snapshots: dailyCopies(1, { state: 'pending' }),
    };
    expect(linesOf('vol-1', world).slice(3, 5)).toEqual([
      '  Last copy: 2026-03-09T05:00:00Z',
      '  Next copy: with the next run (due, but 1 of its copies still pending (limit 1 for st1))',
    ]);
  });

  test('C-15 of two instances that disagree has both policies, and a problem where one cannot be read', () => {
    const weekly = instance({ id: 'i-2', tags: { autosnap: '@sat', autosnap_retain: '8' } });
    const wrong = instance({ id: 'i-3', tags: { autosnap: 'x', autosnap_retain: '3' } });
    const world = {
      instances: [WEB, weekly, wrong],
      volumes: [
        volume({ instanceIds: ['i-1', 'i-2', 'i-3'] }),
        volume({ id: 'vol-2', tags: { autosnap: 'y' } }),
      ],
      snapshots: dailyCopies(1),
    };
    expect(linesOf('vol-1', world).slice(0, 7)).toEqual([
      'volume vol-1 in eu-west-1, attached to i-1 and i-2 and i-3',
      '  Schedule type: Daily   (autosnap=1 on i-1)',
      '  Retention: 3   (autosnap_retain=3 on i-1)',
      '  Schedule type: Weekly on: SATURDAY   (autosnap=@sat on i-2)',
      '  Retention: 8   (autosnap_retain=8 on i-2)',
      '  Problem: autosnap = "x" (i-3) is wrong at character 1: a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or copy sets (nightly=7@mon-fri@2); 1 would do',
      '  Last copy: 2026-03-09T05:00:00Z',
    ]);
    expect(shownOf('vol-1', world).volumes).toMatchObject([
      { status: 'problem', problems: [{ volumeId: 'vol-1', source: 'i-3' }], policies: [{}, {}] },
    ]);
  });

  test('as data: what a reader of --json gets', () => {
    expect(
      shownOf('vol-1', { snapshots: [snapshot('03-09', { tags: { autosnap_at: '2026-03-09T04:00:00Z' } })] }),
    ).toEqual({
      region: 'eu-west-1',
      target: { kind: 'volume', id: 'vol-1', name: undefined },
      volumes: [
        {
          volumeId: 'vol-1',
          name: undefined,
          instanceIds: ['i-1'],
          status: 'scheduled',
          policies: [
            {
              schedule: { inWords: 'Daily', text: '1', source: 'i-1' },
              retention: { inWords: '3', text: '3', source: 'i-1' },
            },
          ],
          problems: [],
          last: '2026-03-09T04:00:00Z',
          next: {
            at: '2026-03-10T05:00:00Z',
            isDue: true,
            because: 'due since 2026-03-10T00:00:00Z, last copy 2026-03-09T04:00:00Z',
          },
          lacking: 2,
          copies: [
            {
              snapshotId: 'snap-03-09',
              at: '2026-03-09T04:00:00Z',
              started: '2026-03-09T05:00:00Z',
              state: 'completed',
              fate: 'keep',
              because: '1 of 3',
              pin: undefined,
              goes: '2026-03-13',
            },
          ],
          lookedUntil: '2026-03-13',
        },
      ],
    });
  });
});

describe('RB-8 a volume for which nothing is scheduled', () => {
  const COPIES = [snapshot('03-07'), snapshot('03-09', { state: 'error' }), foreign('03-08', {})];

  test.for<[what: string, world: World, status: string, why: string, kept: string]>([
    [
      'untagged',
      { instances: [instance({ tags: {} })] },
      'untagged',
      'no tag autosnap on it or on its instance',
      'the volume is untagged',
    ],
    [
      'ignored',
      { volumes: [volume({ tags: { autosnap_ignore: '' } })] },
      'ignored',
      'autosnap_ignore is set on it',
      'the volume is ignored',
    ],
    [
      'ignored with its instance',
      { instances: [instance({ tags: { ...DAILY, autosnap_ignore: '' } })] },
      'ignored',
      'autosnap_ignore is set on its instance',
      'the volume is ignored',
    ],
    [
      'paused',
      { volumes: [volume({ tags: { autosnap: '0@sun' } })], instances: [instance({ tags: {} })] },
      'paused',
      'autosnap asks for no copies (count 0)',
      'the volume is paused',
    ],
    [
      'passed over',
      { volumes: [volume({ state: 'creating' })] },
      'passed over',
      'the volume is in state creating',
      'the volume is in state creating',
    ],
  ])('%s', ([, world, status, why, kept]) => {
    const others = [volume({ id: 'vol-2' }), volume({ id: 'vol-3', state: 'deleting' })];
    const all = { ...world, volumes: [...others, ...(world.volumes ?? [volume()])], snapshots: COPIES };
    expect(linesOf('vol-1', all)).toEqual([
      'volume vol-1 in eu-west-1, attached to i-1',
      `  Snapshots are not scheduled for vol-1: ${why}`,
      '  Last copy: 2026-03-07T05:00:00Z',
      '  Copies: 2',
      `    snap-03-09  2026-03-09T05:00:00Z  error      keep: ${kept}  stays`,
      `    snap-03-07  2026-03-07T05:00:00Z  completed  keep: ${kept}  stays`,
    ]);
    const shown = shownOf('vol-1', all);
    expect(shown.volumes).toMatchObject([{ status, because: why, policies: [], problems: [] }]);
    expect(isScheduled(shown)).toBe(false);
  });

  test('a tag that cannot be read', () => {
    const world = {
      volumes: [volume({ tags: { autosnap_retain: '0' } }), volume({ id: 'vol-2', tags: { autosnap: 'x' } })],
      snapshots: [...COPIES, snapshot('03-08', { id: 'snap-2', volumeId: 'vol-2' })],
    };
    expect(linesOf('vol-1', world)).toEqual([
      'volume vol-1 in eu-west-1, attached to i-1',
      '  Snapshots are not scheduled for vol-1: a tag is missing or cannot be read',
      '  Problem: autosnap_retain = "0" (vol-1) is wrong at character 1: a whole number from 1 to 9999 is expected; 7 would do',
      '  Last copy: 2026-03-07T05:00:00Z',
      '  Copies: 2',
      '    snap-03-09  2026-03-09T05:00:00Z  error      keep: nothing is deleted while a tag of its volume cannot be read  stays',
      '    snap-03-07  2026-03-07T05:00:00Z  completed  keep: nothing is deleted while a tag of its volume cannot be read  stays',
    ]);
    expect(shownOf('vol-1', world).volumes).toMatchObject([{ status: 'problem' }]);
  });

  test('a tag that is missing', () => {
    const world = { instances: [instance({ tags: { autosnap: '1' } })] };
    expect(linesOf('vol-1', world).slice(1, 3)).toEqual([
      '  Snapshots are not scheduled for vol-1: a tag is missing or cannot be read',
      '  Problem: autosnap_retain (vol-1) is not set, though autosnap is set; 7 would do',
    ]);
  });

  test('one that is gone, and its copies', () => {
    const lost = [
      snapshot('03-01', { volumeId: 'vol-gone' }),
      snapshot('03-02', { volumeId: 'vol-gone', state: 'error' }),
    ];
    const world = { snapshots: [snapshot('02-01', { volumeId: 'vol-0' }), ...lost] };
    expect(linesOf('vol-gone', world)).toEqual([
      'vanished volume vol-gone in eu-west-1',
      '',
      'volume vol-gone in eu-west-1',
      '  Snapshots are not scheduled for vol-gone: the volume is gone',
      '  Last copy: 2026-03-01T05:00:00Z',
      '  Copies: 2',
      '    snap-03-02  2026-03-02T05:00:00Z  error      keep: the volume is gone  stays',
      '    snap-03-01  2026-03-01T05:00:00Z  completed  keep: the volume is gone  stays',
    ]);
    expect(shownOf('vol-gone', world).volumes).toMatchObject([
      { volumeId: 'vol-gone', instanceIds: [], status: 'gone', policies: [], problems: [] },
    ]);
  });

  test('one that is gone, of which only foreign copies are left', () => {
    const world = { snapshots: [foreign('03-01', { snapshot_tool: 'other' }, { volumeId: 'vol-gone' })] };
    expect(linesOf('vol-gone', world).slice(-2)).toEqual(['  Last copy: none', '  Copies: none']);
  });
});

describe('an instance', () => {
  test('shows each of its volumes, and one that is scheduled is enough to be well', () => {
    const world = {
      instances: [WEB, instance({ id: 'i-2' })],
      volumes: [
        volume(),
        volume({ id: 'vol-2', tags: { autosnap_ignore: '' } }),
        volume({ id: 'vol-3', instanceIds: ['i-2'] }),
      ],
    };
    const shown = shownOf('web', world);
    expect(linesOf('web', world)).toEqual([
      'instance i-1 (web) in eu-west-1',
      '',
      ...linesOf('vol-1', world),
      '',
      ...linesOf('vol-2', world),
    ]);
    expect(isScheduled(shown)).toBe(true);
  });

  test('without volumes says so', () => {
    expect(linesOf('i-1', { instances: [instance()], volumes: [] })).toEqual([
      'instance i-1 in eu-west-1',
      '',
      '  No volume is attached to it, so nothing is scheduled.',
    ]);
  });
});

describe('RB-12 one snapshot', () => {
  test('of ours is shown alone, with its place and the day it goes', () => {
    const lines = linesOf('snap-03-08', { snapshots: dailyCopies(3) });
    expect(lines.slice(0, 3)).toEqual([
      'snapshot snap-03-08 in eu-west-1',
      '',
      'volume vol-1 in eu-west-1, attached to i-1',
    ]);
    expect(lines.slice(-2)).toEqual([
      '  Copies: 1',
      '    snap-03-08  2026-03-08T05:00:00Z  completed  keep: 2 of 3  goes on 2026-03-12',
    ]);
  });

  test.for([
    ['without a mark', {}, 'snapshot_tool is not set'],
    ['of another tool', { snapshot_tool: 'nightly' }, 'snapshot_tool is "nightly"'],
  ] as const)('%s is not ours, and stays', ([, tags, mark]) => {
    const snapshots = [foreign('03-05', tags), ...dailyCopies(2)];
    const shown = shownOf('snap-03-05', { snapshots });
    expect(linesOf('snap-03-05', { snapshots }).slice(-2)).toEqual([
      '  Copies: 1',
      `    snap-03-05  2026-03-05T05:00:00Z  completed  keep: not ours (${mark}), so it is never counted and never deleted  stays`,
    ]);
    expect(shown.volumes[0]?.lookedUntil).toBeUndefined();
  });

  test('of a volume that is gone', () => {
    const snapshots = ['03-01', '03-02'].map((day) => snapshot(day, { volumeId: 'vol-gone' }));
    expect(linesOf('snap-03-01', { snapshots })).toEqual([
      'snapshot snap-03-01 in eu-west-1',
      '',
      'volume vol-gone in eu-west-1',
      '  Snapshots are not scheduled for vol-gone: the volume is gone',
      '  Last copy: 2026-03-02T05:00:00Z',
      '  Copies: 1',
      '    snap-03-01  2026-03-01T05:00:00Z  completed  keep: the volume is gone  stays',
    ]);
  });
});

test('C-53 a name cannot write a line of its own', () => {
  const world = { volumes: [volume({ tags: { Name: 'data\n  Schedule type: Hourly' } })] };
  expect(linesOf('vol-1', world)[0]).toBe(
    String.raw`volume vol-1 (data\u{a}  Schedule type: Hourly) in eu-west-1, attached to i-1`,
  );
});
