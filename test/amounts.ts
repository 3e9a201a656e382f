/** How much is asked: a sample in `npm test`, more in `npm run test:long`, as much as one likes in `npm run soak`. */

const asked = process.env['ASKS'];

const isLong = asked === 'long';
export const isSoak = asked === 'soak';

/** A number of days, runs or cases of a question that has a long form, or of one of test/soak. */
export function amount(
  of: { readonly sample: number; readonly long: number } | { readonly sample: number; readonly soak: number },
  /** What may name another number in a soak. */
  variable = '',
): number {
  if ('long' in of) return isLong ? of.long : of.sample;
  return isSoak ? Number(process.env[variable] ?? of.soak) : of.sample;
}

/** Where chance begins. */
export const SEED = amount({ sample: 20_260_310, soak: 1 }, 'SEED');
