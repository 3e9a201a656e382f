import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LARGEST_MESSAGE, reportSubject, reportText } from '../../../lambda/core/report/reportText.ts';
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
      reportText(reportOf(plan)),
    ).toBe(`OK: 1 of 1 managed volume on schedule; 1 full, 0 still filling, 0 without a restorable copy.

Job Default, prefix autosnap, account 123456789012, aws-snapper 1.2.3
Decided for 2026-03-10T05:00:00Z, started 2026-03-10T05:00:01Z, finished 2026-03-10T05:00:09Z
In all: 1 instance and 1 volume managed, 1 created, 1 deleted

Region eu-west-1
  managed: 1 instance, 1 volume
  created: 1
    snap-new-vol-1 of vol-1 (data): due since 2026-03-10 00:00, last snapshot 2026-03-09 05:00 UTC
  deleted: 1
    snap-03-06 of vol-1 (data): beyond 3
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
    const text = reportText(
      reportOf(plan, [{ kind: 'create', status: 'failed', volumeId: 'vol-1', code: 'Oops', message: 'no' }]),
    );
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^FAILURE: 0 of 1 managed volume on schedule/);
    expect(lines.slice(2, 8)).toEqual([
      'WHAT NEEDS A PERSON',
      '  eu-west-1: vol-2: autosnap_retain = "7d" is wrong at character 1: a number of copies is expected, tiers (daily:7 weekly:4) or an age (within:30d); use within:7d; nothing is created or deleted for it until then',
      '  eu-west-1: vol-1 got no copy: Oops: no',
      '  eu-west-1: vol-1 missed 2 of its slots before this run (due since 2026-03-08 00:00, last snapshot 2026-03-07 05:00 UTC)',
      '  eu-west-1: vol-3 was passed over: the volume is in state creating',
      expect.stringMatching(
        /^ {2}eu-west-1: 1 copy of vol-4 \(untagged\), 10 GiB in full, from 2026-03-01T05:00:00Z to 2026-03-01T05:00:00Z, kept; to delete them: printf /,
      ),
    ]);
  });

  test('of a dry run', () => {
    const plan = planOf({ snapshots: dailyCopies(4) });
    const text = reportText(reportOn([{ status: 'planned', plan }], { dryRun: true }));
    expect(text).toContain('  would create: 1\n    vol-1: due since');
    expect(text).toContain('  would delete: 1\n    snap-03-06 of vol-1: beyond 3\n');
    expect(text).toContain('0 created, 0 deleted');
  });

  test('of a region that could not be read', () => {
    const text = reportText(
      reportOn([{ status: 'unreachable', region: 'ap-east-1', code: 'AuthFailure', message: 'not enabled' }]),
    );
    expect(text).toContain('  ap-east-1: nothing could be read or done here (AuthFailure: not enabled)\n');
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

describe('a problem is told with key, value, source and a remedy', () => {
  test.for([
    [
      'of the volume',
      { autosnap_retain: '0' },
      DAILY,
      'autosnap_retain = "0" is wrong at character 1: a whole number from 1 to 9999 is expected',
    ],
    [
      'of the instance',
      {},
      { autosnap: 'x', autosnap_retain: '3' },
      'autosnap = "x" (from i-1) is wrong at character 1: a number alone or with h, d or w is expected, a calendar (@mon-fri@8+12) or copy sets (nightly=7@mon-fri@2)',
    ],
    ['missing', { autosnap: '1' }, {}, 'autosnap_retain is not set, though autosnap is set; use 7'],
  ] as const)('%s', ([, onVolume, onInstance, words]) => {
    const plan = planOf({
      instances: [instance({ tags: onInstance })],
      volumes: [volume({ tags: onVolume })],
    });
    expect(reportText(reportOf(plan))).toContain(`  eu-west-1: vol-1: ${words}`);
  });

  test('C-15 the report does not say that nothing is created where another attachment has it created', () => {
    const plan = planOf({
      instances: [instance(), instance({ id: 'i-2', tags: { autosnap: '1', autosnap_retain: 'x' } })],
      volumes: [volume({ instanceIds: ['i-1', 'i-2'] })],
      snapshots: dailyCopies(3),
    });
    expect(takenBy(plan)).toEqual(['vol-1']);
    expect(deletedBy(plan)).toEqual([]);
    const text = reportText(reportOf(plan));
    expect(text).not.toContain('nothing is created');
    expect(text).toContain('(within:30d); no copy of it is deleted until then');
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
  test('each list by itself: here to the first thousand problems, and no brake', () => {
    const report = reportOf({ ...troubled(1001), brakes: [{ scope: 'region', wanted: 11, of: 12 }] });
    const lines = reportText(report, bytes(reportText(report)) - 1).split('\n');
    expect(lines.filter((line) => line.includes('autosnap_retain = "7d"'))).toHaveLength(1000);
    expect(lines).toContain("  eu-west-1: … and 1 more, see the function's return value or --json");
    expect(lines).toContain(
      '  eu-west-1: BRAKED in eu-west-1: retention would delete 11 of 12 restorable copies at once',
    );
  });

  test('a report that fits shows every line', () => {
    const text = reportText(reportOf(troubled(100)));
    expect(text.match(/autosnap_retain = "7d"/g)).toHaveLength(100);
    expect(text).not.toContain('more, see');
  });

  test.for([
    ['a few thousand problems', 3000, 'data'],
    ['names of characters that take four bytes', 1500, '💾'.repeat(200)],
  ] as const)('%s fill a message and no more', ([, count, name]) => {
    const text = reportText(reportOf(troubled(count, name)));
    const shown = text.match(/autosnap_retain = "7d"/g)?.length ?? 0;
    expect(bytes(text)).toBeLessThanOrEqual(LARGEST_MESSAGE);
    expect(reportText(reportOf(troubled(count, name)), bytes(text))).toBe(text);
    expect(shown).toBeGreaterThan(0);
    expect(text).toContain(`… and ${count - shown} more, see the function's return value or --json`);
    expect(text.split('\n')[0]).toContain(`${count} volumes with a problem`);
    expect(text).toContain('Job Default');
  });

  test('a retention with a wrong digit that brakes thousands of volumes leaves the report readable', () => {
    const ids = Array.from({ length: 3000 }, (_, index) => `vol-0123456789abcdef${index}`);
    const plan = planOf({ volumes: [] });
    const brakes = [
      { scope: 'region' as const, wanted: 87_000, of: 90_000 },
      ...ids.map((volumeId) => ({ scope: 'volume' as const, volumeId, wanted: 29, of: 30 })),
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

describe('C-54 the subject', () => {
  test.for([
    ['OK', () => reportOf(planOf({ snapshots: dailyCopies(3) })), 'AWS Snapshot Report OK - Default'],
    ['a problem', () => reportOf(troubled(1)), 'AWS Snapshot Report FAILURE - Default'],
    ['a dry run', () => reportOn([], { dryRun: true }), 'AWS Snapshot Report PLAN WARNING - Default'],
    ['other scripts', () => reportOn([], { jobName: 'Größe\n日' }), 'AWS Snapshot Report WARNING - Gr??e??'],
    [
      'an end in spaces',
      () => reportOn([], { jobName: `${'x'.repeat(66)}   y` }),
      `AWS Snapshot Report WARNING - ${'x'.repeat(66)}`,
    ],
    [
      'of a job whose name is a link',
      () => reportOn([], { jobName: 'see https://evil.example' }),
      'AWS Snapshot Report WARNING - see https:?/evil.example',
    ],
  ] as const)('%s', ([, report, subject]) => {
    expect(reportSubject(report())).toBe(subject);
  });

  test('is printable ASCII of at most 99 characters, whatever the job is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (job) => {
        expect(reportSubject(reportOn([], { jobName: job }))).toMatch(
          /^AWS Snapshot Report [\x20-\x7e]{0,79}$/,
        );
      }),
    );
  });
});
