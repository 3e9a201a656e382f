import { Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import type { MetricName } from '../../lambda/run/metricNames.ts';
import { AwsSnapper } from '../../lib/awsSnapper.ts';
import type { AlarmName } from '../../lib/watch/alarms.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { deployed } from './deployed.ts';
import { env, newApp, removeOutput } from './deployment.ts';
import { PROPS as FANNED_OUT } from './fannedOut.ts';

/** What people name of a construct: metrics and alarms. */

afterAll(removeOutput);

const TWO = ['autosnap', 'nightly'];

function made(props: AwsSnapperProps = {}) {
  const stack = new Stack(newApp(), 'AwsSnapper', { env });
  return { stack, snapper: new AwsSnapper(stack, 'Snapper', props) };
}

/** What a metric is, with references filled in. */
function read(stack: Stack, metric: Metric) {
  const { namespace, metricName, dimensions, statistic, period } = metric;
  const { service, Prefix }: { service: { Ref: string }; Prefix: string } = stack.resolve(dimensions);
  const of = service.Ref.replace(/[0-9A-F]{8}$/, '');
  return [namespace, metricName, of, Prefix, statistic, period.toHumanString()];
}

describe('a metric', () => {
  test('is that of the function and of the first prefix, by the hour', () => {
    const { stack, snapper } = made({ tagPrefixes: TWO });
    expect(read(stack, snapper.metric('SnapshotsCreated'))).toEqual([
      'aws-snapper',
      'SnapshotsCreated',
      'SnapperFunction',
      'autosnap',
      'Sum',
      '1 hour',
    ]);
  });

  test('of what runs find is a maximum, because two runs in one period find the same volumes', () => {
    const { snapper } = made();
    expect(snapper.metricManagedVolumes().statistic).toBe('Maximum');
    expect(snapper.metricManagedVolumes({ statistic: 'Minimum' }).statistic).toBe('Minimum');
  });

  test('is of the prefix, and is read, as asked', () => {
    const { stack, snapper } = made({ tagPrefixes: TWO });
    const metric = snapper.metricRunsFinished({ prefix: 'nightly', statistic: 'SampleCount', label: 'Runs' });
    expect(read(stack, metric).slice(3, 5)).toEqual(['nightly', 'SampleCount']);
    expect(metric.label).toBe('Runs');
  });

  test.for(['nope', '__proto__', 'toString', undefined])('of the name %s is refused', (name) => {
    const { snapper } = made();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an app in JavaScript does so
    expect(() => snapper.metric(name as MetricName)).toThrow(
      /^metric must be one of RunsFinished, .*, SnapshotsNotProved, but is /,
    );
  });

  test('of a fan-out is that of Merge, which reports', () => {
    const { stack, snapper } = made(FANNED_OUT);
    expect(read(stack, snapper.metricFailedActions())[2]).toBe('SnapperFanOutMerge');
  });

  test('of proofs is that of the prover', () => {
    const { stack, snapper } = made({ prove: 20 });
    const metrics = [
      snapper.prover?.metricSnapshotsProved(),
      snapper.prover?.metric('UnsoundVolumes'),
      snapper.metricUnsoundVolumes(),
    ];
    expect(metrics.map((metric) => metric && read(stack, metric).slice(1, 3))).toEqual([
      ['SnapshotsProved', 'SnapperProverFunction'],
      ['UnsoundVolumes', 'SnapperProverFunction'],
      ['UnsoundVolumes', 'SnapperFunction'],
    ]);
  });

  test('on a dashboard of another region names the region of the deployment', () => {
    const { stack, snapper } = made();
    const other = new Stack(stack.node.root, 'Other', { env: { ...env, region: 'us-east-1' } });
    const widget = new GraphWidget({ left: [snapper.metricRunsFinished().with({ dimensionsMap: {} })] });
    new Dashboard(other, 'Dashboard', { widgets: [[widget]] });
    expect(JSON.stringify(Template.fromStack(other).toJSON())).toContain('eu-west-1');
  });

  test('of a prefix that the deployment does not have is refused', () => {
    const { snapper } = made({ tagPrefixes: TWO });
    expect(() => snapper.metricRunsFinished({ prefix: 'night' })).toThrow(
      'prefix must be a tag prefix of this deployment (autosnap, nightly), but is "night"',
    );
  });
});

const OF_ANY: readonly AlarmName[] = [
  'NoRunInTime',
  'DeadLetters',
  'FailedActions',
  'FailedSnapshots',
  'ProblemVolumes',
  'VolumesWithoutCopy',
  'UnsoundVolumes',
  'UndeliveredReports',
  'OutsideObjective',
];
const OF_FUNCTION: readonly AlarmName[] = [...OF_ANY, 'FunctionErrors'];
const OF_FAN_OUT: readonly AlarmName[] = [...OF_ANY, 'FailedRuns', 'EndlessRuns'];

describe('an alarm', () => {
  test.for<[what: string, names: readonly AlarmName[], props: AwsSnapperProps]>([
    ['of one function', OF_FUNCTION, {}],
    ['of a fan-out', OF_FAN_OUT, FANNED_OUT],
  ])('%s has a name, each another one', ([, names, props]) => {
    const { snapper } = made(props);
    expect(new Set(names.map((name) => snapper.alarm(name)))).toEqual(new Set(snapper.alarms));
  });

  test('of another prefix is named with it', () => {
    const { snapper } = made({ tagPrefixes: TWO });
    const named = [
      ...OF_FUNCTION.map((name) => snapper.alarm(name)),
      ...OF_FUNCTION.filter((name) => !/NoRun|FunctionErrors|DeadLetters/.test(name)).map((name) =>
        snapper.alarm(name, 'nightly'),
      ),
    ];
    expect(new Set(named)).toEqual(new Set(snapper.alarms));
    expect(named).toHaveLength(snapper.alarms.length);
  });

  test('on the objective is there by its name where no run is expected', () => {
    const { snapper } = made({ dryRun: true });
    expect(snapper.alarms).toContain(snapper.alarm('OutsideObjective'));
  });

  test('of the prover is named there', () => {
    const { snapper } = made({ prove: 20 });
    const { prover } = snapper;
    const names = ['FunctionErrors', 'DeadLetters', 'UnsoundVolumes', 'SnapshotsNotProved'] as const;
    expect(names.map((name) => prover?.alarm(name))).toEqual(prover?.alarms);
    expect(snapper.alarm('FunctionErrors')).not.toBe(prover?.alarm('FunctionErrors'));
  });

  test('takes one more action', () => {
    const { stack, snapper } = made();
    snapper.alarm('NoRunInTime').addAlarmAction(new SnsAction(new Topic(stack, 'Pager')));
    const composites = deployed(Template.fromStack(stack)).all('AWS::CloudWatch::CompositeAlarm');
    expect(
      composites.map(({ AlarmActions = [] }) => AlarmActions.some((arn) => arn.endsWith(':Pager'))),
    ).toEqual([true, false]);
  });

  test.for<[props: AwsSnapperProps, name: AlarmName, prefix: string | undefined, found: string]>([
    [{}, 'FailedRuns', undefined, 'FailedRuns'],
    [FANNED_OUT, 'FunctionErrors', undefined, 'FunctionErrors'],
    [{ dryRun: true }, 'NoRunInTime', undefined, 'NoRunInTime'],
    [{ tagPrefixes: TWO }, 'NoRunInTime', 'nightly', 'NoRunInTime-nightly'],
    [{ tagPrefixes: TWO }, 'DeadLetters', 'nightly', 'DeadLetters-nightly'],
  ])('that a deployment with %j does not have is refused: %s', ([props, name, prefix, found]) => {
    const { snapper } = made(props);
    expect(() => snapper.alarm(name, prefix)).toThrow(
      new RegExp(`alarm must be one of this deployment \\(.*DeadLetters.*\\), but is "${found}"`),
    );
  });
});
