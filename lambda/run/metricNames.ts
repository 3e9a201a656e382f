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
  | ImageMetricName;

/** Measured only where images are on. The other metrics count images, too, where these fail. */
export type ImageMetricName = 'ImagesCreated' | 'ImagesDeleted';
