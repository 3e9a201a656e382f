import { keysOf } from '../keys.ts';
import { neverReached } from '../neverReached.ts';
import { shellWord } from '../text.ts';
import type { PlannedDisk, RestorePlan } from './restorePlan.ts';

/** Lines for the AWS CLI, to be copied. They delete nothing. */

/** A disk that was restored, and the volume that was made of it. */
export interface RestoredDisk {
  readonly disk: PlannedDisk;
  readonly volumeId: string;
}

/** Attaches the new volumes; `INSTANCE` is to be replaced. */
export function attachLines(restored: readonly RestoredDisk[], region: string): string[] {
  return restored.flatMap(({ disk: { device }, volumeId }) =>
    device === undefined ? [] : [attach(volumeId, 'INSTANCE', device, region)],
  );
}

function attach(volumeId: string, instanceId: string, device: string, region: string): string {
  return aws('attach-volume', region, [
    `--volume-id ${volumeId}`,
    `--instance-id ${instanceId}`,
    `--device ${shellWord(device)}`,
  ]);
}

function aws(command: string, region: string, options: readonly string[]): string {
  return ['aws ec2', command, `--region ${region}`, ...options].join(' ');
}

/**
 * Undoes a restore in place: the old volumes take their places again. The new ones stay.
 *
 * Data disks are exchanged while the instance is stopped, so that comes first where there are any; and AWS replaces
 * the root only of a running one, so then it is exchanged, too.
 */
export function undoLines(restored: readonly RestoredDisk[], plan: RestorePlan, prefix: string): string[] {
  const { mode, region } = plan;
  if (mode.kind !== 'in place') return [];
  const { instanceId } = mode;
  const { replaced, ignore } = keysOf(prefix);
  const exchanged = restored.flatMap(({ disk: { replaces } }) => replaces ?? []);
  const how = exchanged.some((one) => one.how === 'exchange') ? 'exchange' : 'root task';
  const lines = restored.flatMap(({ disk, volumeId }) => {
    const { replaces, tags } = disk;
    if (replaces === undefined) return [];
    const written = [replaced, ...(ignore in tags ? [] : [ignore])].map((key) => `Key=${shellWord(key)}`);
    return [
      ...putBack({ ...replaces, how, newId: volumeId }, instanceId, region),
      aws('delete-tags', region, [`--resources ${replaces.volumeId}`, `--tags ${written.join(' ')}`]),
      aws('create-tags', region, [`--resources ${volumeId}`, `--tags Key=${shellWord(ignore)},Value=yes`]),
    ];
  });
  const stop = [
    aws('stop-instances', region, [`--instance-ids ${instanceId}`]),
    aws('wait instance-stopped', region, [`--instance-ids ${instanceId}`]),
  ];
  const deleted = exchanged.filter(({ isDeletedOnTermination }) => isDeletedOnTermination);
  return [
    ...(how === 'exchange' ? stop : []),
    ...lines,
    ...deletedWith(
      instanceId,
      deleted.map(({ device }) => device),
      region,
    ),
  ];
}

function putBack(
  { how, volumeId, device, newId }: NonNullable<PlannedDisk['replaces']> & { readonly newId: string },
  instanceId: string,
  region: string,
): string[] {
  switch (how) {
    case 'root task':
      return [
        aws('create-replace-root-volume-task', region, [
          `--instance-id ${instanceId}`,
          `--volume-id ${volumeId}`,
        ]),
      ];
    case 'exchange':
      return [
        aws('detach-volume', region, [`--volume-id ${newId}`]),
        aws('wait volume-available', region, [`--volume-ids ${newId}`]),
        attach(volumeId, instanceId, device, region),
      ];
    default:
      return neverReached(how);
  }
}

/** Lets AWS delete with the instance what was deleted with it before; undefined where nothing was. */
export function deleteWithInstanceLine(
  restored: readonly RestoredDisk[],
  plan: RestorePlan,
): string | undefined {
  const { mode, region } = plan;
  const devices = restored.flatMap(({ disk }) =>
    disk.isDeletedOnTermination && disk.device !== undefined ? [disk.device] : [],
  );
  return mode.kind === 'beside' ? undefined : deletedWith(mode.instanceId, devices, region)[0];
}

function deletedWith(instanceId: string, devices: readonly string[], region: string): string[] {
  if (devices.length === 0) return [];
  const mappings = devices.map((DeviceName) => ({ DeviceName, Ebs: { DeleteOnTermination: true } }));
  const options = [
    `--instance-id ${instanceId}`,
    `--block-device-mappings ${shellWord(JSON.stringify(mappings))}`,
  ];
  return [aws('modify-instance-attribute', region, options)];
}
