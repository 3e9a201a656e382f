import { AwsError } from './wire/errors.ts';
import { combination, invalid } from './ec2/volumeRules.ts';
import { sum } from './ec2/volumeChecks.ts';
import type { Snapshot, Volume } from './records.ts';
import type { Place } from './world.ts';
import type { Zone } from './zones.ts';

const MIB = 1024 ** 2;

/** In MiB/s. AWS promises nothing without a paid rate; half of the lowest one is a slow day. */
const DEFAULT_RATE = 50;

export interface Progress {
  readonly type: 'default' | 'provisioned-rate';
  /** In whole percent. */
  readonly percent: number;
  readonly secondsLeft: number;
}

/**
 * How far the blocks of a volume's snapshot are on the volume; undefined of one that was made empty.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-initialize-monitor.html
 */
export function progressOfVolume({ initialization, createdAt }: Volume, now: Date): Progress | undefined {
  if (!initialization) return undefined;
  const { rate, bytes } = initialization;
  const seconds = bytes / ((rate ?? DEFAULT_RATE) * MIB);
  const passed = Math.max(0, (now.getTime() - createdAt.getTime()) / 1000);
  return {
    type: rate === undefined ? 'default' : 'provisioned-rate',
    percent: passed >= seconds ? 100 : Math.floor((100 * passed) / seconds),
    secondsLeft: Math.ceil(Math.max(0, seconds - passed)),
  };
}

/** https://docs.aws.amazon.com/ebs/latest/userguide/initalize-volume.html */
export function checkInitialization(
  place: Place,
  asked: {
    readonly rate: number | undefined;
    readonly zone: Zone;
    readonly snapshot: Snapshot | undefined;
    readonly now: Date;
  },
): void {
  const { rate, zone, snapshot, now } = asked;
  if (rate === undefined) return;
  if (rate < 100 || rate > 300) throw invalid(`VolumeInitializationRate must be 100 to 300, but is ${rate}.`);
  if (!snapshot) throw combination('VolumeInitializationRate needs a snapshot.');
  // That it is refused is documented, the code is not; nor is that of the quota.
  if (zone.type !== 'availability-zone') {
    throw combination(`VolumeInitializationRate is not supported in the zone ${zone.name}.`);
  }
  const running = place.volumes
    .inOrder()
    .filter((volume) => (progressOfVolume(volume, now)?.percent ?? 100) < 100)
    .map(({ initialization }) => initialization?.rate ?? 0);
  if (sum(running) + rate > place.volumeLimits.initialization) {
    throw new AwsError(
      'ResourceLimitExceeded',
      `The volume initialization rates of this Region exceed ${place.volumeLimits.initialization} MiB/s.`,
    );
  }
}
