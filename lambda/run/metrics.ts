import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { isRead } from '../core/report/region.ts';
import type { Report } from '../core/report/report.ts';
import { type MetricName, METRICS_NAMESPACE } from './metricNames.ts';

/**
 * Writes the figures of a run as metrics in the embedded metric format, for alarms and dashboards.
 *
 * A dry run writes none: it must not satisfy the alarm that waits for a run. A follow-up is no finished run, for the
 * same reason. A run that did not see every region writes no zeros: an alarm that is on stays on until
 * somebody has looked.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export function emitMetrics(report: Report, functionName: string): void {
  const { headline, regions, dryRun, followUp, idle, prefix, undelivered } = report;
  if (dryRun) return;
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: functionName,
    defaultDimensions: { Prefix: prefix },
  });
  const counts = {
    RunsFinished: followUp === undefined && regions.some(isRead) ? 1 : 0,
    SnapshotsCreated: headline.created,
    SnapshotsDeleted: headline.deleted,
    FailedActions: headline.failures + headline.unreachableRegions + headline.lostRegions,
    FailedSnapshots: regions.reduce((sum, { totals }) => sum + totals.failedSnapshots, 0),
    ProblemVolumes: headline.problemVolumes,
    ManagedVolumes: headline.volumesManaged,
    VolumesWithoutCopy: headline.bare,
    UndeliveredReports: undelivered === undefined ? 0 : 1,
  } satisfies Record<MetricName, number>;
  const hasSeenAll = idle === undefined && regions.every(isRead);
  for (const [name, value] of Object.entries(counts)) {
    const isTold = name === 'UndeliveredReports' || (hasSeenAll && name !== 'RunsFinished');
    if (value === 0 && !isTold) continue;
    metrics.addMetric(name, MetricUnit.Count, value);
  }
  metrics.publishStoredMetrics();
}
