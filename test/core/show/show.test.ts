import { describe, expect, test } from 'vitest';
import { Zone } from '../../../lambda/core/calendar.ts';
import { isScheduled, showText } from '../../../lambda/core/show/showText.ts';
import type { ListedSnapshot, Snapshot, Tags } from '../../../lambda/core/snapshot.ts';
import { DAILY, dailyCopies, detached, foreign, instance, NOW, snapshot, UTC, volume } from '../fixtures.ts';
import { linesOf, shownOf, type World } from './page.ts';

const ASSUMED =
  'The days of deletion assume a run whenever a snapshot is due and at least one a day, each with a follow-up an hour later.';

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
      'volume web /dev/sdf (vol-1, data) in eu-west-1, attached to i-1',
      '  Schedule type: Daily   (autosnap=1 on i-1)',
      '  Retention: 3   (autosnap_retain=3 on i-1)',
      '  Last snapshot: 2026-03-09 05:00 UTC (24 h ago)',
      '  Next snapshot: with the next run (due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC)',
      '  Full: yes',
      '  Next deletion: snap-03-07, snap-03-06, snap-03-03 on 2026-03-10 (today)',
      '  Snapshots: 6, times in UTC',
      '    snap-03-09  2026-03-09 05:00         keep: 1 of 3      deleted 2026-03-12',
      '    snap-03-08  2026-03-08 05:00         keep: 2 of 3      deleted 2026-03-11',
      '    snap-03-07  2026-03-07 05:00         keep: 3 of 3      deleted 2026-03-10',
      '    snap-03-06  2026-03-06 05:00         expire: beyond 3  deleted 2026-03-10',
      '    snap-03-03  2026-03-03 05:00  error',
      '        expire: failed, restores nothing; deleted 2026-03-10',
      '    snap-03-02  2026-03-02 05:00',
      '        keep: pinned by autosnap_keep (audit 2026); stays until unpinned',
      '',
      ASSUMED,
      '',
      'Restore it: aws-snapper restore data --region eu-west-1',
    ]);
  });

  test('before the first copy', () => {
    expect(linesOf('vol-1')).toEqual([
      'volume i-1 /dev/sdf (vol-1) in eu-west-1',
      '  Schedule type: Daily   (autosnap=1 on i-1)',
      '  Retention: 3   (autosnap_retain=3 on i-1)',
      '  Last snapshot: none',
      '  Next snapshot: with the next run (has no snapshot yet)',
      '  Full: no, 3 places still empty',
      '  Snapshots: none',
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
      '  Last snapshot: 2026-03-10 02:00 UTC (3 h ago)',
      '  Next snapshot: 2026-03-17 00:00 UTC (in 6 days)',
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
    const world = { prefix: 'db' };
    const change = { prefix: 'db', defaultPolicy: { frequency: '6h', retain: 'daily:7 weekly:4' } };
    expect(linesOf('vol-1', world, change).slice(1, 3)).toEqual([
      '  Schedule type: Every 6 hours   (6h, the default policy)',
      '  Retention: 7 daily, 4 weekly   (daily:7 weekly:4, the default policy)',
    ]);
    const tagged = { ...world, instances: [instance({ tags: { db: '1', db_retain: '3' } })] };
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
      '  Last snapshot: 2026-03-09 05:00 UTC (24 h ago)',
      '  Next snapshot: with the next run (due, but 1 of its snapshots still pending (limit 1 for st1))',
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
      'volume web /dev/sdf (vol-1) in eu-west-1, attached to i-1 and i-2 and i-3',
      '  Schedule type: Daily   (autosnap=1 on i-1)',
      '  Retention: 3   (autosnap_retain=3 on i-1)',
      '  Schedule type: Weekly on: SATURDAY   (autosnap=@sat on i-2)',
      '  Retention: 8   (autosnap_retain=8 on i-2)',
      '  Problem: autosnap = "x" (from i-3) is wrong at character 1: a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or named sets (nightly=7@mon-fri@2)',
      '  Last snapshot: 2026-03-09 05:00 UTC (24 h ago)',
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
          instanceId: 'i-1',
          device: '/dev/sdf',
          status: 'scheduled',
          policies: [
            {
              schedule: { inWords: 'Daily', key: 'autosnap', text: '1', source: 'i-1' },
              retention: { inWords: '3', key: 'autosnap_retain', text: '3', source: 'i-1' },
            },
          ],
          problems: [],
          last: '2026-03-09T04:00:00Z',
          next: {
            at: '2026-03-10T05:00:00Z',
            isDue: true,
            because: 'due since 2026-03-10 00:00, last snapshot 2026-03-09 04:00 UTC',
          },
          lacking: 2,
          snapshots: [
            {
              snapshotId: 'snap-03-09',
              at: '2026-03-09T04:00:00Z',
              started: '2026-03-09T05:00:00Z',
              state: 'completed',
              fate: 'keep',
              because: '1 of 3',
              pin: undefined,
              goes: '2026-03-12',
            },
          ],
          lookedUntil: '2026-03-12',
          assumedRuns:
            'a run whenever a snapshot is due and at least one a day, each with a follow-up an hour later',
        },
      ],
      restore: 'aws-snapper restore vol-1 --region eu-west-1',
    });
  });
});

