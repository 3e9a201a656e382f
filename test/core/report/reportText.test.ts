import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Zone } from '../../../lambda/core/calendar.ts';
import { LARGEST_MESSAGE, reportSubject, reportText } from '../../../lambda/core/report/reportText.ts';
import { wholeLines } from '../../wholeLines.ts';
import { aText } from '../../soak/estate/texts.ts';
import { manyCauses } from './manyCauses.ts';
import {
  DAILY,
  dailyCopies,
  deletedBy,
  detached,
  foreign,
  instance,
  planOf,
  reportOf,
  reportOn,
  snapshot,
  takenBy,
  textOf,
  volume,
} from '../fixtures.ts';

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Volumes of one instance that each have a problem. */
function troubled(count: number, name = 'data') {
  return planOf({
    volumes: Array.from({ length: count }, (_, index) =>
      volume({ id: `vol-${index}`, tags: { autosnap_retain: '7d', Name: name } }),
    ),
  });
}

describe('C-50 the whole report', () => {
  test('of an ordinary day', () => {
    const plan = planOf({ volumes: [volume({ tags: { Name: 'data' } })], snapshots: dailyCopies(4) });
    expect(
      textOf(reportOf(plan)),
    ).toBe(`OK: 1 of 1 volume on schedule; 1 full, 0 still filling, 0 without a restorable snapshot.

Job Default, prefix autosnap, account 123456789012, aws-snapper 1.2.3
Decided for 2026-03-10T05:00:00Z, started 2026-03-10T05:00:01Z, finished 2026-03-10T05:00:09Z
In all: 1 instance and 1 volume managed, 1 created, 1 deleted

Region eu-west-1
  managed: 1 instance, 1 volume
  created: 1
    snap-new-vol-1 of i-1 /dev/sdf (vol-1, data): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC
  deleted: 1
    snap-03-06 of i-1 /dev/sdf (vol-1, data): beyond 3
  kept: 3
`);
  });

  test('what needs a person comes right after the headline', () => {
    const plan = planOf({
      volumes: [
        volume(),
        volume({ id: 'vol-2', tags: { autosnap_retain: '7d' } }),
        volume({ id: 'vol-3', state: 'creating' }),
        detached({}, { id: 'vol-4' }),
      ],
      snapshots: [snapshot('03-07'), snapshot('03-01', { volumeId: 'vol-4', sizeGiB: 10 })],
    });
    const text = textOf(
      reportOf(plan, [{ kind: 'create', status: 'failed', volumeId: 'vol-1', code: 'Oops', message: 'no' }]),
    );
    const lines = text.split('\n');
    expect(lines[0]).toMatch(
      /^FAILURE: 1 snapshot could not be created; 1 tag cannot be read, so 1 of 3 volumes /,
    );
    expect(lines.slice(2, 9)).toEqual([
      'WHAT NEEDS A PERSON',
      '  i-1 /dev/sdf (vol-1) got no snapshot: Oops: no; none since 7 Mar; the next run tries again',
      '  i-1 /dev/sdf (vol-2) autosnap_retain = "7d": left alone, no snapshot yet; use within:7d',
      '  i-1 /dev/sdf (vol-1) missed 2 slots before this run, none since 7 Mar; check that a run comes for each slot',
      '  i-1 /dev/sdf (vol-3) passed over: the volume is in state creating; the next run looks again',
      '  vol-4: 1 snapshot kept and no new ones, because no tag autosnap. Meant? Write autosnap_ignore on it. Not meant? aws-snapper enable vol-4 --every 1 --retain 7 --region eu-west-1',
      '',
    ]);
  });

  test('of a dry run', () => {
    const plan = planOf({ snapshots: dailyCopies(4) });
    const text = reportText(reportOn([{ status: 'planned', plan }], { dryRun: true }));
    expect(text).toContain('  would create: 1\n    i-1 /dev/sdf (vol-1): due since');
    expect(text).toContain('  would delete: 1\n    snap-03-06 of i-1 /dev/sdf (vol-1): beyond 3\n');
    expect(text).toContain('0 created, 0 deleted');
  });

  test('of a region that could not be read', () => {
    const text = reportText(
      reportOn([{ status: 'unreachable', region: 'ap-east-1', code: 'AuthFailure', message: 'not enabled' }]),
    );
    expect(text).toContain('FAILURE: ap-east-1 could not be read: AuthFailure: not enabled.\n');
    expect(text).not.toContain('Region ap-east-1');
  });

  test('an account that did not answer is unknown', () => {
    expect(reportText(reportOn([], { account: undefined }))).toContain('account unknown');
  });

  test('C-21 a scheduled time that was not taken is noted', () => {
    expect(reportText(reportOn([], { notes: ['so the clock decides'] }))).toContain(
      'Note: so the clock decides\n',
    );
  });
});

