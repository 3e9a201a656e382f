import { awayText, clockText, type Zone } from '../../calendar.ts';
import { neverReached } from '../../neverReached.ts';
import { grouped } from '../../grouped.ts';
import type { PolicySettings } from '../../policy/policy.ts';
import { counted, titled, told, placeOf } from '../../text.ts';
import type { LeftDisk, PlannedDisk, PlannedMode, RestorePlan, Valued, ValueSource } from '../restorePlan.ts';

/** When a person reads a plan, and by which clocks. */
export interface Reading {
  readonly now: Date;
  readonly zone: Zone;
  /** The newest by then was asked for; absent where the newest of all was. */
  readonly until?: Date | undefined;
  /** Schedules what no tag covers; absent where nothing does. */
  readonly defaultPolicy?: PolicySettings['defaultPolicy'];
}

/** The plan of a restore as a person reads it before it is carried out. */
export function restorePlanText(plan: RestorePlan, reading: Reading): string[] {
  const { disks, left, notes } = plan;
  return [
    ...titleLines(plan),
    momentLine(plan, reading),
    ...(reading.until === undefined
      ? []
      : [`the newest that was taken by ${clockText(reading.until, reading.zone)} ${reading.zone.name}`]),
    '',
    ...disks.flatMap((disk) => [...diskLines(disk, plan, reading), '']),
    ...(left.length === 0 ? [] : ['Not restored:', ...left.flatMap(leftLines), '']),
    ...(notes.length === 0 ? [] : [...notes, '']),
    ...(isAllMade(plan)
      ? ['All volumes of this restore exist; --again makes others.']
      : [costLine(disks), ...timeLines(disks)]),
    ...modeLines(plan, reading),
  ];
}

/** What is restored, and of which region its replicas are. */
function titleLines({ target, region, disks }: RestorePlan): string[] {
  const { id, name, home, kind } = target;
  const called = `the ${kind.replace('vanished ', '')} ${titled(id, name)}`;
  const regions = [
    ...new Set(disks.flatMap(({ replicaOf }) => (replicaOf === undefined ? [] : placeOf(replicaOf)))),
  ];
  if (home !== undefined) return [`Restore ${called} of ${home} from its replicas in ${region}`];
  const from =
    regions.length === 0
      ? ''
      : `, from ${disks.length === 1 ? 'a replica' : 'replicas'} of ${regions.join(', ')}`;
  return [`Restore ${called} in ${region}${from}`];
}

/** Whether nothing is left to be made. */
function isAllMade({ disks }: RestorePlan): boolean {
  return disks.every(({ made }) => made !== undefined);
}

function momentLine({ moment, disks }: RestorePlan, { now, zone }: Reading): string {
  const at = new Date(moment.takenAt);
  const when = `${clockText(at, zone)} ${zone.name} (${awayText(at, now)})`;
  if (moment.kind === 'several times')
    return `with the data of several times, the last ${when}. This is NOT one instant.`;
  return `with the data of ${when}${disks.length === 1 ? '' : ', all disks of one instant'}`;
}

/** `8 GiB gp3 3000 IOPS 125 MiB/s` */
function shapeWords({ sizeGiB, type, iops, throughput, isMultiAttach }: PlannedDisk): string {
  return [
    `${sizeGiB.value} GiB`,
    type.value,
    ...(iops === undefined ? [] : [`${iops.value} IOPS`]),
    ...(throughput === undefined ? [] : [`${throughput.value} MiB/s`]),
    ...(isMultiAttach === undefined ? [] : ['Multi-Attach']),
  ].join(' ');
}

function diskLines(disk: PlannedDisk, { mode, moment }: RestorePlan, { now, zone }: Reading): string[] {
  const { device, isRoot, snapshotId, volumeId, replicaOf, key, replaces, made, takenAt } = disk;
  const as =
    device === undefined
      ? ''
      : `, ${mode.kind === 'beside' ? 'was ' : ''}${device}${isRoot ? ' (root)' : ''}`;
  const at = new Date(takenAt);
  const taken = moment.kind === 'one instant' ? '' : ` of ${clockText(at, zone)} (${awayText(at, now)})`;
  return [
    made === undefined
      ? `+ volume ${shapeWords(disk)} in ${disk.zone.value}${as}`
      : `= volume ${made}, made by this restore before: ${shapeWords(disk)} in ${disk.zone.value}${as}`,
    `    from ${snapshotId}${taken} of ${volumeId}`,
    ...(replicaOf === undefined ? [] : [`    a replica of ${replicaOf.snapshotId} in ${placeOf(replicaOf)}`]),
    `    ${sourceWords(disk)}`,
    ...(key === undefined ? [] : [`    encrypted with ${key.value}, ${fromWords(key.from)}`]),
    ...(replaces === undefined ? [] : [`    in place of ${replaces.volumeId}, which is detached and stays`]),
  ];
}

/** `size from the snapshot; type, IOPS, zone from the disk map` */
function sourceWords({ zone, type, sizeGiB, iops, throughput, isMultiAttach }: PlannedDisk): string {
  const named: readonly (readonly [string, Valued<unknown> | undefined])[] = [
    ['size', sizeGiB],
    ['type', type],
    ['IOPS', iops],
    ['MiB/s', throughput],
    ['Multi-Attach', isMultiAttach],
    ['zone', zone],
  ];
  const given = named.flatMap(([name, value]) => (value === undefined ? [] : [{ name, from: value.from }]));
  return [...grouped(given, ({ from }) => from)]
    .map(([from, some]) => `${some.map(({ name }) => name).join(', ')} ${fromWords(from)}`)
    .join('; ');
}

