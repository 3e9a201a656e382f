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

/** Undoes a restore in place: the old volumes take their places again. The new ones stay. */
export function undoLines(restored: readonly RestoredDisk[], plan: RestorePlan, prefix: string): string[] {
  const { mode, region } = plan;
  if (mode.kind !== 'in place') return [];
  const { instanceId } = mode;
  const { replaced, ignore } = keysOf(prefix);
  return restored.flatMap(({ disk, volumeId }) => {
    const { replaces, tags } = disk;
    if (replaces === undefined) return [];
    const written = [replaced, ...(ignore in tags ? [] : [ignore])].map((key) => `Key=${shellWord(key)}`);
    return [
      ...putBack({ ...replaces, newId: volumeId }, instanceId, region),
      aws('delete-tags', region, [`--resources ${replaces.volumeId}`, `--tags ${written.join(' ')}`]),
      aws('create-tags', region, [`--resources ${volumeId}`, `--tags Key=${shellWord(ignore)},Value=yes`]),
    ];
  });
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
  if (mode.kind === 'beside' || devices.length === 0) return undefined;
  const mappings = devices.map((DeviceName) => ({ DeviceName, Ebs: { DeleteOnTermination: true } }));
  return aws('modify-instance-attribute', region, [
    `--instance-id ${mode.instanceId}`,
    `--block-device-mappings ${shellWord(JSON.stringify(mappings))}`,
  ]);
}
