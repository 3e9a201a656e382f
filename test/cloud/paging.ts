import { AwsError } from './wire/errors.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

interface Asked<T> {
  /** In the order of their ids. */
  readonly records: readonly T[];
  readonly matches: (record: T) => boolean;
  /** Whether the call names what it wants; AWS then refuses to page. */
  readonly byIds: boolean;
  /** What a call may ask for as the size of a page. @default 5 to 1000 */
  readonly sizes?: readonly [least: number, most: number];
}

/**
 * Cuts one page out of a listing. A token remembers the last id given out
 * and nothing else, so pages stay right while records come and go.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination
 */
export function pageOf<T extends { readonly id: string }>(
  call: Call,
  world: World,
  { records, matches, byIds, sizes = [5, 1000] }: Asked<T>,
): Page<T> {
  const limit = limitOf(call, world, { byIds, sizes });
  const token = readToken(call);
  if (call.emptyPage) return { items: [], nextToken: tokenFor(call, token.after, true) };
  const items: T[] = [];
  for (let index = firstAfter(records, token.after); index < records.length; index += 1) {
    const record = records[index];
    if (record === undefined || !matches(record) || (!byIds && isHidden(call, world, record))) continue;
    // One more than fits: there is a next page, and only then a token.
    if (items.length === limit) return { items, nextToken: tokenFor(call, items.at(-1)?.id ?? '', false) };
    items.push(record);
  }
  return { items, nextToken: undefined };
}

function isHidden(call: Call, { hidings }: World, record: { readonly id: string }): boolean {
  const asked = Object.values(call.params);
  if (asked.includes('volume-id') || asked.includes('instance-id')) return false;
  return [...hidings].some(
    ({ action, region = call.region, account = call.account, which = () => true }) =>
      action === call.action && region === call.region && account === call.account && which(record),
  );
}

function limitOf(
  { params }: Call,
  world: World,
  { byIds, sizes: [least, most] }: Required<Pick<Asked<unknown>, 'byIds' | 'sizes'>>,
): number {
  const asked = params.MaxResults;
  if (asked === undefined) return Number.POSITIVE_INFINITY;
  if (byIds) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter maxResults cannot be used with a list of ids in the same request',
    );
  }
  const size = Number(asked);
  if (!Number.isInteger(size) || size < least || size > most) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value from ${least} to ${most}.`,
    );
  }
  return Math.max(1, Math.min(size, world.settings.pageLimit));
}

interface Token {
  readonly after: string;
  /** It was given out with an empty page; the next one is never empty, or a listing would not end. */
  readonly rested: boolean;
}

/** Whether the page before this one was made empty. */
export function continuesEmptyPage(call: Call): boolean {
  return call.params.NextToken !== undefined && readToken(call).rested;
}

/** A token is good for the action, account and region that gave it out. */
export function tokenFor(call: Call, after: string, rested: boolean): string {
  return Buffer.from(JSON.stringify([originOf(call), after, rested])).toString('base64url');
}

export function readToken(call: Call): Token {
  const token = call.params.NextToken;
  if (token === undefined) return { after: '', rested: false };
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    const [origin, after, rested]: unknown[] = Array.isArray(read) ? read : [];
    if (origin === originOf(call) && typeof after === 'string') return { after, rested: rested === true };
  } catch {
    // Not one of ours; answered below like a token of another listing.
  }
  throw new AwsError('InvalidParameterValue', 'Unable to parse pagination token');
}

function originOf({ action, account, region }: Call): string {
  return [action, account, region].join(' ');
}

function firstAfter(records: readonly { readonly id: string }[], after: string): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((records[middle]?.id ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
