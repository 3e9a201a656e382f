import { Aws, Duration } from 'aws-cdk-lib';
import {
  type AlarmBase,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  PeriodOverride,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { DEFAULT_RUNBOOK, type OperationProps } from '../props/operation.ts';
import {
  daily,
  actions,
  failedActions,
  type Measuring,
  oldestAge,
  proofs,
  runs,
  troubles,
  volumes,
} from './dailyMetrics.ts';
import { folderOf, lastHeadlines } from './queries.ts';

/** What a dashboard shows. */
export interface Shown extends Measuring, Pick<OperationProps, 'runbookUrl'> {
  /** The alarms that notify somebody. */
  readonly alarms: readonly AlarmBase[];
  readonly prefixes: readonly string[];
  readonly prover: { readonly fn: IFunction; readonly logGroup: ILogGroup } | undefined;
  /** All functions and all queues, by their labels. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly stateMachine: StateMachine | undefined;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  /** Has the reports. */
  readonly log: ILogGroup;
  readonly isDry: boolean;
}

/** The grid of a dashboard has 24 columns. */
const COLUMNS = 24;

/** How many alarms one widget takes. */
const MOST_ALARMS = 100;

/**
 * A dashboard for the person on call: first the alarms and where to look, then what the runs did day by day, then their
 * last headlines.
 *
 * CloudFormation chooses its name, because dashboards of all regions of an account share their names.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardOf(scope: Construct, shown: Shown): Dashboard {
  const { prefixes } = shown;
  return new Dashboard(scope, 'Dashboard', {
    defaultInterval: Duration.days(14),
    periodOverride: PeriodOverride.INHERIT,
    widgets: [
      ...firstLook(scope, shown),
      ...prefixes.map((prefix) => [lastDay(shown, prefix)]),
      ...prefixes.map((prefix) => daysOf(shown, prefix)),
      machinery(shown),
      [headlines(shown)],
    ],
  });
}

/** The alarms, beside where to look; where alarms are off, only where to look. */
function firstLook(scope: Construct, shown: Shown): IWidget[][] {
  const { alarms } = shown;
  const markdown = whereToLook(scope, shown);
  if (alarms.length === 0) return [[new TextWidget({ markdown, width: COLUMNS, height: 5 })]];
  const first = alarms.slice(0, MOST_ALARMS);
  const height = heightFor(first);
  return [
    [states(first, 15, height), new TextWidget({ markdown, width: COLUMNS - 15, height })],
    ...chunked(alarms.slice(MOST_ALARMS)).map((more) => [states(more, COLUMNS, heightFor(more))]),
  ];
}

function chunked(alarms: readonly AlarmBase[]): (readonly AlarmBase[])[] {
  const [some, others] = [alarms.slice(0, MOST_ALARMS), alarms.slice(MOST_ALARMS)];
  return some.length === 0 ? [] : [some, ...chunked(others)];
}

/** Three alarms have room side by side. */
function heightFor(alarms: readonly AlarmBase[]): number {
  return Math.max(6, 1 + Math.ceil(alarms.length / 3));
}

function states(alarms: readonly AlarmBase[], width: number, height: number): IWidget {
  return new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width, height });
}

function whereToLook(scope: Construct, shown: Shown): string {
  const { runbookUrl: runbook = DEFAULT_RUNBOOK, alarms, stateMachine, reporter, log, isDry } = shown;
  const address = runbook.includes('://') ? `[${runbook}](${runbook})` : runbook;
  const run =
    stateMachine === undefined
      ? `call of the function ${reporter.functionName}`
      : `execution of the state machine ${stateMachine.stateMachineName}`;
  return [
    `## aws-snapper: ${Aws.STACK_NAME}`,
    `**${alarms.length > 0 ? 'An alarm is red' : 'Something is wrong'}?** ${address} says what to do.`,
    '**Is data lost?** docs/restore.md',
    ...(isDry ? ['**Dry run is on**: runs change nothing and measure nothing.'] : []),
    [
      `- Reports: log group ${log.logGroupName}`,
      `- Saved queries: Logs Insights, folder ${folderOf(scope)}`,
      `- A run is one ${run}`,
      '- Each point is one day in UTC. A number is that of the last day that has one',
    ].join('\n'),
  ].join('\n\n');
}

/** The numbers of the last day, large. */
function lastDay(shown: Shown, prefix: string): IWidget {
  const metrics = [
    runs(shown, prefix),
    ...actions(shown, prefix),
    failedActions(shown, prefix),
    ...volumes(shown, prefix),
    ...oldestAge(shown, prefix),
  ];
  const title = `The last day, ${prefix}`;
  return new SingleValueWidget({ title, metrics, width: COLUMNS, height: metrics.length > 8 ? 6 : 4 });
}

function daysOf(shown: Shown, prefix: string): IWidget[] {
  const all = [
    days(`Made and deleted, ${prefix}`, actions(shown, prefix)),
    days(`Wrong, ${prefix}`, troubles(shown, prefix)),
  ];
  if (!shown.capabilities.snapshots) return sideBySide(all);
  return sideBySide([
    ...all,
    days(`Volumes, ${prefix}`, volumes(shown, prefix)),
    days(`Oldest restorable age in hours, ${prefix}`, oldestAge(shown, prefix)),
  ]);
}

/** How the functions work. An empty, idle queue has no metric, so the queues share a graph with the errors. */
function machinery({ functions, deadLetters, stateMachine, prover, prefixes }: Shown): IWidget[] {
  const each = Object.entries(functions);
  return sideBySide([
    days('Errors of functions, and dead letters', [
      ...each.map(([label, fn]) => fn.metricErrors({ ...daily, label, statistic: Stats.SUM })),
      ...Object.entries(deadLetters).map(([label, queue]) =>
        queue.metricApproximateNumberOfMessagesVisible({ ...daily, label, statistic: Stats.MAXIMUM }),
      ),
    ]),
    days(
      'Longest duration in milliseconds (of 900,000)',
      each.map(([label, fn]) => fn.metricDuration({ ...daily, label, statistic: Stats.MAXIMUM })),
    ),
    ...(stateMachine === undefined
      ? []
      : [
          days('Executions', [
            stateMachine.metricSucceeded({ ...daily, label: 'Succeeded' }),
            stateMachine.metricFailed({ ...daily, label: 'Failed' }),
            stateMachine.metricTimedOut({ ...daily, label: 'Ended after 24 hours' }),
          ]),
        ]),
    ...(prover === undefined
      ? []
      : [
          days(
            'Proofs',
            prefixes.flatMap((prefix) => proofs(prover.fn, prefix)),
          ),
        ]),
  ]);
}

function headlines({ reporter, prover, log }: Shown): IWidget {
  const provers = prover === undefined ? [] : [prover];
  return new LogQueryWidget({
    title: 'The last runs',
    logGroupNames: [log, ...provers.map(({ logGroup }) => logGroup)].map(({ logGroupName }) => logGroupName),
    queryLines: lastHeadlines([reporter, ...provers.map(({ fn }) => fn)]),
    width: COLUMNS,
    height: 9,
  });
}

type Graph = (width: number) => IWidget;

function days(title: string, left: IMetric[]): Graph {
  return (width) => new GraphWidget({ title, left, width, height: 6, leftYAxis: { min: 0 } });
}

function sideBySide(graphs: readonly Graph[]): IWidget[] {
  return graphs.map((graph) => graph(COLUMNS / graphs.length));
}
