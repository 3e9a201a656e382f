import * as z from 'zod/mini';
import type { Properties } from './deployed.ts';

/**
 * What CloudWatch makes of the alarms of a template, evaluated at each full hour.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What was measured at one instant, by metric. */
export interface Datum {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Made {
  readonly name: string;
  readonly type: string;
  readonly properties: Properties;
}

const HOUR = 3_600_000;

const metricAlarm = z.object({
  MetricName: z.string(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  Period: z.literal(3600),
  Statistic: z.literal('Sum'),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.optional(z.number()),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']),
});

type MetricAlarm = z.infer<typeof metricAlarm>;

/** The states of all alarms of our own metrics at the end of an hour, by name, each hour after the one before. */
export function openAlarms(resources: readonly Made[], data: readonly Datum[]) {
  const ofRuns = resources.filter(({ properties }) => properties.Namespace === 'aws-snapper');
  const composites = resources.filter(({ type }) => type === 'AWS::CloudWatch::CompositeAlarm');
  const states = new Map<string, State>();

  return function statesAt(hour: number): ReadonlyMap<string, State> {
    for (const { name, properties } of ofRuns) {
      states.set(name, metricState(metricAlarm.parse(properties), data, hour, states.get(name)));
    }
    for (const { name, properties } of composites) {
      const isOn = holds(String(properties['AlarmRule']), (alarm) => states.get(alarm));
      states.set(name, isOn ? 'ALARM' : 'OK');
    }
    return new Map(states);
  };
}

function metricState(
  alarm: MetricAlarm,
  data: readonly Datum[],
  end: number,
  before: State = 'INSUFFICIENT_DATA',
): State {
  const { EvaluationPeriods: periods, DatapointsToAlarm: least = periods, TreatMissingData: missing } = alarm;
  const points = Array.from({ length: periods }, (_, index) =>
    sumIn(alarm.MetricName, data, end - (index + 1) * HOUR),
  );
  const known = points.filter((point) => point !== undefined);
  if (known.length === 0) {
    if (missing === 'breaching') return 'ALARM';
    if (missing === 'notBreaching') return 'OK';
    return missing === 'ignore' ? before : 'INSUFFICIENT_DATA';
  }
  const breaching = known.filter((point) => isBreaching(alarm, point)).length;
  const filled = missing === 'breaching' ? points.length - known.length : 0;
  return breaching + filled >= least ? 'ALARM' : 'OK';
}

/** Undefined where there is no data. */
function sumIn(metric: string, data: readonly Datum[], from: number): number | undefined {
  const values = data.filter(({ at, values: all }) => at >= from && at < from + HOUR && metric in all);
  return values.length === 0
    ? undefined
    : values.reduce((sum, { values: all }) => sum + Number(all[metric]), 0);
}

function isBreaching({ ComparisonOperator, Threshold }: MetricAlarm, point: number): boolean {
  return ComparisonOperator === 'LessThanThreshold' ? point < Threshold : point >= Threshold;
}

/** Whether the rule of a composite alarm holds: `(ALARM("arn…") OR (NOT (OK("arn…"))))`. */
function holds(rule: string, stateOf: (alarm: string) => State | undefined): boolean {
  const known = rule.replaceAll(/(\w+)\("[^"]*:alarm:([^"]*)"\)/g, (_, state: string, alarm: string) =>
    String(stateOf(alarm) === state),
  );
  return reduced(known) === 'true';
}

const STEPS: readonly (readonly [RegExp, (...words: string[]) => string])[] = [
  [/\((true|false)\)/, (_, one = '') => one],
  [/NOT (true|false)/, (_, one) => String(one !== 'true')],
  [/(true|false) AND (true|false)/, (_, a, b) => String(a === 'true' && b === 'true')],
  [/(true|false) OR (true|false)/, (_, a, b) => String(a === 'true' || b === 'true')],
];

function reduced(rule: string): string {
  for (const [pattern, step] of STEPS) {
    const next = rule.replace(pattern, step);
    if (next !== rule) return reduced(next);
  }
  return rule;
}
