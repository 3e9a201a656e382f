/** What the function measures and the alarms watch. */
export const METRICS_NAMESPACE = 'aws-snapper';

export type MetricName =
  | 'RunsFinished'
  | 'SnapshotsCreated'
  | 'SnapshotsDeleted'
  | 'FailedActions'
  | 'FailedSnapshots'
  | 'ProblemVolumes'
  | 'ManagedVolumes'
  | 'VolumesWithoutCopy'
  | 'UndeliveredReports';
