import { describe, expect, test } from 'vitest';
import { SMALL } from './estate.ts';
import type { Case } from './matrix.ts';
import { calmLife, caseName, casesOf, liveThrough } from './matrix.ts';
import type { Site } from './sites.ts';

const CALM = await calmLife(SMALL);

/** The first delete of a volume that is to lose more than one copy. */
const FIRST_DELETE = [...CALM.deeds.values()].find(({ gone }) => gone.length > 1)?.gone[0]?.id;

/** One call of each action. */
const ONE_OF_EACH = new Map(
  CALM.sites
    .filter(({ action, about }) => action !== 'DeleteSnapshot' || about === FIRST_DELETE)
    .map((site): [string, Site] => [site.action, site]),
);

/** The families of trouble; `npm run test:trouble` has each code and each call. */
const FAMILIES = new Set([
  'RequestLimitExceeded for ever',
  'InternalError for ever',
  'Unavailable once',
  'reset before once',
  'reset after for ever',
  'timeout after once',
  'truncated for ever',
  'html for ever',
  'empty page for ever',
  'RequestExpired for ever',
  'UnauthorizedOperation for ever',
  'SnapshotCreationPerVolumeRateExceeded for ever',
  'PendingSnapshotLimitExceeded for ever',
  'InvalidSnapshot.NotFound for ever',
  'InvalidSnapshot.InUse for ever',
]);

const MEETINGS = casesOf(CALM).filter(
  ({ site, kind }) => ONE_OF_EACH.get(site.action) === site && FAMILIES.has(kind.name),
);

/** Looks are much alike, so each meets every second family; what is written or published meets all. */
const CASES = MEETINGS.filter(
  ({ site }, index) => !site.action.startsWith('Describe') || index % 2 === 0,
).map((one): [string, Case] => [caseName(one), one]);

describe('C-29 C-38 C-39 C-47 C-52 C-53 C-55 C-58 RA-7 one call goes wrong, and all else goes on and heals', () => {
  test('every kind of call is among them', () => {
    expect(ONE_OF_EACH.size).toBe(11);
    expect(MEETINGS.length).toBeGreaterThan(11 * 10);
  });

  test.for(CASES)('%s', async ([, one]) => {
    expect(await liveThrough(CALM, one)).toEqual([]);
  });
});
