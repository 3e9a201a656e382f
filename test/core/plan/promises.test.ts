import { describe, expect, test } from 'vitest';
import { hintsIn, instance, planOf } from '../fixtures.ts';

function hintsOn(autosnap: string): readonly string[] {
  return hintsIn(planOf({ instances: [instance({ tags: { autosnap } })] }));
}

/** What is said of a tag under a prefix of its own. */
function hintsBy(prefix: string, every: string, interval = 86_400): readonly string[] {
  const retain = /^\d+@|=/.test(every) ? {} : { [`${prefix}_retain`]: '4' };
  return hintsIn(
    planOf({ instances: [instance({ tags: { [prefix]: every, ...retain } })] }, { prefix, interval }),
  );
}

describe('W07 a copy set whose name promises another pace than its calendar has', () => {
  test.for([
    ['monthly=12@1', '"Daily at 01:00", not monthly; use monthly=12@1st@1'],
    ['monthly=12', '"Daily", not monthly; use monthly=12@1st'],
    ['monthly=12@sun@3', '"Weekly on: SUNDAY at 03:00", not monthly; use monthly=12@1st@3'],
    ['monthly=12@1st+15th', '"Monthly on: 1st, 15th", not monthly; use monthly=12@1st'],
    ['monthly=12@1st@8+20', '"Monthly on: 1st at 08:00, 20:00", not monthly; use monthly=12@1st@8'],
    ['weekly=4@3', '"Daily at 03:00", not weekly; use weekly=4@sun@3'],
    ['weekly=4', '"Daily", not weekly; use weekly=4@sun'],
    ['weekly=4@fri+sat@2', '"Weekly on: FRIDAY, SATURDAY at 02:00", not weekly; use weekly=4@fri@2'],
    [
      'weekly=4@1st+8th+15th+22nd+29th@3',
      '"Monthly on: 1st, 8th, 15th, 22nd, 29th at 03:00", not weekly; use weekly=4@sun@3',
    ],
    ['weekly=4@sat@8+20', '"Weekly on: SATURDAY at 08:00, 20:00", not weekly; use weekly=4@sat@8'],
    ['daily=7@8+20', '"Daily at 08:00, 20:00", not daily; use daily=7@8'],
    [
      'nightly=7@mon-fri@8-10',
      '"Weekly on: MONDAY to FRIDAY at 08:00, 09:00, 10:00", not daily; use nightly=7@mon-fri@8',
    ],
    ['yearly=3', '"Daily", not yearly; write yearly:3 in autosnap_retain'],
    ['annual=3@1st', '"Monthly on: 1st", not yearly; write yearly:3 in autosnap_retain'],
    ['weekly=4@1st@3', '"Monthly on: 1st at 03:00", slower than weekly; give it another name'],
    ['daily=7@sun', '"Weekly on: SUNDAY", slower than daily; give it another name'],
    ['hourly=24', '"Daily", slower than hourly; give it another name'],
    ['hourly=24@8+20', '"Daily at 08:00, 20:00", slower than hourly; give it another name'],
  ] as const)('%s: %s', ([autosnap, hint]) => {
    expect(hintsOn(autosnap)).toEqual([`i-1 /dev/sdf (vol-1) has the set ${autosnap}, which is ${hint}`]);
  });

  test('each set of a tag is looked at, and a word of its name is enough', () => {
    expect(hintsOn('daily=7@2 db_Monthly-2=12@1 weekly=4@sun')).toEqual([
      'i-1 /dev/sdf (vol-1) has the set db_monthly-2=12@1, which is "Daily at 01:00", not monthly; use db_monthly-2=12@1st@1',
    ]);
  });

  test.for([
    'daily=4',
    'nightly=4@mon-fri@2',
    'daily=4@mon+wed+fri',
    'weekly=4@sun',
    'weekly-b=4@sat@3',
    'monthly=12@last@3',
    'hourly=24@0-23',
    'hourly=24@mon-fri@8-18',
    'biweekly=4',
    'month=12',
    'x=4@1',
    'monthly=0@1 x=1',
    '4@0',
  ])('%s is what it says', (autosnap) => {
    expect(hintsOn(autosnap).filter((hint) => !hint.includes('paused'))).toEqual([]);
  });
});

describe('W07 a tag that promises another pace than its schedule has', () => {
  test.for([
    ['weekly', '1', 'weekly=1, which is "Daily", not weekly; use weekly=@sun'],
    [
      'weekly',
      '@mon-fri@3',
      'weekly=@mon-fri@3, which is "Weekly on: MONDAY to FRIDAY at 03:00", not weekly; use weekly=@mon@3',
    ],
    ['weekly', '4@3', 'weekly=4@3, which is "Daily at 03:00", not weekly; use weekly=4@sun@3'],
    ['weekly', '12@3', 'weekly=12@3, which is "Daily at 03:00", not weekly; use weekly=12@sun@3'],
    ['prod-monthly', '1w', 'prod-monthly=1w, which is "Every 7 days", not monthly; use prod-monthly=@1st'],
    ['daily', '6h', 'daily=6h, which is "Every 6 hours", not daily; use daily=@0'],
    ['daily', '7', 'daily=7, which is "Every 7 days", slower than daily; give it another name'],
    ['yearly', '1', 'yearly=1, which is "Daily", not yearly; use yearly=365d and a number in yearly_retain'],
  ] as const)('%s=%s', ([prefix, every, hint]) => {
    expect(hintsBy(prefix, every)).toEqual([`i-1 /dev/sdf (vol-1) has ${hint}`]);
  });

  test.for([
    ['weekly', '1w'],
    ['weekly', '@sat@3'],
    ['monthly', '30d'],
    ['monthly', '4w'],
    ['daily', '1d'],
    ['daily', '24h'],
    ['hourly', '1h'],
    ['yearly', '365d'],
    ['weekly', 'x=7@2'],
    ['autosnap', '1'],
  ] as const)('%s=%s is what it says', ([prefix, every]) => {
    expect(hintsBy(prefix, every)).toEqual([]);
  });

  test('a bare number counts by the interval', () => {
    expect(hintsBy('hourly', '1', 3600)).toEqual([]);
    expect(hintsBy('weekly', '1', 604_800)).toEqual([]);
  });
});