describe('U13 in a time zone', () => {
  test('every time is by its clocks, and the zone is named; a person reads how far away each is', () => {
    const snapshots = [snapshot('03-10T01:00'), snapshot('03-08T23:30')];
    const zone = new Zone('Europe/Berlin');
    expect(linesOf('vol-1', { snapshots }, { zone })).toEqual([
      'volume i-1 /dev/sdf (vol-1) in eu-west-1',
      '  Schedule type: Daily   (autosnap=1 on i-1)',
      '  Retention: 3   (autosnap_retain=3 on i-1)',
      '  Last snapshot: 2026-03-10 02:00 Europe/Berlin (4 h ago)',
      '  Next snapshot: 2026-03-11 00:00 Europe/Berlin (in 18 h)',
      '  Full: no, 1 place still empty',
      '  Next deletion: snap-03-08T23:30 on 2026-03-12 (in 2 days)',
      '  Snapshots: 2, times in Europe/Berlin',
      '    snap-03-10T01:00  2026-03-10 02:00  keep: 1 of 3  deleted 2026-03-13',
      '    snap-03-08T23:30  2026-03-09 00:30  keep: 2 of 3  deleted 2026-03-12',
      '',
      ASSUMED,
      '',
      'Restore it: aws-snapper restore vol-1 --region eu-west-1',
    ]);
  });

  test('the reason of a snapshot that is due is by the same clocks', () => {
    const lines = linesOf('vol-1', { snapshots: dailyCopies(1) }, { zone: new Zone('Europe/Berlin') });
    expect(lines[4]).toBe(
      '  Next snapshot: with the next run (due since 2026-03-10 00:00, last snapshot 2026-03-09 06:00 Europe/Berlin)',
    );
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
      'instance web (i-1) in eu-west-1',
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
      '  No volume is attached to it, so no snapshots are scheduled.',
    ]);
  });
});

test('a name cannot write a line of its own', () => {
  const world = { volumes: [volume({ tags: { Name: 'data\n  Schedule type: Hourly' } })] };
  expect(linesOf('vol-1', world)[0]).toBe(
    String.raw`volume i-1 /dev/sdf (vol-1, "data\u{a} \u{20}Schedule type: Hourly") in eu-west-1`,
  );
});

describe('what the days of deletion assume', () => {
  const copies = ['vol-1', 'vol-2', 'vol-3'].flatMap((volumeId) => dailyCopies(2, { volumeId }));
  const others = [volume({ id: 'vol-2' }), volume({ id: 'vol-3', tags: { autosnap: '1h' } })];

  test('is said once for all volumes of an instance, and apart where they differ', () => {
    const world = { volumes: [volume(), ...others], snapshots: copies };
    expect(linesOf('i-1', world).slice(-4, -2)).toEqual([
      'The days of deletion of vol-1; vol-2 assume a run whenever a snapshot is due and at least one a day, each with a follow-up an hour later.',
      'The days of deletion of vol-3 assume a run whenever a snapshot is due and at least one a day, without follow-ups.',
    ]);
  });

  test('is the hours of the trigger where they are known', () => {
    expect(linesOf('vol-1', { snapshots: copies }, { runHours: [3, 15] }).at(-3)).toBe(
      'The days of deletion assume a run each day at 03:00, 15:00 UTC, each with a follow-up an hour later.',
    );
  });
});

