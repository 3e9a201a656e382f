import { neverReached } from '../neverReached.ts';
import { byServerAndDevice, type Called } from '../policy/called.ts';
import { placeOf } from '../text.ts';
import type { CoveredVolume } from './covered.ts';

/** What the order is made of. */
type Ranked = Called &
  Pick<CoveredVolume, 'account' | 'region' | 'standing' | 'asked' | 'age' | 'objective' | 'producers'>;

/**
 * Volumes that nothing can restore first, then those outside, those without an objective, and those inside.
 *
 * Among equals those that nobody tagged stand first, then those that are the longest beyond their objective, or have
 * the oldest snapshot. Ties are broken by server, device and place.
 */
export function worstFirst(a: Ranked, b: Ranked): number {
  return (
    rankOf(a) - rankOf(b) ||
    Number(b.asked === 'untagged') - Number(a.asked === 'untagged') ||
    beyond(b) - beyond(a) ||
    byServerAndDevice(a, b) ||
    (placeOf(a) < placeOf(b) ? -1 : 1)
  );
}

function rankOf({ standing, producers }: Ranked): number {
  switch (standing) {
    case 'unprotected':
      return 0;
    case 'outside':
      return producers.length === 0 ? 0 : 1;
    case 'no objective':
      return 2;
    case 'inside':
      return 3;
    default:
      return neverReached(standing);
  }
}

/** Hours. */
function beyond({ age = 0, objective }: Ranked): number {
  return age - (objective?.hours ?? 0);
}
