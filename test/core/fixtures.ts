import { Zone } from '../../lambda/core/calendar.ts';
import { wholeLines } from '../wholeLines.ts';
import { volumesOf } from '../../lambda/core/plan/creation.ts';
import { type Verdicts, verdictsOf } from '../../lambda/core/plan/verdicts.ts';
import type { Disk, Instance, Inventory, Volume } from '../../lambda/core/inventory.ts';
import {
  isOurs,
  isPinned,
  isRestorable,
  labelled,
  type ListedSnapshot,
  type Snapshot,
  type Tags,
} from '../../lambda/core/snapshot.ts';
import type { Outcome } from '../../lambda/core/outcome.ts';
import { makePlan } from '../../lambda/core/plan/makePlan.ts';
import type { Plan } from '../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../lambda/core/plan/planSettings.ts';
import type { SnapshotPolicy } from '../../lambda/core/policy/policy.ts';
import { hintTexts } from '../../lambda/core/report/hintTexts.ts';
import type { RegionReport, RegionResult } from '../../lambda/core/report/region.ts';
import { makeReport, type Report, type Run } from '../../lambda/core/report/report.ts';
import { reportText } from '../../lambda/core/report/reportText.ts';
import type { Verdict } from '../../lambda/core/plan/retention.ts';

/**
 * A small world in which all is well: one running instance asks for a daily copy and keeps three, one
 * volume is attached to it. A test changes one thing.
 */

/** The instant of the run, a Tuesday, with the daily trigger at 05:00. */
export const NOW = new Date('2026-03-10T05:00:00Z');

export function later(instant: Date, minutes: number): Date {
  return new Date(instant.getTime() + minutes * 60_000);
}

export function hoursBefore(instant: Date, hours: number): Date {
  return later(instant, -60 * hours);
}

export function daysBefore(instant: Date, days: number): Date {
  return hoursBefore(instant, 24 * days);
}

export const UTC = new Zone('UTC');
export const BERLIN = new Zone('Europe/Berlin');

const zones = new Map<string, Zone>();

/** One zone for each name, because it remembers its clocks. */
export function zoneOf(name: string): Zone {
  const zone = zones.get(name) ?? new Zone(name);
  zones.set(name, zone);
  return zone;
}

export const SETTINGS: PlanSettings = {
  prefix: 'autosnap',
  interval: 86_400,
  copyTags: true,
  zone: UTC,
  consistency: 'instance',
};

export function settings(change: Partial<PlanSettings> = {}): PlanSettings {
  return { ...SETTINGS, ...change };
}

export const DAILY = { autosnap: '1', autosnap_retain: '3' } as const;

export function instance(change: Partial<Instance> = {}): Instance {
  return { id: 'i-1', state: 'running', tags: DAILY, ...change };
}

/** A gp3 volume as AWS makes it, attached once. */
export const DISK: Disk = {
  zone: 'eu-west-1a',
  iops: 3000,
  throughput: 125,
  isMultiAttach: false,
  devices: [{ name: '/dev/sdf', isDeletedOnTermination: false }],
};

export function volume(change: Partial<Volume> = {}): Volume {
  return {
    id: 'vol-1',
    state: 'in-use',
    type: 'gp3',
    sizeGiB: 8,
    tags: {},
    instanceIds: ['i-1'],
    disk: DISK,
    ...change,
  };
}

/** A volume that no instance holds, with tags of its own. */
export function detached(tags: Tags, change: Partial<Volume> = {}): Volume {
  return volume({ state: 'available', instanceIds: [], disk: { ...DISK, devices: [] }, tags, ...change });
}

/** The instant of a short text: `03-09` is that day at 05:00, `03-09T07:30` a time of it. */
export function at(when: string): Date {
  return new Date(`2026-${when.includes('T') ? when : `${when}T05:00`}:00Z`);
}

/** A completed snapshot of ours, called by its time: `snap-03-09`. Tags are added to those it has. */
export function snapshot(when: string, change: Partial<ListedSnapshot> = {}): Snapshot {
  return foreign(when, { snapshot_tool: 'autosnap', ...change.tags }, change);
}

/** A snapshot that carries these tags and no others; its description is that of the tool whose mark it carries. */
export function foreign(when: string, tags: Tags, change: Partial<ListedSnapshot> = {}): Snapshot {
  const startedAt = change.startedAt ?? at(when).getTime();
  return listed({
    id: `snap-${when}`,
    volumeId: 'vol-1',
    state: 'completed',
    tier: 'standard',
    startedAt,
    sizeGiB: 8,
    description: describedBy(tags['snapshot_tool']),
    ...change,
    tags,
  });
}

function describedBy(mark: string | undefined): string {
  return mark === undefined ? '' : `${mark}: vol-1 (data)`;
}

/** A snapshot as the prefix `autosnap` reads it. */
export function listed(one: ListedSnapshot): Snapshot {
  return labelled(one, 'autosnap');
}

/** A snapshot that has been pending for some hours. */
export function pendingFor(hours: number): Snapshot {
  return snapshot('x', { state: 'pending', startedAt: hoursBefore(NOW, hours).getTime() });
}