describe('U3 a faulty tag is one line, with its server, what it costs and a value to use', () => {
  test.for([
    [
      'of the volume',
      { autosnap_retain: '0' },
      DAILY,
      'db /dev/sdf (vol-1) autosnap_retain = "0" is wrong at character 1: a whole number from 1 to 9999 is expected; left alone, none since 9 Mar',
    ],
    [
      'with a value to use',
      { autosnap_retain: '7 days' },
      DAILY,
      'db /dev/sdf (vol-1) autosnap_retain = "7 days": left alone, none since 9 Mar; use within:7d',
    ],
    [
      'of the instance',
      {},
      { autosnap: '1', autosnap_retain: '7 days' },
      'db (i-1) autosnap_retain = "7 days": 2 volumes left alone, 1 of them without any snapshot; use within:7d',
    ],
    [
      'missing',
      { autosnap: '1' },
      {},
      'db /dev/sdf (vol-1) autosnap_retain is not set, though autosnap is set; use 7; left alone, none since 9 Mar',
    ],
    [
      'missing on the instance',
      {},
      { autosnap: '1' },
      'db (i-1) autosnap_retain is not set, though autosnap is set; use 7; 2 volumes left alone, 1 of them without any snapshot',
    ],
  ] as const)('%s', ([, onVolume, onInstance, words]) => {
    const plan = planOf({
      instances: [instance({ tags: { ...onInstance, Name: 'db' } })],
      volumes: [volume({ tags: onVolume }), volume({ id: 'vol-2' })],
      snapshots: dailyCopies(2),
    });
    expect(textOf(reportOf(plan))).toContain(`\nWHAT NEEDS A PERSON\n  ${words}\n`);
  });

  test.for([
    ['UTC', '2026-03-09T23:30:00Z', 'none since 9 Mar'],
    ['Europe/Berlin', '2026-03-09T23:30:00Z', 'none since 10 Mar'],
    ['America/Los_Angeles', '2026-03-09T06:30:00Z', 'none since 8 Mar'],
    ['Europe/Berlin', '2025-12-31T23:30:00Z', 'none since 1 Jan'],
    ['UTC', '2025-12-31T23:30:00Z', 'none since 31 Dec 2025'],
  ] as const)('U13 since when it has been so is a day of time_zone: %s, %s', ([zone, time, words]) => {
    const plan = planOf({
      instances: [instance({ tags: { autosnap: 'x' } })],
      snapshots: [snapshot('03-09', { startedAt: Date.parse(time) })],
    });
    const report = reportOn([{ status: 'done', plan, outcomes: [] }], { zone: new Zone(zone) });
    expect(textOf(report)).toContain(words);
  });

  test('C-15 the report does not say that nothing is created where another attachment has it created', () => {
    const plan = planOf({
      instances: [instance(), instance({ id: 'i-2', tags: { autosnap: '1', autosnap_retain: 'x' } })],
      volumes: [volume({ instanceIds: ['i-1', 'i-2'] })],
      snapshots: dailyCopies(3),
    });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual([]);
    const text = textOf(reportOf(plan));
    expect(text).not.toContain('left alone');
    expect(text).toContain('(within:30d); no snapshot of 1 volume is deleted, none since 9 Mar\n');
  });
});

