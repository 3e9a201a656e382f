import { iso } from '../../calendar.ts';
import { type Found, targetOf } from '../../find/find.ts';
import type { Volume } from '../../inventory.ts';
import { grouped } from '../../grouped.ts';
import { keysOf } from '../../keys.ts';
import { replicaOf } from '../../lineage.ts';
import { inQuotes } from '../../text.ts';
import { type Chosen, type ChosenSnapshot, momentOf } from '../chosen/choose.ts';
import type { Facts, RestoredVolume } from '../facts.ts';
import type { RestoreOrder } from '../asked/order.ts';
import { isAttached, placeOf, serverRefusals } from './place.ts';
import { predecessorNotes } from '../asked/predecessor.ts';
import { rateInZone, rateRefusals, secondsAt } from './rate.ts';
import { restoredTags } from './restoredTags.ts';
import type { LeftDisk, PlannedDisk, Refusal, Restoration, RestorePlan } from '../restorePlan.ts';
import { valuesOf } from './values.ts';
import { monthlyPrice } from './volumeTypes.ts';

/** From what a restore is planned. */
export interface Planning {
  readonly order: RestoreOrder;
  readonly found: Found;
  readonly chosen: Chosen;
  readonly facts: Facts;
  /** Of this restore. */
  readonly id: string;
}

/** Plans a restore, or says everything that is in its way. Nothing is made where anything is. */
export function planRestore(planning: Planning): Restoration {
  const { order, found, chosen, facts, id } = planning;
  const { region } = found.inventory;
  const members = wantedOf(chosen, order.only);
  const disks = members.map((member) => diskOf(member, planning));
  const isLeft = (one: Drafted): boolean => order.extent === 'partial' && one.refusals.every(isOfKey);
  const refusals = [
    ...unknownDisks(chosen, order.only),
    ...(members.length > 1 ? sizeOfMany(order) : []),
    ...rateRefusals(order.wished.rate, members.length),
    ...onServer(disks, planning),
    ...disks
      .flatMap((one) => (isLeft(one) ? [] : one.refusals))
      .filter(({ code }) => !isToldAlone(code, order, members.length)),
  ];
  const planned = disks.flatMap(({ disk }) => disk ?? []);
  if (refusals.length > 0) return { kind: 'refused', refusals: onceEach(refusals) };
  if (planned.length === 0) return { kind: 'refused', refusals: disks.flatMap((one) => one.refusals) };
  return {
    kind: 'plan',
    plan: {
      id,
      region,
      target: targetOf(found),
      moment: momentOf(
        disks.flatMap(({ disk, member }) => (disk === undefined ? [] : member.source)),
        found.inventory.prefix,
      ),
      mode: modeOf(planning),
      disks: planned,
      left: [...(order.only.length > 0 ? [] : chosen.left), ...disks.flatMap(leftBecause)],
      notes: [...chosen.notes, ...facts.notes, ...predecessorNotes(order, found)],
    },
  };
}

/** Whether all is where the plan says, so that a person has nothing to decide. */
export function isAllThere({ disks, mode }: RestorePlan, { server }: Facts): boolean {
  return disks.every(({ made }) =>
    mode.kind === 'beside' || server === undefined ? made !== undefined : isAttached(made, server),
  );
}

/** What is in the way of all disks on the instance that gets them. */
function onServer(disks: readonly Drafted[], { order, facts: { server } }: Planning): Refusal[] {
  if (server === undefined) return [];
  const isNew = ({ disk }: Drafted): boolean => !isAttached(disk?.made, server);
  const devices = grouped(
    disks.flatMap(({ disk }) => disk ?? []),
    ({ device }) => device ?? '',
  );
  return [
    ...serverRefusals(server, order.mode, disks.filter(isNew).length),
    ...[...devices].flatMap(([device, [first, ...others]]): Refusal[] =>
      others.length === 0
        ? []
        : [
            {
              code: 'device-taken',
              message: `${[first, ...others].map(({ volumeId }) => volumeId).join(' and ')} would all be ${device} of ${server.id}; choose one of them with --only`,
              like: `--only ${first.volumeId}`,
            },
          ],
    ),
  ];
}

function modeOf({ order, facts }: Planning) {
  const { mode } = order;
  const { server } = facts;
  if (mode.kind === 'beside' || server === undefined) return { kind: 'beside' } as const;
  return { kind: mode.kind, instanceId: server.id, name: server.name, state: server.state };
}

function wantedOf({ members }: Chosen, only: readonly string[]): readonly ChosenSnapshot[] {
  if (only.length === 0) return members;
  return members.filter((member) => only.some((one) => isMeant(member, one)));
}

