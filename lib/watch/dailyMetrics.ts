import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { MetricName, ProverMetricName } from '../../lambda/run/metricNames.ts';
import { measured } from './metricAlarm.ts';
import { STATISTICS } from './statistics.ts';

/** What a dashboard shows of one prefix, day by day. */

/** The runs that are shown. A capability that is off measures nothing. */
export interface Measuring {
  /** Its metrics are the run's. */
  readonly reporter: IFunction;
  readonly capabilities: {
    readonly snapshots: boolean;
    readonly images: boolean;
    readonly replicas: boolean;
  };
}

/** Runs are daily, and most hours have none. */
export const daily = { period: Duration.days(1) };

/** What a run created and deleted. */
export function actions({ reporter, capabilities }: Measuring, prefix: string): Metric[] {
  const { snapshots, images, replicas } = capabilities;
  const all = [
    [snapshots, 'SnapshotsCreated', 'Snapshots created'],
    [snapshots, 'SnapshotsDeleted', 'Snapshots deleted'],
    [images, 'ImagesCreated', 'Images created'],
    [images, 'ImagesDeleted', 'Images deleted'],
    [replicas, 'ReplicasCreated', 'Replicas created'],
    [replicas, 'ReplicasDeleted', 'Replicas deleted'],
  ] as const;
  return all.flatMap(([isOn, name, label]) => (isOn ? byDay(name, reporter, prefix, label) : []));
}

export function runs({ reporter }: Measuring, prefix: string): Metric {
  return byDay('RunsFinished', reporter, prefix, 'Runs finished');
}

export function failedActions({ reporter }: Measuring, prefix: string): Metric {
  return byDay('FailedActions', reporter, prefix, 'Failed actions');
}

/** What the alarms watch, without the objective. */
export function troubles(measuring: Measuring, prefix: string): Metric[] {
  const { reporter } = measuring;
  return [
    failedActions(measuring, prefix),
    byDay('FailedSnapshots', reporter, prefix, 'Failed snapshots'),
    byDay('ProblemVolumes', reporter, prefix, 'Left alone'),
    byDay('VolumesWithoutCopy', reporter, prefix, 'Nothing to restore from'),
    byDay('UnsoundVolumes', reporter, prefix, 'Unsound'),
    byDay('UndeliveredReports', reporter, prefix, 'Undelivered reports'),
  ];
}

export function volumes({ reporter, capabilities }: Measuring, prefix: string): Metric[] {
  if (!capabilities.snapshots) return [];
  return [
    byDay('ManagedVolumes', reporter, prefix, 'Managed volumes'),
    byDay('VolumesOutsideObjective', reporter, prefix, 'Outside their objective'),
  ];
}

export function oldestAge({ reporter, capabilities }: Measuring, prefix: string): Metric[] {
  if (!capabilities.snapshots) return [];
  return [byDay('OldestRestorableAgeHours', reporter, prefix, 'Oldest restorable age, hours')];
}

export function proofs(prover: IFunction, prefix: string): Metric[] {
  return [
    byDay('SnapshotsProved', prover, prefix, `Proved, ${prefix}`),
    byDay('SnapshotsNotProved', prover, prefix, `Not proved, ${prefix}`),
    byDay('UnsoundVolumes', prover, prefix, `Unsound, ${prefix}`),
  ];
}

function byDay(
  name: MetricName | ProverMetricName,
  reporter: IFunction,
  prefix: string,
  label: string,
): Metric {
  return measured(name, reporter, prefix).with({ ...daily, label, statistic: STATISTICS[name] });
}
