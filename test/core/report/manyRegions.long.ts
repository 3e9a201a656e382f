import { describe, expect, test } from 'vitest';
import { fitted } from '../../../lambda/core/report/fit.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import { entriesIn, type RegionReport, type RegionResult } from '../../../lambda/core/report/region.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { LARGEST_MESSAGE, reportText } from '../../../lambda/core/report/reportText.ts';
import { dailyCopies, planOf, regionOf, reportOf, reportOn, snapshot, volume } from '../fixtures.ts';
import { reportLike } from './runs.ts';
import { wholeLines } from '../../wholeLines.ts';

/** Two hundred accounts with seventeen regions each: more than a message can tell of. */
const MANY = 3_400;

/** A thousand accounts: more than a function can return. */
const ALL = 17_000;

const KINDS = {
  quiet: planOf({ snapshots: [snapshot('03-10T01:00')] }),
  busy: planOf({ volumes: [volume({ tags: { Name: 'data' } })], snapshots: dailyCopies(4) }),
  troubled: planOf({
    volumes: Array.from({ length: 40 }, (_, index) =>
      volume({ id: `vol-${index}`, tags: { autosnap_retain: '7d' } }),
    ),
  }),
  braked: { ...planOf(), brakes: [{ scope: 'region', wanted: 28, of: 30 }] },
  lost: planOf({
    snapshots: ['vol-2', 'vol-3'].map((volumeId) =>
      snapshot('03-09', { id: `snap-of-${volumeId}`, volumeId }),
    ),
  }),
} satisfies Record<string, Plan>;

type Kind = keyof typeof KINDS | 'unreachable';

function unreachable(account: string, region: string): RegionResult {
  return { status: 'unreachable', account, region, code: 'AccessDenied', message: 'no member role' };
}

