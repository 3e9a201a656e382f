import type { AvailabilityZone } from '../facts.ts';
import type { Refusal } from '../restorePlan.ts';
import type { Source } from '../source.ts';
import { isIn, nearestIn, type Range } from './volumeTypes.ts';

/** MiB a second. https://docs.aws.amazon.com/ebs/latest/userguide/initalize-volume.html */
const RATE: Range = { least: 100, most: 300 };

/** MiB a second of all volumes that are loaded at the same time in a region; AWS raises it on request. */
const QUOTA = 5000;

/** Why AWS does not load some volumes at this rate. */
export function rateRefusals(rate: number | undefined, count: number): Refusal[] {
  if (rate === undefined) return [];
  if (!isIn(RATE, rate)) {
    const nearest = nearestIn(RATE, rate);
    return [
      {
        code: 'rate-out-of-range',
        like: String(nearest),
        message: `--rate must be ${RATE.least} to ${RATE.most} MiB a second, but is ${rate}; use --rate ${nearest}`,
      },
    ];
  }
  if (rate * count <= QUOTA) return [];
  const fits = Math.floor(QUOTA / count);
  const use = fits < RATE.least ? 'leave --rate out, or choose some with --only' : `use --rate ${fits}`;
  return [
    {
      code: 'rate-over-quota',
      like: fits < RATE.least ? undefined : String(fits),
      message: `${count} volumes at ${rate} MiB a second are ${count * rate}, and AWS allows a region ${QUOTA} at the same time; ${use}`,
    },
  ];
}

/** Why AWS does not load a volume at a rate in this zone. */
export function rateInZone(rate: number | undefined, zone: AvailabilityZone | undefined): Refusal[] {
  if (rate === undefined || zone === undefined || zone.type === 'availability-zone') return [];
  return [
    {
      code: 'rate-not-in-zone',
      message: `AWS loads no volume at a rate in ${zone.name}, which is a ${zone.type}; leave --rate out`,
    },
  ];
}

/** Seconds until all blocks of a snapshot are loaded; AWS holds it within a tenth for 99 % of the time. */
export function secondsAt(rate: number | undefined, { fullBytes, sizeGiB }: Source): number | undefined {
  if (rate === undefined) return undefined;
  return Math.ceil((fullBytes ?? sizeGiB * 1024 ** 3) / (rate * 1024 ** 2));
}