describe('names are anybody’s words', () => {
  test.for([
    ['a line break', 'x\nOK: all is well'],
    ['a terminal escape', '\u001B[2J\u001B[H'],
    ['a mark that turns the writing direction', '\u202Egnihton'],
  ] as const)('%s cannot rewrite the report', ([, word]) => {
    const plan = planOf({
      instances: [
        instance({ tags: { ...DAILY, Name: word, [`Autosnap${word}`]: '1', [`autosnap_${word}`]: '' } }),
      ],
      volumes: [
        volume({ tags: { Name: word } }),
        volume({ id: 'vol-2', tags: { Name: word, autosnap_retain: word } }),
        detached({ Name: word }, { id: 'vol-3' }),
      ],
      snapshots: [
        ...dailyCopies(4),
        snapshot('03-01', { volumeId: 'vol-3' }),
        foreign('03-02', { snapshot_tool: word }),
      ],
      notes: [word],
    });
    const text = reportText(
      reportOn([{ status: 'planned', plan }], { jobName: word, notes: [`${word} in a note`] }),
    );
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.split('\n')).not.toContain('OK: all is well');
  });
});

describe('C-54 what does not fit is cut and counted', () => {
  test('each cause by itself: here to the first three hundred tags, and no brake', () => {
    const report = reportOf({ ...troubled(1001), brakes: [{ scope: 'region', wanted: 11, of: 12 }] });
    const lines = wholeLines(reportText(report, 80_000)).split('\n');
    expect(lines.filter((line) => line.includes('autosnap_retain = "7d": '))).toHaveLength(300);
    expect(lines).toContain(
      "  … and 701 more (1001 tags unreadable), see the function's return value or --json",
    );
    expect(
      lines.filter((line) =>
        line.includes('of the 12 snapshots before the run, retention would delete 11 at once'),
      ),
    ).toHaveLength(1);
  });

  test('a report that fits shows every line', () => {
    const text = textOf(reportOf(troubled(100)));
    expect(text.match(/autosnap_retain = "7d"/g)).toHaveLength(100);
    expect(text).not.toContain('… and');
  });

  test.for([
    ['a few thousand problems', 3000, 'data'],
    ['names of characters that take four bytes', 1500, '💾'.repeat(200)],
  ] as const)('%s fill a message and no more', ([, count, name]) => {
    const text = reportText(reportOf(troubled(count, name)));
    const shown = wholeLines(text).match(/autosnap_retain = "7d"/g)?.length ?? 0;
    expect(bytes(text)).toBeLessThanOrEqual(LARGEST_MESSAGE);
    expect(reportText(reportOf(troubled(count, name)), bytes(text))).toBe(text);
    expect(shown).toBeGreaterThan(0);
    expect(wholeLines(text)).toContain(
      `… and ${count - shown} more (${count} tags unreadable), see the function's return value or --json`,
    );
    expect(text.split('\n')[0]).toContain(`FAILURE: ${count} tags cannot be read, so ${count} of`);
    expect(text).toContain('Job Default');
  });

  test('a retention with a wrong digit that brakes thousands of volumes leaves the report readable', () => {
    const ids = Array.from({ length: 3000 }, (_, index) => `vol-0123456789abcdef${index}`);
    const plan = planOf({ volumes: [] });
    const tag = { key: 'autosnap_retain', text: '1', source: 'i-1' };
    const brakes = [
      { scope: 'region' as const, wanted: 87_000, of: 90_000 },
      ...ids.map((volumeId) => ({ scope: 'volume' as const, volumeId, wanted: 29, of: 30, perDay: 2, tag })),
    ];
    const report = reportOf({ ...plan, brakes });
    const text = reportText(report);
    expect(bytes(text.split('\n')[0] ?? '')).toBeLessThan(2000);
    expect(text).toContain('Job Default');
    expect(text).toContain('Region eu-west-1');
  });

  test.for([0, 1, 10, 100, 1000, 10_000])('never more than %i bytes, and never half a character', (most) => {
    const text = reportText(reportOf(troubled(50, 'Größe 💾')), most);
    expect(bytes(text)).toBeLessThanOrEqual(most);
    expect(text).not.toMatch(/\p{Cs}|\uFFFD/u);
  });
});

