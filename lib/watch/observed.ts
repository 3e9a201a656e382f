import type { AlarmBase, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { MetricName, ProverMetricName } from '../../lambda/run/metricNames.ts';
import { ConfigurationError } from '../props/configurationError.ts';
import { measured } from './metricAlarm.ts';
import { STATISTICS } from './statistics.ts';

/** The prefix of a metric, and how it is read. */
export interface PrefixMetricOptions extends MetricOptions {
  /**
   * One of the deployment's tag prefixes.
   *
   * @default - the first
   */
  readonly prefix?: string | undefined;
}

/** The names of a construct's metrics and alarms. */
interface Names {
  readonly metric: MetricName | ProverMetricName;
  readonly alarm: string;
}

/** A construct whose metrics and alarms are reached by name. */
export abstract class Observed<Of extends Names> extends Construct {
  abstract readonly alarms: readonly AlarmBase[];
  /** The function that writes the metrics. */
  protected abstract readonly reporter: IFunction;
  /** The first is the trigger's. */
  protected abstract readonly prefixes: readonly string[];

  /**
   * A metric of one prefix, by the hour: what runs did is a sum, what they found is a maximum.
   *
   * @throws ConfigurationError for a name that no function measures, and for a prefix that is not one of the deployment.
   */
  metric(name: Of['metric'], { prefix, ...options }: PrefixMetricOptions = {}): Metric {
    if (!Object.hasOwn(STATISTICS, name)) {
      const must = `be one of ${Object.keys(STATISTICS).join(', ')}`;
      throw new ConfigurationError({ code: 'wrong-value', key: 'metric', found: name, must });
    }
    const metric = measured(name, this.reporter, this.known(prefix));
    return metric.with({ statistic: STATISTICS[name], ...options }).attachTo(this);
  }

  /**
   * One of `alarms` by its name, to add an action or to show it. Alarms on metrics exist once for each prefix.
   *
   * @param prefix One of the deployment's tag prefixes; without it the first.
   * @throws ConfigurationError for an alarm that this deployment does not have, with the names of those that it has.
   */
  alarm(name: Of['alarm'], prefix?: string): AlarmBase {
    const of = this.known(prefix);
    const own = this.alarms.filter(({ node }) => node.scope?.node.scope === this);
    const ids = new Set([
      `${name}-${of}`,
      ...(of === this.prefixes[0] ? [name] : []),
      ...numberAlone(name, of),
    ]);
    const found = own.find(({ node }) => ids.has(node.id));
    if (found !== undefined) return found;
    const there = own.map(({ node }) => node.id).join(', ');
    throw new ConfigurationError({
      code: 'wrong-value',
      key: 'alarm',
      found: prefix === undefined ? name : `${name}-${prefix}`,
      must: there === '' ? 'not be asked for where alarms are off' : `be one of this deployment (${there})`,
    });
  }

  private known(prefix = this.prefixes[0] ?? ''): string {
    if (this.prefixes.includes(prefix)) return prefix;
    const must = `be a tag prefix of this deployment (${this.prefixes.join(', ')})`;
    throw new ConfigurationError({ code: 'wrong-value', key: 'prefix', found: prefix, must });
  }
}

/** The alarm OutsideObjective of a prefix of which no run is expected: it watches the number of volumes alone. */
function numberAlone(name: string, prefix: string): string[] {
  return name === 'OutsideObjective' ? [`VolumesOutsideObjective-${prefix}`] : [];
}