/** One completed copy for each of the last days before `NOW`, the newest of yesterday. */
export function dailyCopies(count: number, change: Partial<ListedSnapshot> = {}): Snapshot[] {
  return Array.from({ length: count }, (_, index) => {
    const started = daysBefore(NOW, index + 1);
    const day = started.toISOString().slice(5, 10);
    const id = `snap-${day}${suffix(change.volumeId)}`;
    return snapshot(day, { ...change, id, startedAt: started.getTime() });
  });
}

function suffix(volumeId: string | undefined): string {
  return volumeId === undefined ? '' : `-of-${volumeId}`;
}

/** Restorable copies that may fill a place. */
export function inPlace(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots.filter((one) => isOurs(one) && isRestorable(one) && !isPinned(one));
}

export function inventory(change: Partial<Inventory> = {}): Inventory {
  return {
    region: 'eu-west-1',
    prefix: 'autosnap',
    instances: [instance()],
    volumes: [volume()],
    snapshots: [],
    holds: new Map(),
    notes: [],
    ...change,
  };
}

/** The same world as another prefix reads it. */
export function readAs(prefix: string, world: Inventory): Inventory {
  const snapshots = world.snapshots.map(({ label, ...one }) =>
    labelled(
      {
        ...one,
        tags: label.tags,
        description: label.ownership === 'only marked' ? '' : describedBy(label.mark),
      },
      prefix,
    ),
  );
  return { ...world, prefix, snapshots };
}

/** The plan for a world in which some things differ. */
export function planOf(change: Partial<Inventory> = {}, settingsChange: Partial<PlanSettings> = {}): Plan {
  const chosen = settings(settingsChange);
  return makePlan(readAs(chosen.prefix, inventory(change)), chosen, NOW);
}

/** The hints of a plan, as the report tells them. */
export function hintsIn(plan: Plan): string[] {
  return hintTexts(plan.hints, plan);
}

/** The notes of a plan on some volumes, as the report tells them. */
export function volumeNotesIn(plan: Plan): string[] {
  return hintTexts(plan.volumeNotes, plan);
}

/** What a plan would take: a volume's id, or the ids of a set. */
export function takenBy({ creates }: Plan): string[] {
  return creates.map((one) => (one.kind === 'create one' ? one.volumeId : `set: ${one.volumeIds.join(' ')}`));
}

export function deletedBy({ deletes }: Plan): string[] {
  return deletes.map(({ snapshotId }) => snapshotId);
}

/** Verdicts by snapshot, in the order in which they were given: `{ 'snap-03-09': 'keep: 1 of 3' }`. */
export function told(verdicts: readonly Verdict[]): Record<string, string> {
  return Object.fromEntries(
    verdicts.map(({ snapshot: { id }, fate, because }) => [id, `${fate}: ${because}`]),
  );
}

/** The same for a volume in a plan. */
export function toldOf(one: Verdicts | undefined): Record<string, string> {
  return told(one === undefined ? [] : verdictsOf(one));
}

/** A policy in short: `1 from i-1, keep 3 from i-1`. */
export function inShort({ schedule, retention }: SnapshotPolicy): string {
  return `${schedule.text} from ${schedule.source}, keep ${retention.text} from ${retention.source}`;
}

/** What is decided for each volume, in a word or two. */
export function care(change: Partial<Inventory>, given: Partial<PlanSettings> = {}): Record<string, string> {
  const { managed, problems, passedOver } = planOf(change, given);
  return Object.fromEntries([
    ...passedOver.map(({ volumeId, because }) => [volumeId, `passed over: ${because}`]),
    ...managed.map(({ volume: { id }, policies }) => [id, policies.map(inShort).join(' and ')]),
    ...problems.map(({ volumeId, key }) => [volumeId, `problem: ${key}`]),
  ]);
}

/** The report of a run in which AWS did all that was planned, or what the outcomes say. */
export function reportOf(plan: Plan, outcomes: readonly Outcome[] = allDone(plan)): Report {
  return reportOn([{ status: 'done', plan, outcomes }]);
}

export function reportOn(results: readonly RegionResult[], change: Partial<Run> = {}): Report {
  return makeReport({
    version: '1.2.3',
    jobName: 'Default',
    prefix: 'autosnap',
    account: '123456789012',
    dryRun: false,
    now: NOW,
    zone: UTC,
    started: new Date(NOW.getTime() + 1000),
    finished: new Date(NOW.getTime() + 9000),
    notes: [],
    results,
    ...change,
  });
}

/** The text of a report, each of its lines whole. */
export function textOf(report: Report): string {
  return wholeLines(reportText(report));
}

/** A region that could not be read. */
export const UNREACHABLE: RegionResult = {
  status: 'unreachable',
  region: 'us-east-1',
  code: 'X',
  message: 'y',
};

/** The only region of a report. */
export function regionOf(report: Report): RegionReport {
  const [region] = report.regions;
  if (region === undefined) throw new Error('The report has no region');
  return region;
}

/** AWS does all that a plan asks for. */
export function allDone({ creates, deletes }: Plan): Outcome[] {
  return [
    ...creates.flatMap(volumesOf).map(
      (volumeId): Outcome => ({
        kind: 'create',
        status: 'done',
        volumeId,
        snapshotId: `snap-new-${volumeId}`,
      }),
    ),
    ...deletes.map(
      ({ volumeId, snapshotId }): Outcome => ({ kind: 'delete', status: 'done', volumeId, snapshotId }),
    ),
  ];
}
