import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Proving } from '../core/proof/proving.ts';
import { isBad } from '../core/proved.ts';
import { METRICS_NAMESPACE, type ProverMetricName } from './metricNames.ts';

/**
 * Writes what a prover did as metrics in the embedded metric format, for its alarms.
 *
 * A prover that did not see every region, or did not come to the end, writes no zeros: an alarm that is on stays on.
 */
export function emitProofMetrics({ outcomes, plan }: Proving, prefix: string, functionName: string): void {
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: functionName,
    defaultDimensions: { Prefix: prefix },
  });
  const notProved = outcomes.filter(({ status }) => status === 'not proved').length;
  const unsound = outcomes.flatMap((one) =>
    one.status === 'proved' && isBad(one.proof.verdict)
      ? [[one.account, one.region, one.volumeId].join(' ')]
      : [],
  );
  const counts: Record<ProverMetricName, number> = {
    SnapshotsProved: outcomes.filter(({ status }) => status === 'proved').length,
    UnsoundVolumes: new Set(unsound).size,
    SnapshotsNotProved: notProved + plan.unreachable.length,
  };
  const hasSeenAll = plan.unreachable.length === 0 && outcomes.every(({ status }) => status !== 'skipped');
  for (const [name, value] of Object.entries(counts)) {
    if (value > 0 || hasSeenAll) metrics.addMetric(name, MetricUnit.Count, value);
  }
  metrics.publishStoredMetrics();
}
