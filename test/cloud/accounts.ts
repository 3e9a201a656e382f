import type { Clock } from './clock.ts';
import type { LoggedCall } from './cloud.ts';
import type { Fault, Faults, Removable } from './faults.ts';
import { checkPolicy } from './iam.ts';
import type { Policy } from './iam.ts';
import type { CloudFunction } from './lambda.ts';
import { newProfile } from './network.ts';
import type { InstanceProfile } from './network.ts';
import type { Message, Snapshot, Volume } from './records.ts';
import { regionOf } from './region.ts';
import type { Region } from './region.ts';
import { addRole } from './roles.ts';
import type { Role, RoleWish } from './roles.ts';
import { type FilterPolicy, isWanted } from './sns.ts';
import { settle } from './snapshotLife.ts';
import { credentialsOf } from './wire/request.ts';
import type { Credentials } from './wire/request.ts';
import type { Hiding } from './settings.ts';
import type { Place, World } from './world.ts';

/** One account of the cloud: what `Cloud` offers for all of them, for this one. */
export interface Account {
  readonly id: string;
  /** The cloud's. */
  readonly clock: Clock;
  /** The requests of this account's keys and sessions, oldest first. */
  readonly calls: readonly LoggedCall[];
  readonly functions: Map<string, CloudFunction>;
  /** The id of its organization, like `o-a1b2c3d4e5`. @default none */
  organization: string | undefined;
  /** The code that each MFA device shows now, by its serial number. A code is good once. */
  readonly mfaCodes: Map<string, string>;
  /** What its lasting keys may do; sessions may do what their role may. @default the cloud's policy */
  policy: Policy;

  credentials(): Credentials;
  region(name: string): Region;
  addRole(wish: RoleWish): Role;
  /** A profile by which instances act in a role. */
  addInstanceProfile(name: string, role: Pick<Role, 'arn'>): InstanceProfile;
  /** The snapshots of one of its volumes that exist now, oldest first. */
  snapshotsOf(volume: Volume | string): Snapshot[];
  messages(topicArn: string, wanted?: FilterPolicy): readonly Message[];
  fault(fault: Omit<Fault, 'account'>): Removable;
  before(action: string, act: (call: LoggedCall) => void | Promise<void>): Removable;
  hide(hiding: Omit<Hiding, 'account'>): Removable;
}

interface Surroundings {
  readonly world: World;
  readonly calls: readonly LoggedCall[];
  readonly faults: Faults;
  readonly before: Account['before'];
}

export function accountOf(id: string, { world, calls, faults, before }: Surroundings): Account {
  if (!/^\d{12}$/.test(id)) throw new Error(`an account is like 222222222222, but not ${id}`);
  const state = world.account(id);
  const places = () => [...world.places()].filter(({ account }) => account === id);
  return {
    id,
    clock: world.clock,
    get calls() {
      return calls.filter(({ account }) => account === id);
    },
    functions: state.functions,
    mfaCodes: state.mfaCodes,
    get organization() {
      return state.organization;
    },
    set organization(organization) {
      state.organization = organization;
    },
    get policy() {
      return state.policy ?? world.settings.policy;
    },
    set policy(policy) {
      checkPolicy(policy);
      state.policy = policy;
    },
    credentials: () => credentialsOf(id),
    region(name) {
      if (world.regionNames.includes(name)) return regionOf(world, world.place(id, name));
      throw new Error(`this cloud has the regions ${world.regionNames.join(', ')}, but not ${name}`);
    },
    addRole: (wish) => addRole(world, id, wish),
    addInstanceProfile(name, role) {
      const profile = newProfile(world, id, name, role.arn);
      state.instanceProfiles.set(profile.arn, profile);
      return profile;
    },
    snapshotsOf(volume) {
      settle(world);
      return snapshotsIn(places(), volume);
    },
    messages: (topicArn, wanted) => messagesIn(places(), topicArn, wanted),
    fault: (fault) => faults.add({ ...fault, account: id }),
    before: (action, act) => before(action, (call) => (call.account === id ? act(call) : undefined)),
    hide(hiding) {
      const own = { ...hiding, account: id };
      world.hidings.add(own);
      return { remove: () => void world.hidings.delete(own) };
    },
  };
}

export function snapshotsIn(places: readonly Place[], volume: Volume | string): Snapshot[] {
  const id = typeof volume === 'string' ? volume : volume.id;
  return places.flatMap((place) => [...(place.snapshotsByVolume.get(id) ?? [])]).toSorted(oldestFirst);
}

export function messagesIn(
  places: readonly Place[],
  topicArn: string,
  wanted: FilterPolicy = {},
): readonly Message[] {
  const messages = places.map((place) => place.topics.get(topicArn)).find((found) => found !== undefined);
  if (!messages) throw new Error(`no test has made the topic ${topicArn}`);
  return messages.filter((message) => isWanted(message, wanted));
}

function oldestFirst(a: Snapshot, b: Snapshot): number {
  return a.startedAt.getTime() - b.startedAt.getTime() || a.id.localeCompare(b.id);
}
