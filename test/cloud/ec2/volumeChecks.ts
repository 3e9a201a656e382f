import type { Snapshot } from '../records.ts';
import { AwsError } from '../wire/errors.ts';
import type { Params } from '../wire/request.ts';
import type { Place } from '../world.ts';
import type { Zone } from '../zones.ts';
import type { Measures } from './volumeRules.ts';
import { combination } from './volumeRules.ts';

/** The zone that a request names, by its name or by its id, if the account may use it. */
export function zoneOf(params: Params, { zones }: Place): Zone {
  const { AvailabilityZone: name = '', AvailabilityZoneId: id = '' } = params;
  if (name === '' && id === '') {
    throw new AwsError('MissingParameter', 'The request must contain the parameter zone');
  }
  if (name !== '' && id !== '') {
    throw combination('The parameters AvailabilityZone and AvailabilityZoneId cannot be used together');
  }
  const zone = zones.get(name) ?? [...zones.values()].find((one) => one.id === id);
  if (zone && zone.optIn !== 'not-opted-in') return zone;
  throw new AwsError('InvalidZone.NotFound', `The zone '${name || id}' does not exist.`);
}

/** What EC2 asks of a snapshot before it makes a volume of it. */
export function checkSource(snapshot: Snapshot, now: Date): void {
  if (snapshot.state !== 'completed') {
    throw new AwsError('IncorrectState', `Snapshot '${snapshot.id}' is not 'completed'`);
  }
  // AWS says that an archived snapshot has to be restored first, and not by which code it refuses one.
  const isRestored = snapshot.restoreExpiresAt !== undefined && snapshot.restoreExpiresAt > now;
  if (snapshot.tier === 'archive' && !isRestored) {
    throw new AwsError(
      'IncorrectState',
      `Snapshot '${snapshot.id}' is in the archive tier. Restore it from the archive first.`,
    );
  }
}

/** Whether the zone and the account's quotas have room for the volume. */
export function checkRoom({ volumes, volumeLimits }: Place, zone: Zone, asked: Measures): void {
  // AWS names no code for a zone that is down; this one is its general one.
  if (zone.state === 'unavailable')
    throw new AwsError('Unavailable', `The zone ${zone.name} is not available.`);
  if (!zone.volumeTypes.includes(asked.type)) {
    throw new AwsError(
      'VolumeTypeNotAvailableInZone',
      `The volume type ${asked.type} is not available in the zone ${zone.name}.`,
    );
  }
  if (zone.exhausted.includes(asked.type)) {
    throw new AwsError(
      'InsufficientVolumeCapacity',
      `There is not enough capacity for ${asked.type} volumes in the zone ${zone.name}.`,
    );
  }
  const ofType = volumes.inOrder().filter(({ type }) => type === asked.type);
  if (sum(ofType.map(({ size }) => size)) + asked.size > volumeLimits.storage) {
    throw new AwsError(
      'VolumeLimitExceeded',
      `You have reached the maximum storage of ${asked.type} volumes, ${volumeLimits.storage}GiB.`,
    );
  }
  if (!asked.type.startsWith('io')) return;
  if (sum(ofType.map(({ iops }) => iops ?? 0)) + (asked.iops ?? 0) > volumeLimits.iops) {
    throw new AwsError('MaxIOPSLimitExceeded', `You have reached the maximum of ${volumeLimits.iops} IOPS.`);
  }
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
