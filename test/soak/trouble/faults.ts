import { isSoak } from '../../amounts.ts';
import { PLACE } from '../estate/troubled.ts';
import { type Calm, calmLife, type Case, caseName, casesOf, EVERY, liveThrough, lived } from './matrix.ts';
import type { Site } from './sites.ts';

/** One call goes wrong, each in each way; a sample has one call of each action, and the families of trouble. */

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

/** Looks are much alike, so each meets every fourth family; what is written or published meets all. */
function sampleOf(calm: Calm): Case[] {
  const first = [...calm.deeds.values()].find(({ gone }) => gone.length > 1)?.gone[0]?.id;
  const oneOfEach = new Map(
    calm.sites
      .filter(({ action, about }) => action !== 'DeleteSnapshot' || about === first)
      .map((site): [string, Site] => [site.action, site]),
  );
  if (oneOfEach.size !== 11) throw new Error(`a clean run makes ${oneOfEach.size} kinds of calls, not 11`);
  return casesOf(calm)
    .filter(({ site, kind }) => oneOfEach.get(site.action) === site && FAMILIES.has(kind.name))
    .filter(({ site }, index) => !site.action.startsWith('Describe') || index % 4 === 0);
}

/** The lives with a fault on calls of these actions, by name. */
export async function faultsOn(what: string, actions: RegExp): Promise<[string, () => Promise<string[]>][]> {
  const calm = await calmLife(PLACE);
  const all = isSoak ? casesOf(calm).filter((_, index) => index % EVERY === 0) : sampleOf(calm);
  return all
    .filter(({ site }) => actions.test(site.action))
    .map((one) => [caseName(one), async () => lived(`one fault on ${what}`, liveThrough(calm, one))]);
}
