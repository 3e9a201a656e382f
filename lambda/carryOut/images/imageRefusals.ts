import { isAboutTime, saysRegionIsFull } from '../refusals.ts';
import type { Refused } from '../writer.ts';

/** What the codes mean with which AWS refuses an image: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */

/** An image has the name, or had it until a moment ago. */
export function isAboutName({ code }: Refused): boolean {
  return code === 'InvalidAMIName.Duplicate';
}

/**
 * Whether the same call is soon taken.
 *
 * An image is made of snapshots, and a volume has at most five that are pending, an st1 or sc1 volume one. Those of
 * this run were started a moment before.
 */
export function isAboutTimeOfImage(refused: Refused): boolean {
  return isAboutTime(refused) || refused.code === 'ConcurrentSnapshotLimitExceeded';
}

/** A region has room for 50,000 images of an account. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-quotas.html */
const NO_ROOM = new Set(['AMIQuotaExceeded', 'ResourceLimitExceeded']);

/** AWS makes no more images in this region for now, whatever the instance. */
export function saysNoRoom(refused: Refused): boolean {
  return saysRegionIsFull(refused) || NO_ROOM.has(refused.code);
}

const ABOUT_STATE = new Set(['IncorrectInstanceState', 'IncorrectState']);

const GOING = new Set(['gone', 'shutting-down', 'terminated']);
const CHANGING = new Set(['pending', 'stopping']);

/** What a refusal says of the instance. @param look Asks for its state; undefined where AWS does not answer. */
export async function whatBecameOf(
  { code }: Refused,
  look: () => Promise<string | undefined>,
): Promise<'gone' | 'changing' | 'there'> {
  if (code === 'InvalidInstanceID.NotFound') return 'gone';
  if (!ABOUT_STATE.has(code)) return 'there';
  const state = (await look()) ?? '';
  if (GOING.has(state)) return 'gone';
  return CHANGING.has(state) ? 'changing' : 'there';
}
