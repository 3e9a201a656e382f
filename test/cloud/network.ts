import { partitionOf } from './arns.ts';
import type { Tags } from './records.ts';
import type { Place, World } from './world.ts';

export interface Subnet {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly zone: string;
  /** How many more instances fit. */
  freeAddresses: number;
  tags: Tags;
}

export interface SecurityGroup {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly name: string;
  tags: Tags;
}

/** Where and with what instances are launched. */
export interface Network {
  readonly subnets: Map<string, Subnet>;
  readonly groups: Map<string, SecurityGroup>;
  /** The names of key pairs. */
  readonly keyPairs: Set<string>;
  /** The subnet of each zone, by its name, for an instance that asks for none. */
  readonly defaults: Map<string, Subnet>;
}

/** What lets an instance act in a role. */
export interface InstanceProfile {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly role: string;
}

export interface SubnetWish extends Partial<Pick<Subnet, 'zone' | 'freeAddresses' | 'tags'>> {
  /** @default the default one */
  readonly vpcId?: string;
}

export type GroupWish = Partial<Pick<SecurityGroup, 'vpcId' | 'name' | 'tags'>>;

export function emptyNetwork(): Network {
  return { subnets: new Map(), groups: new Map(), keyPairs: new Set(), defaults: new Map() };
}

export function newSubnet(world: World, place: Place, wish: SubnetWish = {}): Subnet {
  const { account, region, network } = place;
  const subnet: Subnet = {
    id: world.ids.next('subnet'),
    account,
    region,
    vpcId: wish.vpcId ?? defaultVpc(place),
    zone: wish.zone ?? `${region}a`,
    freeAddresses: wish.freeAddresses ?? 251,
    tags: { ...wish.tags },
  };
  network.subnets.set(subnet.id, subnet);
  return subnet;
}

export function newGroup(world: World, place: Place, wish: GroupWish = {}): SecurityGroup {
  const { account, region, network } = place;
  const id = world.ids.next('sg');
  const { vpcId = defaultVpc(place), name = `group-${id}`, tags } = wish;
  const group: SecurityGroup = { id, account, region, vpcId, name, tags: { ...tags } };
  network.groups.set(id, group);
  return group;
}

/** The subnet of the default VPC in a zone, which every zone has. */
export function defaultSubnet(world: World, place: Place, zone: string): Subnet {
  const known = place.network.defaults.get(zone);
  if (known) return known;
  const subnet = newSubnet(world, place, { zone });
  place.network.defaults.set(zone, subnet);
  return subnet;
}

/** The group called `default` that every VPC has. */
export function defaultGroup(world: World, place: Place, vpcId: string): SecurityGroup {
  const groups = [...place.network.groups.values()];
  const known = groups.find((group) => group.vpcId === vpcId && group.name === 'default');
  return known ?? newGroup(world, place, { vpcId, name: 'default' });
}

/** It has an id without being made, since every place has one. */
function defaultVpc({ account }: Place): string {
  return `vpc-0${account.padStart(16, '0')}`;
}

export function newProfile(world: World, account: string, name: string, role: string): InstanceProfile {
  const arn = `arn:${partitionOf(world.regionNames[0] ?? '')}:iam::${account}:instance-profile/${name}`;
  return { name, arn, id: world.ids.next('AIPA').toUpperCase().replace('-', ''), role };
}
