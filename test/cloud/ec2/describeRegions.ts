import { partitionOf } from '../arns.ts';
import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import { AwsError } from '../wire/errors.ts';
import { list } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';

/** The regions enabled for the account; others only by name or with AllRegions. */
export function describeRegions(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const names = list(call.params, 'RegionName');
  const unknown = names.filter((name) => !world.regionNames.includes(name));
  if (unknown.length > 0) {
    throw new AwsError('InvalidParameterValue', `Invalid region names: [${unknown.join(', ')}]`);
  }
  const matches = filterOf(call.params, FIELDS);
  const regions = world.regionNames
    .map((name) => regionOf(name, world.place(call.account, name).enabled))
    .filter((region) =>
      names.length > 0
        ? names.includes(region.name)
        : call.params.AllRegions === 'true' || region.optInStatus !== 'not-opted-in',
    )
    .filter(matches);
  return {
    regionInfo: regions.map(({ name, endpoint, optInStatus }) => ({
      regionName: name,
      regionEndpoint: endpoint,
      optInStatus,
    })),
  };
}

interface RegionInfo {
  readonly name: string;
  readonly endpoint: string;
  readonly optInStatus: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
}

function regionOf(name: string, enabled: boolean): RegionInfo {
  const endpoint = `ec2.${name}.amazonaws.com${partitionOf(name) === 'aws-cn' ? '.cn' : ''}`;
  if (!enabled) return { name, endpoint, optInStatus: 'not-opted-in' };
  return { name, endpoint, optInStatus: OPT_IN.has(name) ? 'opted-in' : 'opt-in-not-required' };
}

const FIELDS: Fields<RegionInfo> = {
  endpoint: (region) => region.endpoint,
  'opt-in-status': (region) => region.optInStatus,
  'region-name': (region) => region.name,
};

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html */
const OPT_IN = new Set(
  [
    'af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6',
    'ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1',
    'mx-central-1',
  ].flatMap((line) => line.split(' ')),
);
