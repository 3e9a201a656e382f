import type { Deeds } from './deeds.ts';
import { NO_FAILURE, deedsOf, deedsText, deedText, rightDeeds } from './deeds.ts';
import type { Estate } from '../estate/estate.ts';
import type { Makes, Place } from '../estate/troubled.ts';
import type { Shape } from './daysAfter.ts';
import { differences, heal, shapeOf } from './daysAfter.ts';
import { liesOf } from '../judge/honesty.ts';
import type { Kind } from './kinds.ts';
import { kindsFor } from './kinds.ts';
import type { Ran } from '../judge/ran.ts';
import { run } from './watchedRun.ts';
import { amount } from '../../amounts.ts';
import { keep } from '../figures.ts';
import { breachesOf } from '../judge/safety.ts';
import type { Site } from './sites.ts';
import { faultAt, isAt, nameOf, sitesOf } from './sites.ts';

/** A life without trouble, which all others are measured by. */
export interface Calm extends Place {
  readonly sites: readonly Site[];
  readonly ran: Ran;
  readonly deeds: Deeds;
  readonly end: Shape;
}

/** The step from one call that fails to the next. */
export const EVERY = amount({ sample: 4, soak: 1 }, 'EVERY');

/** Counts a life of one kind of trouble, and gives what was wrong with it. */
export async function lived(kind: string, life: Promise<string[]>): Promise<string[]> {
  const wrong = await life;
  keep(kind, { lives: 1, healed: wrong.length === 0 ? 1 : 0 });
  return wrong;
}

export async function calmLife(place: Place): Promise<Calm> {
  return withEstate(place.makes, async (estate) => {
    const ran = await run(estate);
    const healing = await heal(estate, ran.at, place.calmDays);
    const wrong = [...breachesOf(estate, ran), ...liesOf(estate, ran), ...healing];
    if (wrong.length > 0) throw new Error(`a life without trouble: ${wrong.join('; ')}`);
    return { ...place, ran, sites: sitesOf(ran.calls), deeds: deedsOf(ran), end: shapeOf(estate) };
  });
}

/** One trouble: this call goes wrong in this way. */
export interface Case {
  readonly site: Site;
  readonly kind: Kind;
}

export function casesOf({ sites }: Calm): Case[] {
  return sites.flatMap((site) => kindsFor(site).map((kind) => ({ site, kind })));
}

export function caseName({ site, kind }: Case): string {
  return `${nameOf(site)}: ${kind.name}`;
}

/** Lives through one fault and the days after it, and says all that was not right. */
export async function liveThrough(calm: Calm, one: Case): Promise<string[]> {
  return trouble(calm, [one], (estate, ran) => [
    ...farReaching(estate, calm, one, ran),
    ...unheard(one, ran),
    ...noFailure(one, ran),
  ]);
}

/** Lives through two faults in one run. */
export async function liveThroughBoth(calm: Calm, ...both: readonly [Case, Case]): Promise<string[]> {
  return trouble(calm, both, () => []);
}

async function trouble(
  calm: Calm,
  cases: readonly Case[],
  wrongWith: (estate: Estate, ran: Ran) => string[],
): Promise<string[]> {
  return withEstate(calm.makes, async (estate) => {
    const faults = cases.map(({ site, kind: { effect, lasts } }) =>
      estate.cloud.fault(faultAt(site, lasts === 'once' ? { effect, times: 1 } : { effect })),
    );
    const isSilent = cases.some(({ kind: { effect } }) => effect === 'timeout' || effect === 'timeout after');
    const ran = await run(estate, { silence: isSilent ? 'silence' : 'no silence' });
    for (const fault of faults) fault.remove();
    const wrong = [...breachesOf(estate, ran), ...liesOf(estate, ran), ...wrongWith(estate, ran)];
    // All that a run leaves to the next one is snapshots: a life with the same ones goes on in the same way.
    if (deedsText(ran) === deedsText(calm.ran)) return wrong;
    return [
      ...wrong,
      ...(await heal(estate, ran.at, calm.calmDays)),
      ...differences(shapeOf(estate), calm.end),
    ];
  });
}

export async function withEstate<T>(makes: Makes, act: (estate: Estate) => Promise<T>): Promise<T> {
  const estate = await makes();
  try {
    return await act(estate);
  } finally {
    await estate.cloud.close();
  }
}

/** C-47: other volumes, actions and regions went on. */
function farReaching(estate: Estate, calm: Calm, { site, kind }: Case, ran: Ran): string[] {
  const deeds = deedsOf(ran);
  const right = rightDeeds(estate, calm.deeds, { site, kind, calls: ran.calls });
  for (const id of deeds.keys()) if (!right.has(id)) right.set(id, []);
  return [...right].flatMap(([id, allowed]) => {
    const deed = deedText(deeds.get(id) ?? { made: 0, gone: [] });
    const texts = allowed.map(deedText);
    return texts.includes(deed) ? [] : [`${id}: ${deed}, but right is ${texts.join(' or ') || 'nothing'}`];
  });
}

/** A look that fails once is asked again where that can help, and what stays unanswered is told with its code. */
function unheard({ site, kind }: Case, { calls, report }: Ran): string[] {
  const struck = calls.filter((call) => isAt(site, call));
  if (struck.length === 0) return ['the fault struck nothing'];
  if (struck.some(({ outcome }) => outcome === 'ok')) return [];
  const isCreate = site.action.startsWith('Create');
  const isRepeatable =
    kind.means === 'busy' || (kind.means === 'unclear' && !isCreate && kind.effect !== 'truncated');
  const isGone = struck.at(-1)?.outcome === 'InvalidSnapshot.NotFound';
  if (kind.lasts === 'once' && isRepeatable && !isGone) return ['it was not asked again, or not answered'];
  const isMended = site.action === 'DescribeInstances' && site.about !== 'any';
  const isTaken = kind.means === 'refused' && site.action === 'CreateSnapshots';
  const isWithoutCode = typeof kind.effect === 'string' || kind.means === 'busy';
  if (isMended || isTaken || isWithoutCode || isGone) return [];
  const isTold = JSON.stringify(report).includes(kind.effect.error);
  return isTold || kind.effect.error === 'InvalidInstanceID.NotFound'
    ? []
    : [`nobody is told of ${kind.effect.error}`];
}

/** C-38, C-39: what is gone already, or held by an image, a lock or AWS Backup, is told as that and is no failure. */
function noFailure({ site, kind }: Case, { calls, report }: Ran): string[] {
  if (site.action !== 'DeleteSnapshot' || typeof kind.effect === 'string') return [];
  const last = calls.findLast((call) => isAt(site, call))?.outcome ?? '';
  if (last === 'ok' || kind.effect.error !== last || !NO_FAILURE.test(last)) return [];
  const lists = report?.regions.flatMap(({ gone, held }) => [...gone, ...held]) ?? [];
  const isTold = lists.some(({ snapshotId }) => snapshotId === site.about);
  return isTold && report?.headline.failures === 0 ? [] : [`${last} is told as a failure`];
}