function own(tags: Tags = {}, change: Partial<ListedSnapshot> = {}): Snapshot {
  return snapshot('03-09', { ...change, tags });
}

describe('the command that restores it', () => {
  /** Not scheduled, because to foresee runs takes long. */
  const BARE = instance({ tags: {} });
  const named = (Name: string): World => ({
    instances: [BARE],
    volumes: [volume({ tags: { Name } })],
    snapshots: [own()],
  });
  const gone: World = {
    volumes: [],
    instances: [],
    snapshots: [own({ autosnap_instance: 'i-gone', autosnap_server: 'web', autosnap_named: 'root' })],
  };

  test.for<[string, string, World, string | undefined]>([
    ['by its Name', 'vol-1', named('data'), 'data'],
    ['by its id, where it has none', 'vol-1', { instances: [BARE], snapshots: [own()] }, 'vol-1'],
    ['whose Name has a space', 'vol-1', named('my data'), 'vol-1'],
    ['whose Name looks like an option', 'vol-1', named('--yes'), 'vol-1'],
    ['whose Name a shell would carry out', 'vol-1', named('$(reboot)'), 'vol-1'],
    ['whose Name would be shown by number', 'vol-1', named('s3://data'), 'vol-1'],
    [
      'whose Name its server has, too',
      'vol-1',
      { ...named('web'), instances: [instance({ tags: { Name: 'web' } })] },
      'vol-1',
    ],
    ['of a server', 'i-1', { instances: [instance({ tags: { Name: 'web' } })], snapshots: [own()] }, 'web'],
    [
      'of a server that lost its volumes',
      'i-1',
      { instances: [BARE], volumes: [], snapshots: [own({ autosnap_instance: 'i-1' })] },
      'i-1',
    ],
    ['of a snapshot', 'snap-03-09', named('data'), 'snap-03-09'],
    ['of a server that is gone', 'i-gone', gone, 'web'],
    [
      'of one whose Name another has now',
      'i-gone',
      { ...gone, instances: [instance({ tags: { Name: 'web' } })] },
      'i-gone',
    ],
    ['of a volume that is gone', 'root', gone, 'vol-1'],
    ['not where nothing is there', 'vol-1', { instances: [BARE] }, undefined],
    [
      'nor where nothing restores',
      'vol-1',
      { instances: [BARE], snapshots: [own({}, { state: 'pending' })] },
      undefined,
    ],
    [
      'nor from the archive',
      'vol-1',
      { instances: [BARE], snapshots: [own({}, { tier: 'archive' })] },
      undefined,
    ],
    [
      'nor from what is not ours',
      'vol-1',
      { instances: [BARE], snapshots: [foreign('03-09', {})] },
      undefined,
    ],
  ])('%s', ([, name, world, restored]) => {
    const command = restored && `aws-snapper restore ${restored} --region eu-west-1`;
    const shown = shownOf(name, world);
    expect(shown.restore).toBe(command);
    const lines = showText(shown, { now: NOW, zone: UTC, prefix: 'autosnap' }).split('\n');
    expect(lines.filter((line) => line.startsWith('Restore it'))).toEqual(
      command === undefined ? [] : [`Restore it: ${command}`],
    );
  });

  test('has the prefix where that is not the usual one', () => {
    const world = { ...named('data'), prefix: 'db' };
    expect(linesOf('vol-1', world, { prefix: 'db' }).at(-1)).toBe(
      'Restore it: aws-snapper restore data --region eu-west-1 --prefix db',
    );
  });
});
