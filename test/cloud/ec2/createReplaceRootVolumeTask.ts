import { arnOf } from '../arns.ts';
import { rootOf } from '../attachmentLife.ts';
import { authorize } from '../authorize.ts';
import type { Wish } from '../authorize.ts';
import { appears } from '../lag.ts';
import { newVolume } from '../newRecords.ts';
import type { Instance, RootTask, Snapshot, Volume } from '../records.ts';
import { replaceRoot } from '../rootReplacement.ts';
import { tagsOnCreate } from '../tagRules.ts';
import { AwsError } from '../wire/errors.ts';
import { notEmulated, required } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import { attachmentTo } from '../world.ts';
import type { Place, World } from '../world.ts';
import { checkZone } from './attachVolume.ts';
import { found, INSTANCE, SNAPSHOT, VOLUME } from './lookup.ts';
import { fullSizeOf, rootTaskShape } from './shapes.ts';
import { onInstance, onNew, onSnapshot, onVolume } from './iamResources.ts';
import { keyIsUsable } from './volumeKeys.ts';

/** What the new root volume is, or is made from. */
type Source =
  | { readonly kind: 'volume'; readonly volume: Volume }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot };

/**
 * Replaces the root volume of a running instance by a volume, or by a new one made from a snapshot of it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/replace-root.html
 */
export function createReplaceRootVolumeTask(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['ImageId', 'VolumeInitializationRate']);
  const place = world.place(call.account, call.region);
  const instance = found(place.instances, required(call.params, 'InstanceId'), INSTANCE);
  const source = sourceOf(call, place);
  const old = rootOf(place, instance);
  const tags = tagsOnCreate(call.params, 'replace-root-volume-task');
  authorize(call, world, [
    onInstance(call, instance),
    ...onSource(call, instance, source),
    // Whether the volume that goes is asked for is not documented; we do, so that a policy cannot forget it.
    ...(old ? [onVolume(call, old)] : []),
    ...onNew(call, 'replace-root-volume-task', tags),
  ]);
  const earlier = earlierTask(call, place);
  if (earlier) return { replaceRootVolumeTask: rootTaskShape(earlier) };

  const root = checkedRoot(place, instance, old);
  if (source.kind === 'volume') checkVolume(source.volume, instance, root);
  else checkSnapshot(source.snapshot, instance);
  const task: RootTask = {
    id: world.ids.next('replacevol'),
    account: place.account,
    region: place.region,
    tags,
    instance,
    state: 'pending',
    snapshotId: source.kind === 'snapshot' ? source.snapshot.id : undefined,
    deletesReplaced: call.params.DeleteReplacedRootVolume === 'true',
    startedAt: world.clock.now(),
    completedAt: undefined,
  };
  place.rootTasks.add(task);
  const { ClientToken } = call.params;
  if (ClientToken) place.rootTaskTokens.set(ClientToken, { task, params: comparable(call) });
  begin(call, world, task, { source, root });
  return { replaceRootVolumeTask: rootTaskShape(task) };
}

function sourceOf({ params }: Call, place: Place): Source {
  const { VolumeId, SnapshotId } = params;
  if (VolumeId !== undefined && SnapshotId !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter volumeId cannot be used with the parameter snapshotId',
    );
  }
  if (VolumeId !== undefined) return { kind: 'volume', volume: found(place.volumes, VolumeId, VOLUME) };
  if (SnapshotId !== undefined)
    return { kind: 'snapshot', snapshot: found(place.snapshots, SnapshotId, SNAPSHOT) };
  throw new AwsError(
    'UnsupportedOperation',
    'The embedded cloud does not restore the state that a root volume was launched in',
  );
}

