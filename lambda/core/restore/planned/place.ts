import { neverReached } from '../../neverReached.ts';
import { counted } from '../../text.ts';
import type { Volume } from '../../inventory.ts';
import type { ChosenSnapshot } from '../chosen/choose.ts';
import type { Facts, RestoredVolume, Server } from '../facts.ts';
import type { Mode } from '../asked/order.ts';
import type { Refusal, RefusalCode, Replaced } from '../restorePlan.ts';
import { replacedIn } from './restoredTags.ts';

/** Where one new volume goes. */
export interface Place {
  readonly device?: string | undefined;
  readonly replaces?: Replaced | undefined;
}

/** What decides where one new volume goes. */
export interface Placing extends ChosenSnapshot {
  readonly mode: Mode;
  readonly server?: Server | undefined;
  readonly facts: Facts;
  readonly living?: Volume | undefined;
  /** The volume that this restore has made of the snapshot before. */
  readonly made?: RestoredVolume | undefined;
  readonly prefix: string;
  readonly region: string;
}

/** Where a new volume goes, or why it cannot go there. */
export function placeOf(placing: Placing): Place | Refusal {
  const { mode, server } = placing;
  if (mode.kind === 'beside' || server === undefined) return { device: deviceOf(placing) };
  switch (mode.kind) {
    case 'attach':
      return attachedTo(server, placing);
    case 'in place':
      return inPlaceOn(server, placing);
    default:
      return neverReached(mode);
  }
}

function refusal({ source }: Placing, code: RefusalCode, message: string, like?: string): Refusal {
  return { code, message, snapshotId: source.id, like };
}

function attachedTo(server: Server, placing: Placing): Place | Refusal {
  const { disk, source, made, facts } = placing;
  const device = (disk?.isRoot ? server.rootDevice : undefined) ?? deviceOf(placing);
  if (device === undefined) return noDevice(placing);
  const holder = server.attached.find((one) => one.device === device && one.volumeId !== made?.id);
  if (holder !== undefined) {
    const detach =
      server.state === 'stopped'
        ? ', or detach that one first'
        : ', or stop the instance and detach that one';
    const line = `aws ec2 detach-volume --region ${placing.region} --volume-id ${holder.volumeId}`;
    return refusal(
      placing,
      'device-taken',
      `${device} of ${server.id} is taken by ${holder.volumeId}; choose other disks with --only, or leave --attach-to out and attach the new volume under another name${detach}`,
      server.state === 'stopped' ? line : undefined,
    );
  }
  const codes = facts.productCodes.get(source.id) ?? [];
  if (codes.length > 0 && server.state === 'running')
    return refusal(
      placing,
      'marketplace-code',
      `${source.id} carries the AWS Marketplace code ${codes.join(', ')}, and AWS attaches such a volume only to a stopped instance; stop it first`,
      stopLine(server, placing),
    );
  return { device };
}

function noDevice(placing: Placing): Refusal {
  const { source } = placing;
  return refusal(
    placing,
    'no-device',
    `${source.id} does not remember the device of ${source.volumeId}; leave --attach-to and --in-place out, and attach the new volume yourself`,
  );
}

/** As the snapshot remembers it, else that of the volume today. */
function deviceOf({ disk, living }: Placing): string | undefined {
  return disk?.device || living?.disk.devices[0]?.name || undefined;
}

function stopLine({ id }: Server, { region }: Placing): string {
  const options = `--region ${region} --instance-ids ${id}`;
  return `aws ec2 stop-instances ${options} && aws ec2 wait instance-stopped ${options}`;
}

function inPlaceOn(server: Server, placing: Placing): Place | Refusal {
  const { disk, source, made, living, prefix } = placing;
  const before = made && replacedIn(made.tags, prefix);
  const now =
    before ??
    server.attached.find(({ volumeId }) => volumeId === source.volumeId) ??
    server.attached.find(({ device, volumeId }) => device === disk?.device && volumeId !== made?.id);
  const device = now?.device ?? deviceOf(placing);
  if (device === undefined) return noDevice(placing);
  const isItsOwn = before !== undefined || now?.volumeId === source.volumeId;
  if (!isItsOwn && disk !== undefined && disk.isRoot !== (device === server.rootDevice))
    return refusal(
      placing,
      'device-taken',
      `${device} is ${disk.isRoot ? 'a data disk' : 'the root'} of ${server.id}, and ${source.id} remembers ${source.volumeId} as ${disk.isRoot ? 'the root' : 'a data disk'}; leave --in-place out, and attach the new volume yourself`,
    );
  const how = device === server.rootDevice && server.state === 'running' ? 'root task' : 'exchange';
  if (
    now !== undefined &&
    living !== undefined &&
    now.volumeId === living.id &&
    living.instanceIds.length > 1
  )
    return refusal(
      placing,
      'multi-attach',
      `${living.id} is attached to ${counted(living.instanceIds.length, 'instance')}, so it is not exchanged; leave --in-place out, and exchange it on each of them yourself`,
    );
  if (how === 'exchange' && server.state === 'running' && !isAttached(made?.id, server)) {
    return refusal(
      placing,
      'instance-running',
      `${device} is a data disk, and data disks are exchanged only while ${server.id} is stopped; stop it first (an Auto Scaling group replaces an instance that stops, so suspend its processes before)`,
      stopLine(server, placing),
    );
  }
  return { device, replaces: now && { ...now, how } };
}

/** Whether a volume that a restore has made is where it belongs. */
export function isAttached(made: string | undefined, { attached }: Server): boolean {
  return made !== undefined && attached.some(({ volumeId }) => volumeId === made);
}

/**
 * Why a server cannot get any volumes.
 *
 * @param count How many are to be attached beside those that it has.
 */
export function serverRefusals(server: Server, mode: Mode, count: number): Refusal[] {
  if (!['running', 'stopped'].includes(server.state))
    return [
      {
        code: 'wrong-instance-state',
        message: `${server.id} is ${server.state}, and must be running or stopped; wait until it is`,
      },
    ];
  const { mostVolumes, attached } = server;
  const most = mostVolumes ?? Number.POSITIVE_INFINITY;
  if (mode.kind === 'in place' || attached.length + count <= most) return [];
  return [
    {
      code: 'too-many-volumes',
      message: `${server.id} is a ${server.type}, which takes ${most} volumes and has ${attached.length}, so ${count} more do not fit; choose some with --only`,
    },
  ];
}
