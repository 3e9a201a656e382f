import { MINUTE } from '../clock.ts';
import { readToken, tokenFor } from '../paging.ts';
import type { Snapshot } from '../records.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import { beginList, blockToken, expiryTime } from './blockTokens.ts';
import { invalid } from './refused.ts';
import { BLOCK_SIZE } from '../content.ts';

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-elements.html */
const LIFETIME = 60 * MINUTE;

interface Asked {
  /** Those that the blocks are of. */
  readonly snapshots: readonly Snapshot[];
  /** Of all blocks, in any order. */
  readonly indices: readonly number[];
}

export interface BlockPage {
  readonly indices: readonly number[];
  /** The token of a block of one of the snapshots. */
  readonly tokenOf: (snapshot: Snapshot, index: number) => string;
  /** What each answer with a page has. */
  readonly common: object;
}

/** Cuts one page out of a list of blocks. A page token wins over where the list is to begin. */
export function blockPage(call: Call, world: World, { snapshots, indices }: Asked): BlockPage {
  const limit = Math.max(1, Math.min(sizeOf(call), world.settings.pageLimit));
  const start = wholeNumber(call, 'StartingBlockIndex', 0);
  const { from, lists } = continued(call, world, snapshots) ?? {
    from: start,
    lists: snapshots.map(beginList),
  };
  const rest = indices.filter((index) => index >= from).toSorted((a, b) => a - b);
  const page = call.emptyPage ? [] : rest.slice(0, limit);
  const next = rest[page.length];
  const given = { ids: snapshots.map(({ id }) => id), lists, at: world.clock.now().getTime() };
  return {
    indices: page,
    tokenOf: (snapshot, index) =>
      blockToken(world, { snapshot, index, list: lists[snapshots.indexOf(snapshot)] ?? 0 }),
    common: {
      ExpiryTime: expiryTime(world),
      VolumeSize: Math.max(...snapshots.map(({ size }) => size)),
      BlockSize: BLOCK_SIZE,
      ...((next !== undefined || call.emptyPage) && {
        NextToken: tokenFor(call, JSON.stringify({ ...given, from: next ?? from }), call.emptyPage),
      }),
    },
  };
}

/** Where a page token goes on, and in which list of each snapshot; undefined without one. */
function continued(
  call: Call,
  world: World,
  snapshots: readonly Snapshot[],
): { readonly from: number; readonly lists: readonly number[] } | undefined {
  if (call.params.NextToken === undefined) return undefined;
  try {
    const { after } = readToken(call);
    const { ids, lists, at, from } = JSON.parse(after);
    const isOfThese = snapshots.every(({ id }, position) => ids[position] === id);
    if (isOfThese && world.clock.now().getTime() < at + LIFETIME) return { from, lists };
  } catch {
    // Not one of ours; answered below like one that is too old.
  }
  throw invalid('INVALID_PAGE_TOKEN', 'The page token is not valid, or has expired.');
}

/** Fewer than a hundred are taken as a hundred. */
function sizeOf(call: Call): number {
  const size = wholeNumber(call, 'MaxResults', 10_000);
  if (size > 10_000)
    throw invalid('INVALID_PARAMETER_VALUE', `The value ${size} for maxResults is more than 10000.`);
  return Math.max(100, size);
}

export function wholeNumber({ params }: Call, name: string, absent: number): number {
  const asked = params[name];
  if (asked === undefined) return absent;
  if (/^\d{1,9}$/.test(asked)) return Number(asked);
  throw invalid('INVALID_PARAMETER_VALUE', `The value ${asked} for ${name} is not a number of blocks.`);
}
