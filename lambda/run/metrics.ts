import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { isRead } from '../core/report/region.ts';
import type { Report } from '../core/report/report.ts';
import {
  type ImageMetricName,
  type MetricName,
  METRICS_NAMESPACE,
  type ReplicaMetricName,
} from './metricNames.ts';

const OLDEST = 'OldestRestorableAgeHours' satisfies MetricName;

/**
 * Writes the figures of a run as metrics in the embedded metric format, for alarms and dashboards.
 *
 * A dry run writes none: it must not satisfy the alarm that waits for a run. A follow-up is no finished run, for the
 * same reason. A run that did not see every region writes no zeros: an alarm that is on stays on until
 * somebody has looked.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export function emitMetrics(report: Report, functionName: string): void {
  const { headline, regions, dryRun, followUp, idle, prefix, undelivered, coverage } = report;
  if (dryRun) return;
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: functionName,
    defaultDimensions: { Prefix: prefix },
  });
  const { images, replicas } = headline;
  const notDone = headline.failures + headline.unreachableRegions + headline.lostRegions;
  const unsound = regions.reduce((sum, { totals }) => sum + totals.unsound, 0);
  const failedSnapshots = regions.reduce((sum, { totals }) => sum + totals.failedSnapshots, 0);
  const counts = {
    RunsFinished: followUp === undefined && regions.some(isRead) ? 1 : 0,
    SnapshotsCreated: headline.created,
    SnapshotsDeleted: headline.deleted,
    FailedActions:
      notDone +
      (images === undefined ? 0 : images.failures + images.unreadRegions) +
      (replicas === undefined ? 0 : replicas.failures + replicas.unplannedRegions),
    FailedSnapshots: failedSnapshots + (images?.failedImages ?? 0) + (replicas?.failedReplicas ?? 0),
    ProblemVolumes: headline.problemVolumes + (images?.leftAlone ?? 0) + (replicas?.problems ?? 0),
    ManagedVolumes: headline.volumesManaged,
    VolumesWithoutCopy: headline.bare + (images?.bare ?? 0) + (replicas?.withoutReplica ?? 0),
    UnsoundVolumes: unsound,
    UndeliveredReports: undelivered === undefined ? 0 : 1,
    VolumesOutsideObjective: coverage === undefined ? 0 : coverage.sums.volumes.outside - coverage.starting,
    ...(images === undefined ? {} : { ImagesCreated: images.created, ImagesDeleted: images.deleted }),
    ...(replicas === undefined
      ? {}
      : { ReplicasCreated: replicas.created, ReplicasDeleted: replicas.deleted }),
  } satisfies Record<Exclude<MetricName, ImageMetricName | ReplicaMetricName | typeof OLDEST>, number>;
  const hasSeenAll = idle === undefined && regions.every(isRead);
  const hasSeenSnapshots = hasSeenAll && regions.every((one) => one.coverage?.unread === undefined);
  for (const [name, value] of Object.entries(counts)) {
    const isSeen = name === 'VolumesOutsideObjective' ? hasSeenSnapshots : hasSeenAll;
    const isTold = name === 'UndeliveredReports' || (isSeen && name !== 'RunsFinished');
    if (value === 0 && !isTold) continue;
    metrics.addMetric(name, MetricUnit.Count, value);
  }
  const oldest = coverage?.sums.oldest;
  if (oldest !== undefined && hasSeenSnapshots) metrics.addMetric(OLDEST, MetricUnit.NoUnit, oldest);
  metrics.publishStoredMetrics();
}
