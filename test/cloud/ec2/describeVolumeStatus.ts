import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { progressOfVolume } from '../initialization.ts';
import { pageOf } from '../paging.ts';
import type { Volume } from '../records.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import { chosen, VOLUME } from './lookup.ts';

/**
 * What status checks found, and how far a volume is initialized. Ours are never out of date, AWS's up to 5 minutes.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumeStatus.html
 */
export function describeVolumeStatus(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const place = world.place(call.account, call.region);
  const ids = list(call.params, 'VolumeId');
  const page = pageOf(call, world, {
    records: chosen(place.volumes, ids, VOLUME),
    matches: filterOf(call.params, FIELDS),
    byIds: ids.length > 0,
  });
  const now = world.clock.now();
  return {
    volumeStatusSet: page.items.map((volume) => shapeOf(volume, place, now)),
    nextToken: page.nextToken,
  };
}

const FIELDS: Fields<Volume> = {
  'availability-zone': (volume) => volume.zone,
  'volume-status.details-name': (volume) => detailsOf(volume).map(({ name }) => name),
  'volume-status.details-status': (volume) => detailsOf(volume).map(({ status }) => status),
  'volume-status.status': healthOf,
};

function shapeOf(volume: Volume, { zones }: Place, now: Date): Xml {
  const progress = progressOfVolume(volume, now);
  return {
    volumeId: volume.id,
    availabilityZone: volume.zone,
    availabilityZoneId: zones.get(volume.zone)?.id,
    volumeStatus: { status: healthOf(volume), details: detailsOf(volume) },
    eventsSet: [],
    actionsSet: [],
    attachmentStatuses: volume.attachments.map(({ instance }) => ({
      instanceId: instance.id,
      ioPerformance: 'not-applicable',
    })),
    initializationStatusDetails: progress && {
      initializationType: progress.type,
      progress: progress.percent,
      estimatedTimeToCompleteInSeconds: progress.type === 'default' ? undefined : progress.secondsLeft,
    },
  };
}

/** Checks run only on what is there. */
function healthOf({ state, health }: Volume): Volume['health'] {
  return state === 'creating' ? 'insufficient-data' : health;
}

function detailsOf(volume: Volume) {
  const enabled = {
    ok: 'passed',
    warning: 'passed',
    impaired: 'failed',
    'insufficient-data': 'insufficient-data',
  };
  const performance = volume.health === 'warning' ? 'degraded' : 'not-applicable';
  return [
    { name: 'io-enabled', status: enabled[healthOf(volume)] },
    { name: 'io-performance', status: performance },
  ];
}