test('no line of the text is longer than a hundred characters, but for a word that is', () => {
  fc.assert(
    fc.property(aText, aText, (name, value) => {
      const plan = planOf({
        volumes: [
          volume({ tags: { Name: name } }),
          volume({ id: 'vol-2', tags: { Name: name, autosnap_retain: `7 ${value}` } }),
        ],
        snapshots: dailyCopies(30),
      });
      const lines = reportText(reportOn([{ status: 'planned', plan }], { jobName: value })).split('\n');
      expect(lines.filter((line) => line.length > 100 && line.trim().includes(' '))).toEqual([]);
      expect(lines.filter((line) => /^\S/.test(line)).length).toBeLessThan(9);
    }),
    { numRuns: 30 },
  );
});

describe('U16 quiet regions', () => {
  test('are one line together, and not those with anything to say', () => {
    const quiet = Array.from({ length: 17 }, (_, index) => ({
      status: 'done' as const,
      plan: { ...planOf({ instances: [], volumes: [] }), region: `r-${index}` },
      outcomes: [],
    }));
    const noted = { ...planOf({ instances: [], volumes: [], notes: ['look'] }), region: 'noted' };
    const text = textOf(
      reportOn([
        ...quiet,
        { status: 'done', plan: noted, outcomes: [] },
        { status: 'done', plan: planOf(), outcomes: [] },
      ]),
    );
    expect(text).toContain('\n17 regions without tagged volumes: r-0, r-1, r-2, ');
    expect(text.match(/^Region \S+/gm)).toEqual(['Region noted', 'Region eu-west-1']);
  });
});

describe('C-54 the subject', () => {
  test.for([
    ['OK', () => reportOf(planOf({ snapshots: dailyCopies(3) })), 'AWS Snapshot Report OK - Default'],
    ['a problem', () => reportOf(troubled(1)), 'AWS Snapshot Report FAILURE: 1 tag unreadable - Default'],
    [
      'a dry run',
      () => reportOn([], { dryRun: true }),
      'AWS Snapshot Report PLAN WARNING: nothing asks for snapshots - Default',
    ],
    [
      'other scripts',
      () => reportOn([], { jobName: 'Größe\n日' }),
      'AWS Snapshot Report WARNING: nothing asks for snapshots - Gr??e??',
    ],
    [
      'an end in spaces, and no room for a cause',
      () => reportOn([], { jobName: `${'x'.repeat(66)}   y` }),
      `AWS Snapshot Report WARNING - ${'x'.repeat(66)}`,
    ],
    [
      'of a job whose name is a link',
      () => reportOn([], { jobName: 'see https://evil.example' }),
      'AWS Snapshot Report WARNING: nothing asks for snapshots - see https:?/evil.example',
    ],
  ] as const)('%s', ([, report, subject]) => {
    expect(reportSubject(report())).toBe(subject);
  });

  test('names the most dangerous causes, and counts those for which it has no room', () => {
    expect(reportSubject(manyCauses())).toBe(
      'AWS Snapshot Report FAILURE: 2 regions not read, 10 tags unreadable, 1 brake, 1 more - Default',
    );
    expect(reportSubject({ ...manyCauses(), jobName: 'x'.repeat(40) })).toBe(
      `AWS Snapshot Report FAILURE: 2 regions not read, 3 more - ${'x'.repeat(40)}`,
    );
  });

  test('is printable ASCII of at most 99 characters, whatever the job is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (job) => {
        expect(reportSubject({ ...reportOn([]), jobName: job })).toMatch(
          /^AWS Snapshot Report WARNING[\x20-\x7e]{0,72}$/,
        );
      }),
    );
  });
});

test('U3 U4 243 volumes and many causes are at most sixty lines, the first ten of which name each cause', async () => {
  const text = reportText(manyCauses());
  await expect(text).toMatchFileSnapshot('../../../docs/samples/manyCauses.txt');
  const lines = text.split('\n');
  expect(lines.length).toBeLessThanOrEqual(60);
  const first = lines.slice(0, 10).join(' ').replaceAll(/\s+/g, ' ');
  for (const cause of [
    '2 regions could not be read',
    '10 tags cannot be read, so 30 of 243 volumes are left alone',
    '1 brake holds deletions back: big-db',
    'AWS failed snapshots of 12 volumes: "The specified key',
    '201 of 243 volumes on schedule',
  ])
    expect(first).toContain(cause);
});
