import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { AwsError } from '../wire/errors.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import type { Zone } from '../zones.ts';

/**
 * The zones that the account may use, and with AllAvailabilityZones those it has not opted in to.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
 */
export function describeAvailabilityZones(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const { params, region } = call;
  const zones = [...world.place(call.account, region).zones.values()];
  const visible =
    params.AllAvailabilityZones === 'true' ? zones : zones.filter(({ optIn }) => optIn !== 'not-opted-in');
  const named = [list(params, 'ZoneName'), list(params, 'ZoneId')].flat();
  const unknown = named.filter((one) => !visible.some((zone) => isNamed(zone, one)));
  if (unknown.length > 0) {
    throw new AwsError('InvalidParameterValue', `Invalid availability zones: [${unknown.join(', ')}]`);
  }
  const matches = filterOf(params, fieldsIn(region));
  const chosen =
    named.length === 0 ? visible : visible.filter((zone) => named.some((one) => isNamed(zone, one)));
  return { availabilityZoneInfo: chosen.filter(matches).map((zone) => shapeOf(zone, region)) };
}

function isNamed({ name, id }: Zone, one: string): boolean {
  return one === name || one === id;
}

function fieldsIn(region: string): Fields<Zone> {
  return {
    'group-name': (zone) => groupOf(zone, region),
    'opt-in-status': (zone) => zone.optIn,
    'region-name': () => region,
    state: (zone) => zone.state,
    'zone-id': (zone) => zone.id,
    'zone-name': (zone) => zone.name,
    'zone-type': (zone) => zone.type,
  };
}

/** `us-west-2-lax-1` of the Local Zone `us-west-2-lax-1a`, or the region's own. */
function groupOf({ name, type }: Zone, region: string): string {
  return type === 'availability-zone' ? `${region}-zg-1` : name.replace(/[a-z]$/, '');
}

function shapeOf(zone: Zone, region: string): Xml {
  const isOwn = zone.type === 'availability-zone';
  return {
    zoneName: zone.name,
    zoneId: zone.id,
    zoneState: zone.state,
    zoneType: zone.type,
    optInStatus: zone.optIn,
    regionName: region,
    groupName: groupOf(zone, region),
    networkBorderGroup: isOwn ? region : groupOf(zone, region),
    messageSet: [],
    parentZoneName: isOwn ? undefined : `${region}a`,
  };
}
