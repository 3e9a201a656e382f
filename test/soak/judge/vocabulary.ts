import type { Marks, Rhythm, Tier } from './slots.ts';

/** The values that people write into tags here, each with what docs/tags.md says it means. Nothing is parsed. */

/** What must be there after a run, of what was there before it. */
export type Rule =
  /** So many copies, and one of each of the last so many slots. */
  | { readonly kind: 'copies'; readonly count: number; readonly rhythm: Rhythm }
  /** The first copy of each slot of a paused set, whichever set took it. */
  | { readonly kind: 'firsts'; readonly rhythm: Rhythm }
  | { readonly kind: 'periods'; readonly count: number; readonly tier: Tier }
  | { readonly kind: 'age'; readonly hours: number };

/** `autosnap`: how often, and the rules it brings along; `paused` where every count is 0. */
export interface Often {
  readonly rhythm: Rhythm;
  readonly counts: 'none' | 'unnamed' | 'named';
  readonly rules: readonly Rule[];
}

export type Every = Often | 'paused' | 'unreadable' | 'empty';

/** `autosnap_retain`: a count is of the slots of the rhythm in force. */
export type Kept = readonly (
  | Exclude<Rule, { kind: 'copies' | 'firsts' }>
  | { kind: 'last'; count: number }
)[];

export type Retain = Kept | 'unreadable' | 'empty';

const WEEK = [0, 1, 2, 3, 4, 5, 6];
const WORKDAYS = [0, 1, 2, 3, 4];
const ALL_HOURS = Array.from({ length: 24 }, (_, hour) => hour);

const days = (every: number): Rhythm => ({ kind: 'days', every });
const hours = (every: number): Rhythm => ({ kind: 'hours', every });
const at = (...marks: Marks[]): Rhythm => ({ kind: 'marks', marks });
const dates = (...list: readonly number[]): Marks['days'] => ({ dates: list });
const mark = (onDays: Marks['days'], atHours: readonly number[] = [0]): Marks => ({
  days: onDays,
  hours: atHours,
});

function plain(rhythm: Rhythm): Often {
  return { rhythm, counts: 'none', rules: [] };
}

function counted(count: number, one: Marks): Often {
  return { rhythm: at(one), counts: 'unnamed', rules: [{ kind: 'copies', count, rhythm: at(one) }] };
}

function sets(...list: (readonly [count: number, one: Marks])[]): Often {
  return {
    rhythm: at(...list.filter(([count]) => count > 0).map(([, one]) => one)),
    counts: 'named',
    rules: list.map(([count, one]) =>
      count === 0 ? { kind: 'firsts', rhythm: at(one) } : { kind: 'copies', count, rhythm: at(one) },
    ),
  };
}

const NIGHTS = mark(WORKDAYS, [2]);
const SUNDAYS = mark([6], [3]);

export const EVERY: Readonly<Record<string, Every>> = {
  '1': plain(days(1)),
  ' 1 ': plain(days(1)),
  '2': plain(days(2)),
  '7': plain(days(7)),
  '1h': plain(hours(1)),
  '6H': plain(hours(6)),
  '36h': plain(hours(36)),
  '2d': plain(days(2)),
  '1w': plain(days(7)),
  '@sat': plain(at(mark([5]))),
  '@2': plain(at(mark(WEEK, [2]))),
  '@0': plain(at(mark(WEEK))),
  '@0-23': plain(at(mark(WEEK, ALL_HOURS))),
  '@Mon-Fri@8+12+16+20': plain(at(mark(WORKDAYS, [8, 12, 16, 20]))),
  '@mon , thu @22-1': plain(at(mark([0, 3], [0, 1, 22, 23]))),
  '@fri-mon@2,3': plain(at(mark([0, 4, 5, 6], [2, 3]))),
  '7@mon-fri@2': counted(7, NIGHTS),
  '2@6+18': counted(2, mark(WEEK, [6, 18])),
  '3@sun': counted(3, mark([6])),
  '3@1st+15th@2': counted(3, mark(dates(1, 15), [2])),
  '0@mon': 'paused',
  '0@0': 'paused',
  'nightly=3@mon-fri@2 weekly=2@sun@3': sets([3, NIGHTS], [2, SUNDAYS]),
  'Nightly=0@mon-fri@2 weekly=2@sun@3': sets([0, NIGHTS], [2, SUNDAYS]),
  'days=1 old=0@6+18': sets([1, mark(WEEK)], [0, mark(WEEK, [6, 18])]),
  'hours=4@0-23 days=3': sets([4, mark(WEEK, ALL_HOURS)], [3, mark(WEEK)]),
  'days=2': sets([2, mark(WEEK)]),
  '12@1st@2': counted(12, mark(dates(1), [2])),
  '@last': plain(at(mark(dates(31)))),
  '@1st+15TH@6': plain(at(mark(dates(1, 15), [6]))),
  'days=3 months=2@31st@22': sets([3, mark(WEEK)], [2, mark(dates(31), [22])]),
  'a=0 b=0@sat': 'paused',
  '': 'empty',
  '  ': 'empty',
  daily: 'unreadable',
  '0': 'unreadable',
  '-1': 'unreadable',
  '1.5': 'unreadable',
  '٣': 'unreadable',
  '@someday': 'unreadable',
  '@2@3@4': 'unreadable',
  '3@mon 2@sun': 'unreadable',
  '@32nd': 'unreadable',
  '@1st-15th': 'unreadable',
  'a=1 a=2@sun': 'unreadable',
  '10000': 'unreadable',
};

const last = (count: number): Kept => [{ kind: 'last', count }];
const tiers = (...list: (readonly [Tier, number])[]): Kept =>
  list.map(([tier, count]) => ({ kind: 'periods', tier, count }));

export const RETAIN: Readonly<Record<string, Retain>> = {
  '1': last(1),
  '2': last(2),
  '3': last(3),
  '5': last(5),
  ' 4 ': last(4),
  '12': last(12),
  '30': last(30),
  'daily:3': tiers(['daily', 3]),
  'Hourly:6 daily:3 weekly:2': tiers(['hourly', 6], ['daily', 3], ['weekly', 2]),
  'daily:7 weekly:4 monthly:12 yearly:3': tiers(['daily', 7], ['weekly', 4], ['monthly', 12], ['yearly', 3]),
  'monthly:2': tiers(['monthly', 2]),
  'within:36h': [{ kind: 'age', hours: 36 }],
  'within:3d': [{ kind: 'age', hours: 72 }],
  '2 within:1w': [...last(2), { kind: 'age', hours: 168 }],
  '3 daily:4 weekly:2': [...last(3), ...tiers(['daily', 4], ['weekly', 2])],
  '': 'empty',
  ' ': 'empty',
  '0': 'unreadable',
  '7d': 'unreadable',
  '-3': 'unreadable',
  'daily:0': 'unreadable',
  '3 4': 'unreadable',
  'within:': 'unreadable',
};

/** Values for a life that is to become calm: each asks for exactly so many copies. */
export const CALM: readonly (readonly [every: string, retain: string, count: number])[] = [
  ['1', '1', 1],
  ['1', '3', 3],
  ['6H', '5', 5],
  ['1h', '2', 2],
  ['2', '2', 2],
  ['@2', ' 4 ', 4],
  ['@Mon-Fri@8+12+16+20', '3', 3],
  ['2@6+18', '', 2],
  ['3@sun', '', 3],
  ['7@mon-fri@2', '', 7],
  ['@last', '2', 2],
  ['3@1st+15th@2', '', 3],
];
