import { describe, expect, test } from 'vitest';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { parseRetention } from '../../../lambda/core/grammar/retention.ts';

/** What people write instead, and the value that would do: what they meant, or else an example. */

function mended(parse: typeof parseFrequency | typeof parseRetention, value: string): string {
  const read = parse(value);
  return read.ok ? 'is read' : read.like;
}

describe('how often', () => {
  test.for([
    ['8:30', '@8'],
    ['14:00', '@14'],
    ['123:12', '123@12'],
    ['1:000', '1'],
    ['@mon@8:00', '@mon@8'],
    ['7@8:00,18:00', '7@8+18'],
    ['a=7@2, b=4@sun', 'a=7@2 b=4@sun'],
    ['a=7@2;  b.c-1 = 4@sun', 'a=7@2 b.c-1=4@sun'],
    ['a = 7', 'a=7'],
    ['a= 7 b =4', 'a=7 b=4'],
    ['@ mon', '@mon'],
    ['7 @mon', '7@mon'],
    ['7  @  mon  @  2', '7@mon@2'],
    ['@mon|tue', '@mon+tue'],
    ['@mon;wed;fri', '@mon+wed+fri'],
    ['@monday', '@mon'],
    ['@tuesday', '@tue'],
    ['@tues', '@tue'],
    ['@wednesday', '@wed'],
    ['@thursday', '@thu'],
    ['@thurs', '@thu'],
    ['@thur', '@thu'],
    ['@friday', '@fri'],
    ['@saturday', '@sat'],
    ['@sunday', '@sun'],
    ['7@Monday-Friday@8', '7@mon-fri@8'],
    ['6hours', '6h'],
    ['6 hour', '6h'],
    ['6hrs', '6h'],
    ['12 hr', '12h'],
    ['2days', '2d'],
    ['2 day', '2d'],
    ['2 d', '2d'],
    ['3weeks', '3w'],
    ['10 week', '10w'],
    ['10  w', '10w'],
    ['6 hours or so', '1'],
    ['every 6 hours', '1'],
    ['mon-fri', '@mon-fri'],
    ['tue@8', '@tue@8'],
    ['sun', '@sun'],
    [' Daily ', '1'],
    ['hourly', '1h'],
    ['weekly', '1w'],
    ['2hourly', '1'],
    ['2weekly', '1'],
    ['6 h', '6h'],
    ['hourly!', '1'],
    ['not hourly', '1'],
    ['weekly!', '1'],
    ['biweekly', '1'],
    ['@mon,  xyz', '@mon-fri@8'],
    ['@monday  @8', '@mon@8'],
    ['Nightly = 7 @ Monday:14 , weekly=4@Sunday', 'nightly=7@mon@14 weekly=4@sun'],
    ['weekly = 4@sun, nightly=7', 'weekly=4@sun nightly=7'],
    ['hourly = 4, nightly=7@2', 'hourly=4 nightly=7@2'],
    ['daily=4, weekend = 2@sat', 'daily=4 weekend=2@sat'],
  ] as const)('%j: use %s', ([value, like]) => {
    expect(mended(parseFrequency, value)).toBe(like);
    expect(parseFrequency(like).ok).toBe(true);
  });

  test('what is longer than 100 characters is not mended', () => {
    expect(mended(parseFrequency, '@saturday'.padEnd(100))).toBe('@sat');
    expect(mended(parseFrequency, '@saturday'.padEnd(101))).toBe('@mon-fri@8');
  });

  test('a letter that only becomes one of ours in lower case is none', () => {
    const kelvin = 'wee\u212aly=4';
    expect(parseFrequency('weekly=4').ok).toBe(true);
    expect(parseFrequency(kelvin)).toMatchObject({ ok: false, place: 1 });
  });
});

describe('what to keep', () => {
  test.for([
    ['daily = 9', 'daily:9'],
    ['daily : 9', 'daily:9'],
    ['daily:9;weekly:8', 'daily:9 weekly:8'],
    ['daily:9+weekly:8', 'daily:9 weekly:8'],
    ['12 hours', 'within:12h'],
    ['1hour', 'within:1h'],
    ['2 days', 'within:2d'],
    ['1 day', 'within:1d'],
    ['2weeks', 'within:2w'],
    ['1 week', 'within:1w'],
    ['6 months', 'within:6m'],
    ['1 month', 'within:1m'],
    ['2 years', 'within:2y'],
    ['1  year', 'within:1y'],
    ['30d', 'within:30d'],
    ['within:30 days', 'within:30d'],
    ['within=30d', 'within:30d'],
    ['within:45', 'within:45d'],
    ['within:9', 'within:9d'],
    ['daily:7d', 'daily:7'],
    ['hourly:24h', 'hourly:24'],
    ['weekly:4w monthly:12m yearly:3y', 'weekly:4 monthly:12 yearly:3'],
    ['d:7 w:4', 'daily:7 weekly:4'],
    ['h:24 m:12 y:3', 'hourly:24 monthly:12 yearly:3'],
    ['days:7 weeks:4 months:12', 'daily:7 weekly:4 monthly:12'],
    ['d:7 within:30d', 'daily:7 within:30d'],
    ['keep 3', '3'],
    ['keep3', '3'],
    ['last: 3', '3'],
    ['3 copies', '3'],
    ['3copies', '3'],
    ['3  copies', '3'],
    ['keep 9', '9'],
    ['keep:9', '9'],
    ['last 12', '12'],
    ['last-12', '12'],
    ['last = 12', '12'],
    ['9 copies', '9'],
    ['12copies', '12'],
    ['keep 9 or so', '9'],
    ['3x', '7'],
    ['400x', '400'],
    ['3x400x20', '400'],
    ['99999x', '9999'],
    ['nightly:3', 'daily:7'],
    ['nightly:70', 'daily:70'],
    ['within:5s', 'within:30d'],
    ['WITHIN:45s', 'within:45d'],
    ['daily:9;', 'daily:9'],
    ['within = 30 days', 'within:30d'],
    ['30d daily:9', 'within:30d daily:9'],
    ['daily:9 30d', 'daily:9 within:30d'],
    ['within:14', 'within:14d'],
    ['within:14 daily:9', 'within:14d daily:9'],
    ['daily:9 within:14', 'daily:9 within:14d'],
    ['keep 3 daily:9', '3 daily:9'],
    ['daily:9 last: 12', 'daily:9 12'],
    ['3 copies, daily:9', '3 daily:9'],
    ['daily:9, 12 copies', 'daily:9 12'],
    ['Daily = 7d, Weeks=4 ; yearly=2', 'daily:7 weekly:4 yearly:2'],
  ] as const)('%j: use %s', ([value, like]) => {
    expect(mended(parseRetention, value)).toBe(like);
    expect(parseRetention(like).ok).toBe(true);
  });
});