/** Of a snapshot, the volume to be made is asked for as well. */
function onSource(call: Call, instance: Instance, source: Source): Wish[] {
  if (source.kind === 'volume') return [onVolume(call, source.volume)];
  const { region, account } = call;
  const fresh: Wish = {
    action: `ec2:${call.action}`,
    resource: arnOf({ kind: 'volume', id: '*', region, account }),
    context: { 'ec2:availabilityzone': instance.zone, 'ec2:parentsnapshot': arnOf(source.snapshot) },
  };
  return [onSnapshot(call, source.snapshot), fresh];
}

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
function earlierTask(call: Call, place: Place): RootTask | undefined {
  const earlier = place.rootTaskTokens.get(call.params.ClientToken ?? '');
  if (earlier === undefined || earlier.params === comparable(call)) return earlier?.task;
  throw new AwsError(
    'IdempotentParameterMismatch',
    'The client token you have provided is associated with a resource that was created with other parameters.',
  );
}

function comparable({ params }: Call): string {
  return JSON.stringify(params, Object.keys(params).toSorted());
}

/** The codes of these refusals are not documented; they are those of other calls that need a running instance. */
function checkedRoot(place: Place, instance: Instance, old: Volume | undefined): Volume {
  if (instance.state !== 'running')
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${instance.id}' is not in the 'running' state.`,
    );
  if (old === undefined || attachmentTo(old, instance)?.state !== 'attached')
    throw new AwsError('IncorrectState', `The instance '${instance.id}' has no root volume to be replaced.`);
  const running = place.rootTasks
    .inOrder()
    .find((task) => task.instance === instance && task.completedAt === undefined);
  if (running === undefined) return old;
  throw new AwsError(
    'IncorrectState',
    `The root volume of '${instance.id}' is being replaced by the task '${running.id}' already.`,
  );
}

function checkVolume(volume: Volume, instance: Instance, root: Volume): void {
  checkZone(volume, instance);
  if (volume.state === 'in-use')
    throw new AwsError('VolumeInUse', `${volume.id} is already attached to an instance`);
  if (volume.state !== 'available') throw new AwsError('IncorrectState', `${volume.id} is not 'available'.`);
  if (root.encrypted && !volume.encrypted)
    throw invalid(`The volume '${volume.id}' must be encrypted, since the root volume '${root.id}' is.`);
  if (codesOf(volume) !== codesOf(instance))
    throw invalid(`The product codes of '${volume.id}' must be those of the instance '${instance.id}'.`);
}

function codesOf({ productCodes }: Volume | Instance): string {
  return productCodes
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}

function checkSnapshot({ id, state, volumeId }: Snapshot, instance: Instance): void {
  if (state !== 'completed') throw new AwsError('IncorrectState', `Snapshot '${id}' is not 'completed'.`);
  if (instance.rootVolumes.includes(volumeId)) return;
  throw invalid(
    `Invalid snapshot for root volume for virt ${instance.id}. The snapshot should be of one of the root volumes attached to the instance in the past`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** A volume keeps what it is; one made from a snapshot becomes what the old root volume was. */
function begin(
  call: Call,
  world: World,
  task: RootTask,
  { source, root }: { readonly source: Source; readonly root: Volume },
): void {
  const place = world.place(call.account, call.region);
  if (source.kind === 'volume') {
    const { volume } = source;
    const key = keyIsUsable(call, world, volume) ? 'usable' : 'unusable';
    replaceRoot(place, task, { volume: () => volume, deleteOnTermination: () => false, key });
    return;
  }
  const { snapshot } = source;
  const { size, type, iops, throughput, zone, productCodes } = root;
  const fresh = newVolume(world, place, {
    type,
    iops,
    throughput,
    zone,
    productCodes,
    size: Math.max(size, snapshot.size),
    encrypted: place.encryptByDefault || root.encrypted || snapshot.encrypted,
    kmsKeyId: root.encrypted ? root.kmsKeyId : snapshot.kmsKeyId,
    initialization: { rate: undefined, bytes: fullSizeOf(snapshot) },
    fromSnapshot: snapshot.id,
    state: 'creating',
  });
  place.volumes.add(fresh);
  appears(world, fresh);
  replaceRoot(place, task, {
    volume() {
      fresh.state = 'available';
      return fresh;
    },
    deleteOnTermination: (old) => old.deleteOnTermination,
    key: keyIsUsable(call, world, fresh) ? 'usable' : 'unusable',
  });
}
