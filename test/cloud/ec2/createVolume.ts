import { arnOf } from '../arns.ts';
import { authorize } from '../authorize.ts';
import type { Wish } from '../authorize.ts';
import { tagsFor } from '../foreign.ts';
import { requestTags, resourceTags } from '../iam.ts';
import type { Context } from '../iam.ts';
import { checkInitialization } from '../initialization.ts';
import { appears } from '../lag.ts';
import { newVolume } from '../newRecords.ts';
import type { Snapshot, Tags, Volume } from '../records.ts';
import { tagsOnCreate } from '../tagRules.ts';
import { doneAt, keepVolume } from '../volumeLife.ts';
import type { Fate } from '../volumeLife.ts';
import { notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { Place, World } from '../world.ts';
import type { Zone } from '../zones.ts';
import { fullSizeOf, volumeShape } from './shapes.ts';
import { namedSnapshot } from './snapshotLookup.ts';
import { answered } from './takeSnapshots.ts';
import { checkRoom, checkSource, zoneOf } from './volumeChecks.ts';
import { encryptionOf, keysAreUsable } from './volumeKeys.ts';
import type { Encryption } from './volumeKeys.ts';
import { measuresOf, numberOf } from './volumeRules.ts';
import type { Measures } from './volumeRules.ts';
import { rememberedVolume, rememberVolume } from './volumeTokens.ts';

/** What is to be made, once the request was read and before anybody was asked for permission. */
interface Plan {
  readonly zone: Zone;
  readonly snapshot: Snapshot | undefined;
  readonly measures: Measures;
  readonly encryption: Encryption;
  readonly rate: number | undefined;
  readonly tags: Tags;
}

/**
 * A volume, empty or from a snapshot. It is `creating` at first; keys are looked at later than the answer.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
 */
export function createVolume(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['OutpostArn', 'Operator']);
  const place = world.place(call.account, call.region);
  const plan = planOf(call, world, place);
  authorize(call, world, wishesOf(call, plan));
  const volume = rememberedVolume(call, place) ?? made(call, world, plan);
  return answered(world, () => volumeShape(volume, volume.tags, place));
}

function planOf(call: Call, world: World, place: Place): Plan {
  const { params } = call;
  const zone = zoneOf(params, place);
  const snapshot = sourceOf(call, world, place);
  const measures = measuresOf(params, snapshot);
  const encryption = encryptionOf(call, place, snapshot);
  const rate = numberOf(params, 'VolumeInitializationRate');
  return { zone, snapshot, measures, encryption, rate, tags: tagsOnCreate(params, 'volume') };
}

/** Also what others shared with the caller, or with everybody. */
function sourceOf({ params }: Call, world: World, place: Place): Snapshot | undefined {
  const { SnapshotId: id = '' } = params;
  if (id === '') return undefined;
  return namedSnapshot(world, place, id);
}

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * Keys that AWS does not promise for a request that leaves the value to a default are left out.
 */
function wishesOf(call: Call, { zone, snapshot, measures, encryption, rate, tags }: Plan): Wish[] {
  const resource = arnOf({ kind: 'volume', id: '*', region: call.region, account: call.account });
  const context: Context = {
    ...requestTags(tags),
    'ec2:availabilityzone': zone.name,
    'ec2:encrypted': String(encryption.encrypted),
    'ec2:volumesize': String(measures.size),
    'ec2:volumetype': measures.type,
    ...(call.params.KmsKeyId !== undefined && { 'ec2:kmskeyid': call.params.KmsKeyId }),
    ...(measures.iops !== undefined && { 'ec2:volumeiops': String(measures.iops) }),
    ...(measures.throughput !== undefined && { 'ec2:volumethroughput': String(measures.throughput) }),
    ...(rate !== undefined && { 'ec2:volumeinitializationrate': String(rate) }),
    ...(snapshot && { 'ec2:parentsnapshot': arnOf(snapshot) }),
  };
  const onVolume = { action: 'ec2:CreateVolume', resource, context };
  const onSnapshot = snapshot && {
    action: 'ec2:CreateVolume',
    resource: arnOf(snapshot),
    context: {
      ...resourceTags(tagsFor(call.account, snapshot)),
      'ec2:owner': snapshot.account,
      'ec2:parentvolume': arnOf({ ...snapshot, kind: 'volume', id: snapshot.volumeId }),
      'ec2:volumesize': String(snapshot.size),
    },
  };
  const onTags = {
    action: 'ec2:CreateTags',
    resource,
    context: { ...context, 'ec2:createaction': 'CreateVolume' },
  };
  return [onVolume, ...(onSnapshot ? [onSnapshot] : []), ...(Object.keys(tags).length > 0 ? [onTags] : [])];
}

function made(call: Call, world: World, plan: Plan): Volume {
  const { zone, snapshot, measures, encryption, rate, tags } = plan;
  const place = world.place(call.account, call.region);
  if (snapshot) checkSource(snapshot, world.clock.now());
  checkInitialization(place, { rate, zone, snapshot, now: world.clock.now() });
  checkRoom(place, zone, measures);
  const { type, size, iops, throughput } = measures;
  const volume = newVolume(world, place, {
    type,
    size,
    ...(iops !== undefined && { iops }),
    ...(throughput !== undefined && { throughput }),
    zone: zone.name,
    ...encryption,
    multiAttach: call.params.MultiAttachEnabled === 'true',
    fromSnapshot: snapshot?.id,
    initialization: snapshot && { rate, bytes: fullSizeOf(snapshot) },
    productCodes: snapshot?.productCodes ?? [],
    state: 'creating',
    tags,
  });
  keepVolume(place, volume, fateOf(call, world, { snapshot, encryption }));
  appears(world, volume);
  rememberVolume(call, place, volume);
  return volume;
}

function fateOf(
  call: Call,
  world: World,
  { snapshot, encryption }: Pick<Plan, 'snapshot' | 'encryption'>,
): Fate | undefined {
  const at = doneAt(world);
  if (at === undefined) return undefined;
  if (keysAreUsable(call, world, { snapshot, encryption })) return { at, becomes: 'available' };
  return world.settings.withoutKey === 'stays creating' ? undefined : { at, becomes: 'gone' };
}
