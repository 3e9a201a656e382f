import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../lambda/run/metricNames.ts';
import type { AlarmName } from './alarms.ts';
import { Observed, type PrefixMetricOptions } from './observed.ts';

/** The metrics of runs, each by a method. */
export abstract class ObservedRun extends Observed<{ metric: MetricName; alarm: AlarmName }> {
  /** Runs that have finished; follow-ups and dry runs do not count. */
  metricRunsFinished(options?: PrefixMetricOptions): Metric {
    return this.metric('RunsFinished', options);
  }

  /** Snapshots that were taken. */
  metricSnapshotsCreated(options?: PrefixMetricOptions): Metric {
    return this.metric('SnapshotsCreated', options);
  }

  /** Snapshots that were deleted. */
  metricSnapshotsDeleted(options?: PrefixMetricOptions): Metric {
    return this.metric('SnapshotsDeleted', options);
  }

  /** What could not be made, locked or deleted, and regions that could not be read. */
  metricFailedActions(options?: PrefixMetricOptions): Metric {
    return this.metric('FailedActions', options);
  }

  /** Volumes, and servers that ask for images, that are left alone because of a mistake in their tags. */
  metricProblemVolumes(options?: PrefixMetricOptions): Metric {
    return this.metric('ProblemVolumes', options);
  }

  /** Volumes that tags ask to look after. */
  metricManagedVolumes(options?: PrefixMetricOptions): Metric {
    return this.metric('ManagedVolumes', options);
  }

  /** Managed volumes without a restorable snapshot, and servers without an image, where none is being made. */
  metricVolumesWithoutCopy(options?: PrefixMetricOptions): Metric {
    return this.metric('VolumesWithoutCopy', options);
  }

  /** Volumes of which a proof saw something bad. */
  metricUnsoundVolumes(options?: PrefixMetricOptions): Metric {
    return this.metric('UnsoundVolumes', options);
  }

  /** Volumes whose newest restorable snapshot is older than their schedule or their tag allows. */
  metricVolumesOutsideObjective(options?: PrefixMetricOptions): Metric {
    return this.metric('VolumesOutsideObjective', options);
  }

  /** Hours since the oldest data that a restore would give of a volume with an objective. */
  metricOldestRestorableAgeHours(options?: PrefixMetricOptions): Metric {
    return this.metric('OldestRestorableAgeHours', options);
  }
}
