import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName, ProverMetricName } from '../../lambda/run/metricNames.ts';

const { SUM, MAXIMUM } = Stats;

/** What runs did is added up. What they found is a maximum, because two runs in one period find the same volumes. */
export const STATISTICS: Readonly<Record<MetricName | ProverMetricName, string>> = {
  RunsFinished: SUM,
  SnapshotsCreated: SUM,
  SnapshotsDeleted: SUM,
  FailedActions: SUM,
  FailedSnapshots: MAXIMUM,
  ProblemVolumes: MAXIMUM,
  ManagedVolumes: MAXIMUM,
  VolumesWithoutCopy: MAXIMUM,
  UnsoundVolumes: MAXIMUM,
  UndeliveredReports: SUM,
  VolumesOutsideObjective: MAXIMUM,
  OldestRestorableAgeHours: MAXIMUM,
  ImagesCreated: SUM,
  ImagesDeleted: SUM,
  ReplicasCreated: SUM,
  ReplicasDeleted: SUM,
  SnapshotsProved: SUM,
  SnapshotsNotProved: SUM,
};
