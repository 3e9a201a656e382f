import { keysOf } from '../../keys.ts';
import { inQuotes } from '../../text.ts';
import type { AvailabilityZone } from '../facts.ts';
import type { Valued } from '../restorePlan.ts';
import type { Refuse, ValueSources } from './valueSources.ts';

/** The zone of the new volume: where it is to be attached, or where its volume was. */
export function zoneOf(given: ValueSources, refuse: Refuse): Valued<string> | undefined {
  const { wished, source, living, server, facts, prefix } = given;
  if (server !== undefined) {
    if (wished.zone !== undefined && wished.zone !== server.zone)
      refuse(
        'wrong-zone',
        `${server.id} is in ${server.zone}, and a volume can be attached only in its own zone, but --zone is ${wished.zone}; leave --zone out`,
        server.zone,
      );
    return { value: server.zone, from: 'instance' };
  }
  const remembered = source.tags[keysOf(prefix).zone];
  const region = source.lineage?.region;
  if (wished.zone === undefined && region !== undefined && region !== given.region)
    return zoneOfPlace(remembered?.slice(region.length) ?? '', given, refuse);
  const zone: Valued<string> | undefined =
    wished.zone !== undefined
      ? { value: wished.zone, from: 'option' }
      : remembered
        ? { value: remembered, from: 'disk map' }
        : living !== undefined && living.disk.zone !== ''
          ? { value: living.disk.zone, from: 'living volume' }
          : undefined;
  const [usable, ...others] = facts.zones.filter(isUsableZone).map(({ name }) => name);
  const also = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
  const use = usable === undefined ? '' : `; use --zone ${usable}${also}`;
  if (zone === undefined) {
    refuse('no-zone', `${source.id} does not remember its zone, and its volume is gone${use}`, usable);
    return undefined;
  }
  const why = facts.zones.length === 0 ? undefined : whyNotIn(facts.zones, zone.value);
  if (why !== undefined) refuse('no-zone', `${why}${use}`, usable);
  return zone;
}

/** The zone of a replica's region that ends with the same letter, else the first: all disks of a server come into one. */
function zoneOfPlace(
  letter: string,
  { source, facts, region }: ValueSources,
  refuse: Refuse,
): Valued<string> | undefined {
  const usable = facts.zones
    .filter((one) => isUsableZone(one) && one.type === 'availability-zone')
    .map(({ name }) => name)
    .toSorted();
  const value = usable.find((name) => name === `${region}${letter}`) ?? usable[0];
  if (value !== undefined) return { value, from: 'region of the replica' };
  const why = facts.zones.length === 0 ? 'could not be read' : 'cannot be used now';
  refuse(
    'no-zone',
    `${source.id} is a replica from another region, and the zones of ${region} ${why}; use --zone with one of them, like ${region}a`,
    `${region}a`,
  );
  return undefined;
}

function isUsableZone({ state, isOptedIn }: AvailabilityZone): boolean {
  return state === 'available' && isOptedIn;
}

function whyNotIn(zones: readonly AvailabilityZone[], name: string): string | undefined {
  const zone = zones.find((one) => one.name === name);
  if (zone === undefined) return `the region has no zone ${inQuotes(name)}`;
  if (!zone.isOptedIn) return `this account has not opted in to the zone ${name}`;
  return zone.state === 'available' ? undefined : `AWS says that the zone ${name} is ${zone.state}`;
}
