import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { MetricName, ProverMetricName } from '../../lambda/run/metricNames.ts';
import { measured } from './metricAlarm.ts';

/** What a dashboard shows of one prefix, day by day. */

/** Whose runs, and what they do: a capability that is off measures nothing. */
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
export function deeds({ reporter, capabilities }: Measuring, prefix: string): Metric[] {
  const { snapshots, images, replicas } = capabilities;
  const all = [
    [snapshots, 'SnapshotsCreated', 'Snapshots created'],
    [snapshots, 'SnapshotsDeleted', 'Snapshots deleted'],
    [images, 'ImagesCreated', 'Images created'],
    [images, 'ImagesDeleted', 'Images deleted'],
    [replicas, 'ReplicasCreated', 'Replicas created'],
    [replicas, 'ReplicasDeleted', 'Replicas deleted'],
  ] as const;
  return all.flatMap(([isOn, name, label]) => (isOn ? sum(name, reporter, prefix, label) : []));
}

export function runs({ reporter }: Measuring, prefix: string): Metric {
  return sum('RunsFinished', reporter, prefix, 'Runs finished');
}

export function failedActions({ reporter }: Measuring, prefix: string): Metric {
  return sum('FailedActions', reporter, prefix, 'Failed actions');
}

/** What the alarms watch, but the objective. */
export function troubles(measuring: Measuring, prefix: string): Metric[] {
  const { reporter } = measuring;
  return [
    failedActions(measuring, prefix),
    most('FailedSnapshots', reporter, prefix, 'Failed snapshots'),
    most('ProblemVolumes', reporter, prefix, 'Left alone'),
    most('VolumesWithoutCopy', reporter, prefix, 'Nothing to restore from'),
    most('UnsoundVolumes', reporter, prefix, 'Unsound'),
    sum('UndeliveredReports', reporter, prefix, 'Undelivered reports'),
  ];
}

export function volumes({ reporter, capabilities }: Measuring, prefix: string): Metric[] {
  if (!capabilities.snapshots) return [];
  return [
    most('ManagedVolumes', reporter, prefix, 'Managed volumes'),
    most('VolumesOutsideObjective', reporter, prefix, 'Outside their objective'),
  ];
}

export function oldestAge({ reporter, capabilities }: Measuring, prefix: string): Metric[] {
  if (!capabilities.snapshots) return [];
  return [most('OldestRestorableAgeHours', reporter, prefix, 'Oldest restorable age, hours')];
}

export function proofs(prover: IFunction, prefix: string): Metric[] {
  return [
    sum('SnapshotsProved', prover, prefix, `Proved, ${prefix}`),
    sum('SnapshotsNotProved', prover, prefix, `Not proved, ${prefix}`),
    sum('UnsoundVolumes', prover, prefix, `Unsound, ${prefix}`),
  ];
}

/** What the runs of a day did together. */
function sum(
  name: MetricName | ProverMetricName,
  reporter: IFunction,
  prefix: string,
  label: string,
): Metric {
  return measured(name, reporter, prefix).with({ ...daily, label, statistic: Stats.SUM });
}

/** What the worst run of a day found: each later run, and each follow-up, finds the same things again. */
function most(name: MetricName, reporter: IFunction, prefix: string, label: string): Metric {
  return measured(name, reporter, prefix).with({ ...daily, label, statistic: Stats.MAXIMUM });
}
