import { keysOf } from '../../keys.ts';
import { shellWord } from '../../text.ts';
import type { PlannedDisk, RestorePlan } from '../restorePlan.ts';

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
 * Undoes a restore in place: the old volumes take their places again, while the instance is stopped. It is started
 * only where no disk is left between the two. The new ones stay, and are taken off their schedules only once the old
 * ones are back, because else a disk that is in use would have no snapshots.
 *
 * Also a root that AWS replaced is exchanged so: many versions of the AWS CLI cannot name a volume for a root task.
 */
export function undoLines(restored: readonly RestoredDisk[], plan: RestorePlan, prefix: string): string[] {
  const { mode, region } = plan;
  const exchanged = restored.flatMap((one) =>
    one.disk.replaces === undefined ? [] : [{ ...one, old: one.disk.replaces }],
  );
  if (mode.kind !== 'in place' || exchanged.length === 0) return [];
  const { instanceId } = mode;
  const instances = [`--instance-ids ${instanceId}`];
  const deleted = exchanged.flatMap(({ old }) => (old.isDeletedOnTermination ? [old.device] : []));
  return [
    aws('stop-instances', region, instances),
    aws('wait instance-stopped', region, instances),
    ...exchanged.flatMap((one) => [
      aws('detach-volume', region, [`--volume-id ${one.volumeId}`]),
      aws('wait volume-available', region, [`--volume-ids ${one.volumeId}`]),
      [attach(one.old.volumeId, instanceId, one.old.device, region), ...tagLines(one, region, prefix)].join(
        ' && ',
      ),
    ]),
    aws('wait volume-in-use', region, [`--volume-ids ${exchanged.map(({ old }) => old.volumeId).join(' ')}`]),
    ...deletedWith(instanceId, deleted, region),
    ...(restored.length === plan.disks.length ? [aws('start-instances', region, instances)] : []),
  ];
}

/** Snapshots are taken of the old volume again, and no more of the new one. */
function tagLines({ disk, volumeId }: RestoredDisk, region: string, prefix: string): string[] {
  const { replaced, ignore } = keysOf(prefix);
  const written = [replaced, ...(ignore in disk.tags ? [] : [ignore])].map((key) => `Key=${shellWord(key)}`);
  return [
    aws('delete-tags', region, [
      `--resources ${disk.replaces?.volumeId ?? ''}`,
      `--tags ${written.join(' ')}`,
    ]),
    aws('create-tags', region, [`--resources ${volumeId}`, `--tags Key=${shellWord(ignore)},Value=yes`]),
  ];
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
