import { awayText, clockText, type Zone } from '../calendar.ts';
import { neverReached } from '../neverReached.ts';
import { grouped } from '../grouped.ts';
import { counted, titled } from '../text.ts';
import type { LeftDisk, PlannedDisk, RestorePlan, Valued, ValueSource } from './restorePlan.ts';

/** When a person reads a plan, and by which clocks. */
export interface Reading {
  readonly now: Date;
  readonly zone: Zone;
}

/** The plan of a restore as a person reads it before it is carried out. */
export function restorePlanText(plan: RestorePlan, reading: Reading): string[] {
  const { target, region, disks, left, notes } = plan;
  const what = target.kind === 'volume' || target.kind === 'vanished volume' ? 'volume' : target.kind;
  return [
    `Restore the ${what.replace('vanished ', '')} ${titled(target.id, target.name)} in ${region}`,
    momentLine(plan, reading),
    '',
    ...disks.flatMap((disk) => [...diskLines(disk, plan, reading), '']),
    ...(left.length === 0 ? [] : ['Not restored:', ...left.map(leftLine), '']),
    ...notes,
    costLine(disks),
    ...timeLines(disks),
    ...modeLines(plan),
  ];
}

function momentLine({ moment, disks }: RestorePlan, { now, zone }: Reading): string {
  const at = new Date(moment.takenAt);
  const when = `${clockText(at, zone)} ${zone.name} (${awayText(at, now)})`;
  if (moment.kind === 'several times')
    return `as of several times, the last ${when}. This is NOT one instant.`;
  return disks.length === 1 ? `as of ${when}` : `as of one instant: ${when}`;
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
  const { device, isRoot, snapshotId, volumeId, key, replaces, made, takenAt } = disk;
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
    `    ${sourceWords(disk)}`,
    ...(key === undefined ? [] : [`    encrypted with ${key.value} (${key.from})`]),
    ...(replaces === undefined ? [] : [`    in place of ${replaces.volumeId}, which is detached and stays`]),
  ];
}

/** `zone, type, IOPS: disk map; size: snapshot` */
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
    .map(([from, some]) => `${some.map(({ name }) => name).join(', ')}: ${fromWords(from)}`)
    .join('; ');
}

function fromWords(from: ValueSource): string {
  switch (from) {
    case 'default':
      return 'not remembered, and the volume is gone, so the usual';
    case 'disk map':
      return 'as the snapshot remembers it';
    case 'living volume':
      return 'as the volume is now';
    case 'instance':
      return 'where the instance is';
    case 'option':
    case 'snapshot':
      return `the ${from}'s`;
    default:
      return neverReached(from);
  }
}

function leftLine({ volumeId, device, because }: LeftDisk): string {
  return `  ${device === undefined ? volumeId : `${device} (${volumeId})`}: ${because}`;
}

function costLine(disks: readonly PlannedDisk[]): string {
  const sum = disks.reduce((total, { monthly = 0 }) => total + monthly, 0);
  const size = disks.reduce((total, { sizeGiB }) => total + sizeGiB.value, 0);
  return `${counted(disks.length, 'volume')}, ${size} GiB: about $${sum.toFixed(2)} a month (list price of us-east-1; yours differs).`;
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
    'A volume can be used within a minute or so. Its blocks are loaded when they are first read, which is slow; --rate 300 loads them all at once, for a charge.',
  ];
}

/** `35 s`, `58 min`, `3 h 20 min`. */
export function durationText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function modeLines({ mode, disks }: RestorePlan): string[] {
  switch (mode.kind) {
    case 'beside':
      return [
        'The new volumes are attached to nothing, and no snapshots of them are scheduled. Nothing else changes.',
      ];
    case 'attach':
      return [
        `The new volumes are attached to ${mode.instanceId}, under the same device names. Its tags then schedule their snapshots, too. Nothing else changes.`,
      ];
    case 'in place': {
      const isRestarted = disks.some(({ replaces }) => replaces?.how === 'root task');
      return [
        `The new volumes take the places on ${mode.instanceId}, with the tags of the schedule. The old ones stay, with a tag that ends their snapshots.`,
        ...(isRestarted ? [`${mode.instanceId} is RESTARTED: what is only in its memory is lost.`] : []),
      ];
    }
    default:
      return neverReached(mode);
  }
}
