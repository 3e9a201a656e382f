import type { LoggedCall } from '../../cloud/cloud.ts';
import type { Estate } from '../estate/estate.ts';
import { volumesAsked } from '../judge/honesty.ts';
import type { Kind } from './kinds.ts';
import type { Copy } from '../estate/truth.ts';
import { type Ran, goneIn, newIn } from '../judge/ran.ts';
import type { Site } from './sites.ts';
import { isAt } from './sites.ts';

/** What became of one volume in a run: how many new copies, and which went. */
export interface Deed {
  readonly made: number;
  readonly gone: readonly Copy[];
}

export type Deeds = ReadonlyMap<string, Deed>;

/** By volume; what went stands in the order in which it was asked to. */
export function deedsOf(ran: Ran): Deeds {
  const asked = ran.calls.map(({ params }) => params['SnapshotId']);
  const gone = goneIn(ran).toSorted((a, b) => asked.indexOf(a.id) - asked.indexOf(b.id));
  const made = newIn(ran);
  const ids = new Set([...gone, ...made].map(({ volumeId }) => volumeId));
  return new Map([...ids].map((id) => [id, { made: copiesOf(id, made).length, gone: copiesOf(id, gone) }]));
}

function copiesOf(id: string, copies: readonly Copy[]): Copy[] {
  return copies.filter(({ volumeId }) => volumeId === id);
}

export function deedText({ made, gone }: Deed): string {
  return `${made} new, gone: ${
    gone
      .map(({ id }) => id)
      .toSorted()
      .join(' ') || 'none'
  }`;
}

export function deedsText(ran: Ran): string {
  const texts = [...deedsOf(ran)].map(([id, deed]) => `${id}: ${deedText(deed)}`);
  return texts.toSorted((a, b) => a.localeCompare(b)).join('; ');
}

const NOTHING: Deed = { made: 0, gone: [] };

/** AWS takes no more copies in this region, so the others need not be tried. */
const FULL = new Set(['PendingSnapshotLimitExceeded', 'SnapshotLimitExceeded']);

/** Calls whose failure only takes away something that is nice to know; AWS itself still refuses. */
const ONLY_A_NOTE = new Set(['DescribeImages', 'DescribeLockedSnapshots', 'GetCallerIdentity', 'Publish']);

/** Codes of a delete that ends nothing: what we wanted is so, or AWS holds on to this one copy. */
export const NO_FAILURE =
  /^(ok|InvalidSnapshot\.NotFound|InvalidSnapshot\.InUse|OperationNotPermitted|InvalidParameterValue)$/;

/**
 * What may become of each volume when one call goes wrong: exactly what a clean run does, unless the call was
 * for this volume. Says for each volume all that is right; mostly that is one thing.
 */
export function rightDeeds(
  estate: Estate,
  clean: Deeds,
  { site, kind, calls }: { readonly site: Site; readonly kind: Kind; readonly calls: readonly LoggedCall[] },
): Map<string, Deed[]> {
  const right = new Map([...clean].map(([id, deed]) => [id, [deed]]));
  const struck = calls.filter((call) => isAt(site, call));
  const isAnswered = struck.some(({ outcome }) => outcome === 'ok');
  const first = struck[0];
  const code = typeof kind.effect === 'string' ? '' : kind.effect.error;
  const regionOf = (id: string): string =>
    estate.watched.find((volume) => volume.id === id)?.region ?? clean.get(id)?.gone[0]?.region ?? '';
  const here = [...clean.keys()].filter((id) => regionOf(id) === site.region);
  if (isAnswered || first === undefined || ONLY_A_NOTE.has(site.action)) return right;

  switch (site.action) {
    case 'DescribeRegions':
      for (const id of right.keys()) right.set(id, [NOTHING]);
      return right;
    case 'DescribeVolumes':
    case 'DescribeSnapshots':
      for (const id of here) right.set(id, [NOTHING]);
      return right;
    case 'DescribeInstances': {
      // A listing that fails is mended by asking for the instances by id, unless that fails, too.
      if (site.about !== 'any') return right;
      const isUnknown = code === 'InvalidInstanceID.NotFound';
      for (const id of here)
        right.set(id, isUnknown ? [NOTHING, ...whole(clean, id), bereft(clean, id, 1)] : [NOTHING]);
      return right;
    }
    case 'CreateSnapshot':
    case 'CreateSnapshots': {
      const isFull = FULL.has(code);
      if (isFull) for (const id of here) right.set(id, [...whole(clean, id), bereft(clean, id, 0)]);
      // A set that AWS refuses outright is taken one by one.
      if (site.action === 'CreateSnapshots' && kind.means === 'refused' && !isFull) return right;
      for (const id of volumesAsked(first, estate.watched))
        right.set(id, [bereft(clean, id, kind.isDone ? 1 : 0)]);
      return right;
    }
    case 'DeleteSnapshot': {
      const [id, deed] = [...clean].find(([, { gone }]) => gone.some((one) => one.id === site.about)) ?? [];
      if (id === undefined || deed === undefined) return right;
      right.set(id, [withoutDelete(deed, site.about ?? '', struck.at(-1)?.outcome ?? '', kind)]);
      return right;
    }
    default:
      throw new Error(`nobody has said what depends on ${site.action}`);
  }
}

function whole(clean: Deeds, id: string): Deed[] {
  return [clean.get(id) ?? NOTHING];
}

/** RA-7: a volume whose new copy nobody confirmed loses only what restores nothing. */
function bereft(clean: Deeds, id: string, made: number): Deed {
  const gone = clean.get(id)?.gone ?? [];
  return { made: clean.get(id)?.made === 0 ? 0 : made, gone: gone.filter(isFailed) };
}

/** The deletes of a volume end at the first that fails; what restores nothing is deleted by itself. */
function withoutDelete({ made, gone }: Deed, id: string, outcome: string, { isDone }: Kind): Deed {
  const struck = gone.find((one) => one.id === id);
  const queue = gone.filter((one) => struck !== undefined && isFailed(one) === isFailed(struck));
  const after = new Set(queue.slice(queue.findIndex((one) => one.id === id) + 1));
  const goesOn = NO_FAILURE.test(outcome);
  return { made, gone: gone.filter((one) => (one.id === id ? isDone : goesOn || !after.has(one))) };
}

function isFailed({ state }: Copy): boolean {
  return state === 'error';
}