function fromWords(from: ValueSource): string {
  switch (from) {
    case 'default':
      return 'by default, because the snapshot remembers none';
    case 'disk map':
      return 'as its tags remember';
    case 'living volume':
      return 'from the volume as it is now';
    case 'option':
      return 'from your options';
    case 'region of the replica':
      return 'chosen here (--zone can choose another)';
    case 'instance':
    case 'snapshot':
      return `from the ${from}`;
    default:
      return neverReached(from);
  }
}

function leftLines({ volumeId, device, because, like }: LeftDisk): string[] {
  const called = device === undefined ? volumeId : `${device} (${volumeId})`;
  if (like === undefined) return [`  ${called}: ${because}`];
  return [`  ${called}: ${because}; to restore it, too:`, `    ${like}`];
}

function costLine(disks: readonly PlannedDisk[]): string {
  const sum = disks.reduce((total, { monthly = 0 }) => total + monthly, 0);
  const size = disks.reduce((total, { sizeGiB }) => total + sizeGiB.value, 0);
  return `${counted(disks.length, 'volume')}, ${size} GiB: about $${sum.toFixed(2)} a month (list price in us-east-1; other regions differ).`;
}

function timeLines(disks: readonly PlannedDisk[]): string[] {
  const seconds = disks.map((disk) => disk.seconds ?? 0);
  const longest = Math.max(...seconds);
  const [first] = disks;
  if (first?.rate !== undefined)
    return [
      `AWS loads all blocks in about ${durationText(longest)} at ${first.rate} MiB/s, and charges for it by the GiB.`,
    ];
  return [
    'A new volume can be used after about a minute. Each block is loaded when it is first read, which is slow; --rate 300 loads all of them at 300 MiB/s, for a charge.',
  ];
}

/** `35 s`, `58 min`, `3 h 20 min`. */
export function durationText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function modeLines({ mode, disks }: RestorePlan, { defaultPolicy }: Reading): string[] {
  const isOne = disks.length === 1;
  const they = isOne ? 'The new volume is' : 'The new volumes are';
  switch (mode.kind) {
    case 'beside': {
      const it = isOne ? 'it' : 'them';
      const scheduled =
        defaultPolicy === undefined
          ? `no snapshots of ${it} are scheduled`
          : `only the default policy schedules snapshots of ${it}`;
      return [`${they} attached to nothing, and ${scheduled}. Nothing else changes.`];
    }
    case 'attach':
      return [
        `${they} attached to ${mode.instanceId}, with the same device ${isOne ? 'name' : 'names'}. A schedule of ${mode.instanceId} also covers ${isOne ? 'it' : 'them'}. Nothing else changes.`,
      ];
    case 'in place':
      return inPlaceLines(disks, mode.instanceId);
    default:
      return neverReached(mode);
  }
}

/** What a person says yes or no to. */
export function restoreQuestion({ mode, disks, target, moment }: RestorePlan, { zone }: Reading): string {
  const missing = disks.filter((disk) => disk.made === undefined);
  const when =
    moment.kind === 'several times'
      ? 'several times'
      : `${clockText(new Date(moment.takenAt), zone)} ${zone.name}`;
  const make =
    missing.length === 0
      ? 'Continue'
      : `Make ${counted(missing.length, 'volume')} of ${told(target.name ?? target.id)} with the data of ${when}`;
  switch (mode.kind) {
    case 'beside':
      return `${make}?`;
    case 'attach':
      return `${make}, and attach ${disks.length} to ${serverTitle(mode)}?`;
    case 'in place':
      return disks.some(({ replaces }) => replaces?.how === 'root task')
        ? `${make}, and RESTART ${serverTitle(mode)} with the new root?`
        : `${make}, and exchange ${disks.length} on ${serverTitle(mode)}?`;
    default:
      return neverReached(mode);
  }
}

function inPlaceLines(disks: readonly PlannedDisk[], instanceId: string): string[] {
  const alone = disks.filter(({ replaces }) => replaces === undefined);
  const olds = disks.length - alone.length;
  const they = disks.length === 1 ? 'The new volume is' : 'The new volumes are';
  return [
    ...(olds === 0
      ? [`${they} attached to ${instanceId}.`]
      : [
          `${they} attached to ${instanceId} in place of the old, with the same schedule tags. The old ${olds === 1 ? 'one stays' : 'ones stay'}, detached, and no more snapshots are taken of ${olds === 1 ? 'it' : 'them'}.`,
        ]),
    ...alone.map(
      ({ device, volumeId }) =>
        `Nothing is attached at ${device ?? volumeId} now, so the new volume there gets no schedule tags; only a schedule of ${instanceId} covers it.`,
    ),
    ...(disks.some(({ replaces }) => replaces?.how === 'root task')
      ? [`AWS RESTARTS ${instanceId}, and what is only in its memory is lost.`]
      : []),
  ];
}

function serverTitle({ instanceId, name }: Exclude<PlannedMode, { readonly kind: 'beside' }>): string {
  return titled(instanceId, name);
}
