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
  | 'UnsoundVolumes'
  | 'UndeliveredReports'
  | CoverageMetricName
  | ImageMetricName
  | ReplicaMetricName;

/** What the prover measures. Volumes count as unsound where it saw something bad in this run. */
export type ProverMetricName = 'SnapshotsProved' | 'UnsoundVolumes' | 'SnapshotsNotProved';

/** Measured only where images are on. The other metrics count images and replicas, too, where these fail. */
export type ImageMetricName = 'ImagesCreated' | 'ImagesDeleted';

/** Measured only where replicas are kept. */
export type ReplicaMetricName = 'ReplicasCreated' | 'ReplicasDeleted';

/** The age is that of the oldest data that a restore would give of a volume with an objective. */
export type CoverageMetricName = 'VolumesOutsideObjective' | 'OldestRestorableAgeHours';