function isMeant({ source, disk }: ChosenSnapshot, text: string): boolean {
  return [source.volumeId, source.id, disk?.device].includes(text);
}

function unknownDisks({ members, left }: Chosen, only: readonly string[]): Refusal[] {
  const known = members.map(({ source, disk }) => disk?.device || source.volumeId);
  return only
    .filter((one) => !members.some((member) => isMeant(member, one)))
    .map((one): Refusal => {
      const passed = left.find(({ volumeId, device }) => [volumeId, device].includes(one));
      if (passed !== undefined)
        return {
          code: 'unknown-disk',
          message: `--only ${inQuotes(one)} is not among what is restored: ${passed.because}`,
          like: passed.like,
        };
      return {
        code: 'unknown-disk',
        message: `--only ${inQuotes(one)} is no disk of what is restored; it has ${known.join(', ')}`,
        like: known[0],
      };
    });
}

/** Several disks have not one size, so there is none to propose. */
function isToldAlone(code: Refusal['code'], { wished }: RestoreOrder, count: number): boolean {
  return code === 'size-out-of-range' && wished.sizeGiB !== undefined && count > 1;
}

function sizeOfMany({ wished }: RestoreOrder): Refusal[] {
  if (wished.sizeGiB === undefined) return [];
  return [
    {
      code: 'one-disk-only',
      message: '--size is for one disk, and several are restored; name one with --only, or leave --size out',
    },
  ];
}

interface Drafted {
  readonly member: ChosenSnapshot;
  readonly disk?: PlannedDisk;
  readonly refusals: readonly Refusal[];
}

function diskOf(member: ChosenSnapshot, { order, found, facts, id }: Planning): Drafted {
  const { source, disk } = member;
  const { volumes, prefix, region } = found.inventory;
  const living = volumes.find((volume) => volume.id === source.volumeId);
  const made = madeOf(source.id, facts.begun, prefix);
  const given = { ...member, living, facts, prefix, region, server: facts.server };
  const values = valuesOf({ ...given, wished: order.wished });
  const place = placeOf({ ...given, mode: order.mode, made });
  const zone = isRefused(values) ? undefined : facts.zones.find(({ name }) => name === values.zone.value);
  const refusals = [
    ...(isRefused(values) ? values : []),
    ...('code' in place ? [place] : []),
    ...rateInZone(order.wished.rate, zone),
  ];
  if (isRefused(values) || 'code' in place) return { member, refusals };
  const { device, replaces } = place;
  const replacedVolume = volumes.find((volume) => volume.id === replaces?.volumeId);
  const { rate } = order.wished;
  return {
    member,
    refusals,
    disk: {
      snapshotId: source.id,
      volumeId: source.volumeId,
      replicaOf: source.lineage && replicaOf(source.lineage),
      takenAt: iso(new Date(source.startedAt)),
      device,
      isRoot: disk?.isRoot ?? isRootOf(living, found),
      isDeletedOnTermination:
        replaces?.isDeletedOnTermination ??
        (disk ?? living?.disk.devices[0])?.isDeletedOnTermination ??
        false,
      ...values,
      rate,
      seconds: secondsAt(rate, source),
      monthly: monthlyPrice({
        type: values.type.value,
        sizeGiB: values.sizeGiB.value,
        iops: values.iops?.value,
        throughput: values.throughput?.value,
      }),
      tags: restoredTags({ source, id, prefix, replaces, instanceId: facts.server?.id, replacedVolume }),
      replaces,
      made: made?.id,
    },
  };
}

function isRefused(values: ReturnType<typeof valuesOf>): values is readonly Refusal[] {
  return Array.isArray(values);
}

function isRootOf(living: Volume | undefined, { inventory }: Found): boolean {
  return living !== undefined && inventory.instances.some(({ rootVolumeId }) => rootVolumeId === living.id);
}

function madeOf(
  snapshotId: string,
  begun: readonly RestoredVolume[],
  prefix: string,
): RestoredVolume | undefined {
  return begun.find(
    ({ tags, state }) =>
      tags[keysOf(prefix).restored] === snapshotId && !['error', 'deleting', 'deleted'].includes(state),
  );
}

function isOfKey({ code }: Refusal): boolean {
  return code === 'key-not-usable';
}

function leftBecause({ member, disk, refusals }: Drafted): LeftDisk[] {
  if (disk !== undefined) return [];
  const because = refusals.map(({ message }) => message).join('; ');
  return [{ volumeId: member.source.volumeId, device: member.disk?.device || undefined, because }];
}

/** Several disks can have one thing in their way. */
function onceEach(refusals: readonly Refusal[]): Refusal[] {
  return [...new Map(refusals.map((one) => [one.message, one])).values()];
}
