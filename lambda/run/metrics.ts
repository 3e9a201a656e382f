import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { isRead } from '../core/report/region.ts';
import type { Report } from '../core/report/report.ts';
import { type MetricName, METRICS_NAMESPACE } from './metricNames.ts';

/**
 * Writes what a run came to as metrics in the embedded metric format, for the alarms and for dashboards.
 *
 * A dry run is no run: it must not keep the alarm quiet that waits for one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export function emitMetrics(
  { verdict, regions, dryRun, prefix, undelivered }: Report,
  functionName: string,
): void {
  if (dryRun) return;
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: functionName,
    defaultDimensions: { Prefix: prefix },
  });
  const isFinished = regions.some(isRead);
  const counts = {
    RunsFinished: isFinished ? 1 : 0,
    SnapshotsCreated: verdict.created,
    SnapshotsDeleted: verdict.deleted,
    FailedActions: verdict.failed + verdict.unreachableRegions + verdict.lostRegions,
    ProblemVolumes: verdict.problemVolumes,
    ManagedVolumes: verdict.volumesManaged,
    VolumesWithoutCopy: verdict.bare,
    UndeliveredReports: undelivered === undefined ? 0 : 1,
  } satisfies Record<MetricName, number>;
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
