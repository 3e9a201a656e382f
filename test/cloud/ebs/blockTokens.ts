import { DAY } from '../clock.ts';
import type { Snapshot } from '../records.ts';
import type { World } from '../world.ts';
import { invalid } from './refused.ts';

/** https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-elements.html */
const LIFETIME = 7 * DAY;

/** How many lists of each snapshot have begun. */
const lists = new WeakMap<Snapshot, number>();

/** A new list of a snapshot: the tokens of earlier ones are no longer good. The next pages belong to the same list. */
export function beginList(snapshot: Snapshot): number {
  const list = (lists.get(snapshot) ?? 0) + 1;
  lists.set(snapshot, list);
  return list;
}

export interface TokenOf {
  readonly snapshot: Snapshot;
  readonly index: number;
  readonly list: number;
}

export function blockToken(world: World, { snapshot, index, list }: TokenOf): string {
  const content = [snapshot.id, index, list, world.clock.now().getTime()];
  return Buffer.from(JSON.stringify(content)).toString('base64');
}

/** When tokens that are given out now expire, as the answer has it. */
export function expiryTime({ clock }: World): number {
  return (clock.now().getTime() + LIFETIME) / 1000;
}

export function checkBlockToken(world: World, snapshot: Snapshot, index: number, token: string): void {
  const now = world.clock.now().getTime();
  const list = lists.get(snapshot) ?? 0;
  try {
    const read: unknown = JSON.parse(Buffer.from(token, 'base64').toString());
    const [id, block, of, at]: unknown[] = Array.isArray(read) ? read : [];
    const isFresh = typeof at === 'number' && now < at + LIFETIME;
    if (id === snapshot.id && block === index && of === list && isFresh) return;
  } catch {
    // Not one of ours; answered below like one that is too old.
  }
  throw invalid('INVALID_BLOCK_TOKEN', `The block token for block ${index} is not valid, or has expired.`);
}
