import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Proving } from '../core/proof/proving.ts';
import { countsIn } from './proofHeadline.ts';
import { METRICS_NAMESPACE, type ProverMetricName } from './metricNames.ts';

/**
 * Writes what a prover did as metrics in the embedded metric format, for its alarms.
 *
 * A prover that did not see every region, or did not come to the end, writes no zeros: an alarm that is on stays on.
 */
export function emitProofMetrics(proving: Proving, prefix: string, functionName: string): void {
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: functionName,
    defaultDimensions: { Prefix: prefix },
  });
  const { proved, unsoundVolumes, notProved, notBegun, unreachableRegions } = countsIn(proving);
  const counts: Record<ProverMetricName, number> = {
    SnapshotsProved: proved,
    UnsoundVolumes: unsoundVolumes,
    SnapshotsNotProved: notProved + unreachableRegions,
  };
  const hasSeenAll = unreachableRegions === 0 && notBegun === 0;
  for (const [name, value] of Object.entries(counts)) {
    if (value > 0 || hasSeenAll) metrics.addMetric(name, MetricUnit.Count, value);
  }
  metrics.publishStoredMetrics();
}