/** Regions of many accounts, each of the kind that its number has. */
function report(count: number, kindOf: (index: number) => Kind): Report {
  const parts: Record<Kind, RegionReport> = {
    quiet: regionOf(reportOf(KINDS.quiet)),
    busy: regionOf(reportOf(KINDS.busy)),
    troubled: regionOf(reportOf(KINDS.troubled)),
    braked: regionOf(reportOf(KINDS.braked)),
    lost: regionOf(reportOf(KINDS.lost)),
    unreachable: regionOf(reportOn([unreachable('222222222222', 'eu-west-1')])),
  };
  const regions = Array.from({ length: count }, (_, index) => {
    const account = String(100_000_000_000 + Math.floor(index / 17));
    return { ...parts[kindOf(index)], account, region: `eu-west-${index % 17}` };
  });
  return reportLike(reportOn([]), regions);
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function entriesOf({ regions }: Report): number {
  return regions.reduce((sum, region) => sum + entriesIn(region), 0);
}

/** How many regions a text counts without naming them. */
function countedIn(text: string, words: string): number {
  return Number(new RegExp(`… and (\\d+) more regions?${words}, see the function's`).exec(text)?.[1] ?? 0);
}

/** How many regions a text says could not be read, in its first line or below it. */
function unreadIn(text: string): number {
  return Number(/(\d+) regions could not be read \(/.exec(wholeLines(text))?.[1] ?? 0);
}

/** The lines of what needs a person, whole. */
function troubleIn(text: string): string[] {
  const lines = wholeLines(text).split('\n');
  const start = lines.indexOf('WHAT NEEDS A PERSON');
  return start === -1 ? [] : lines.slice(start + 1, lines.indexOf('', start));
}

/** How many entries of a cause a text counts without telling them. */
function moreIn(text: string, subject: string): number {
  const words = new RegExp(
    `^  … and (\\d+) more \\(${subject}\\), see the function's return value or --json$`,
  );
  return troubleIn(text).reduce((sum, line) => sum + Number(words.exec(line)?.[1] ?? 0), 0);
}

const UNREADABLE = /vol-\d+\) autosnap_retain = "7d": left alone, no snapshot yet; use within:7d$/;

function sectionsIn(text: string): string[] {
  return text.match(/^Region \S+$/gm) ?? [];
}

describe('the text of many regions', () => {
  test.for<[what: string, kindOf: (index: number) => Kind]>([
    ['quiet', () => 'quiet'],
    ['at work', () => 'busy'],
    ['out of reach', () => 'unreachable'],
    ['in trouble', () => 'troubled'],
    ['braked', () => 'braked'],
    ['with lost volumes', () => 'lost'],
    [
      'of every kind',
      (index) => (['quiet', 'busy', 'unreachable', 'troubled', 'braked'] as const)[index % 5] ?? 'quiet',
    ],
  ])('%s fits a message, the headline first, and each region is shown or counted', ([, kindOf]) => {
    const { headline, regions } = report(MANY, kindOf);
    const text = reportText({ ...report(MANY, kindOf), headline });
    expect(bytes(text)).toBeLessThanOrEqual(LARGEST_MESSAGE);
    expect(wholeLines(text).startsWith(`${headline.line}\n`)).toBe(true);
    expect(bytes(headline.line)).toBeLessThan(10_000);
    expect(sectionsIn(text).length + unreadIn(text) + countedIn(text, '')).toBe(regions.length);
    expect(text).toContain('account 123456789012, accounts 200, aws-snapper 1.2.3\n');
  });

  test('shows all that needs a person, with a line for each volume, and then what is quiet', () => {
    const text = reportText(report(ALL, (index) => (index % 1000 === 999 ? 'troubled' : 'quiet')));
    expect(troubleIn(text).filter((line) => UNREADABLE.test(line))).toHaveLength(17 * 40);
    expect(troubleIn(text)).toHaveLength(17 * 40);
    expect(sectionsIn(text)).toContain('Region 100000000058/eu-west-13');
    expect(sectionsIn(text).length).toBeGreaterThan(1000);
  });

  test('shows where something was done before what is quiet, in the order of the report', () => {
    const text = reportText(report(ALL, (index) => (index >= ALL - 2 ? 'busy' : 'quiet')));
    const shown = sectionsIn(text);
    expect(shown.slice(-2)).toEqual(['Region 100000000999/eu-west-15', 'Region 100000000999/eu-west-16']);
    expect(shown[0]).toBe('Region 100000000000/eu-west-0');
  });

  test('counts what needs a person and is not shown where it is looked for', () => {
    const text = reportText(report(MANY, (index) => (index % 10 === 0 ? 'quiet' : 'troubled')));
    const told = troubleIn(text).filter((line) => UNREADABLE.test(line)).length;
    expect(told).toBeGreaterThanOrEqual(300);
    const all = MANY * 0.9 * 40;
    expect(moreIn(text, `${all} tags unreadable`)).toBe(all - told);
  });

  test('tells one reason why many regions could not be read once, and names as many as an account has', () => {
    const text = reportText(report(MANY, (index) => (index % 10 === 0 ? 'quiet' : 'unreachable')));
    expect(troubleIn(text)).toEqual([
      expect.stringMatching(
        /^  3060 regions could not be read \((?:\d{12}\/eu-west-\d+, ){33}\d{12}\/eu-west-\d+ and 3026 more\): AccessDenied: no member role/,
      ),
    ]);
  });
});

test('one account has every region in its text, however little of each', () => {
  const text = reportText(
    report(34, () => 'troubled'),
    9000,
  );
  expect(sectionsIn(text)).toHaveLength(34);
  expect(bytes(text)).toBeLessThanOrEqual(9000);
  const told = troubleIn(text).filter((line) => UNREADABLE.test(line)).length;
  expect(told + moreIn(text, '1360 tags unreadable')).toBe(34 * 40);
  expect(text).not.toContain('more region');
});

describe('a headline names the first regions and counts the others', () => {
  test.for<[kind: Kind, said: string]>([
    [
      'braked',
      '36 brakes hold deletions back in 100000000000/eu-west-0, 100000000000/eu-west-1, 100000000000/eu-west-2 and 33 more: ',
    ],
    [
      'lost',
      '2 of 3 volumes of 100000000000/eu-west-2 are gone since their last snapshot; 33 more regions with such a loss',
    ],
  ])('%s', ([kind, said]) => {
    expect(report(36, () => kind).headline.line).toContain(said);
    expect(report(3, () => kind).headline.line).not.toMatch(/eu-west-2 and|more region/);
  });

  test('empty', () => {
    const nobody = planOf({ instances: [], volumes: [] });
    const regions = Array.from({ length: 35 }, (_, index) => `r-${index}`);
    const results = regions.map((region) => ({ status: 'planned', plan: { ...nobody, region } }) as const);
    const { line } = reportOn([{ status: 'planned', plan: planOf() }, ...results], {
      scope: 'named',
    }).headline;
    expect(line).toMatch(/; nothing asks for snapshots in r-0, .*, r-33 and 1 more\.$/);
  });
});

describe('the JSON of many regions', () => {
  test('counts what needs a person and is in no group', () => {
    const whole = report(MANY, () => 'troubled');
    expect(whole.groups.length).toBeGreaterThanOrEqual(1000);
    expect(whole.groups.length + (whole.omittedGroups ?? 0)).toBe(MANY * 40);
  });

  test.for([
    [ALL, 5_500_000],
    [MANY, 200_000],
    [MANY, 20_000],
  ] as const)('of %i fits in %i bytes, and what is left out is counted', ([count, most]) => {
    const whole = report(count, (index) => (index % 100 === 99 ? 'troubled' : 'busy'));
    const cut = fitted(whole, most);
    expect(bytes(JSON.stringify(cut))).toBeLessThanOrEqual(most);
    expect(cut.regions.length + (cut.omittedRegions ?? 0)).toBe(count);
    expect(entriesOf(cut) + (cut.omitted ?? 0)).toBe(entriesOf(whole));
    expect(cut.headline).toEqual(whole.headline);
    expect(fitted(cut, most)).toEqual(cut);
    expect(sectionsIn(reportText(cut)).length + countedIn(reportText(cut), '')).toBe(count);
  });

  test('has those that need a person before those that work', () => {
    const cut = fitted(
      report(MANY, (index) => (index >= MANY - 100 ? 'troubled' : 'busy')),
      500_000,
    );
    expect(cut.regions.filter(({ problems }) => problems.length > 0)).toHaveLength(100);
    expect(cut.regions.length).toBeGreaterThan(100);
  });
});
