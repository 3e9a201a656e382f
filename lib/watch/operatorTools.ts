import type { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { DEFAULT_PREFIXES, type SnapperSettings } from '../props/environment.ts';
import type { OperationProps } from '../props/operation.ts';
import { dashboardOf } from './dashboard.ts';
import { addQueries } from './queries.ts';
import { linkToRunbook } from './runbook.ts';

/** The parts of a deployment that a person watches. */
interface Deployment extends Construct {
  readonly fn: IFunction;
  readonly fanOut:
    | {
        readonly functions: Readonly<Record<string, IFunction>>;
        readonly merge: IFunction;
        readonly stateMachine: StateMachine;
        readonly logGroup: ILogGroup;
      }
    | undefined;
  readonly prover:
    | { readonly fn: IFunction; readonly logGroup: ILogGroup; readonly deadLetters: IQueue }
    | undefined;
  readonly alarms: readonly AlarmBase[];
  readonly deadLetters: IQueue;
  readonly logGroup: ILogGroup;
}

/**
 * Adds what leads a person from an alarm to its cause: links to the runbook, saved queries, and a dashboard where `props`
 * ask for one.
 */
export function addOperatorTools(
  deployment: Deployment,
  props: OperationProps & SnapperSettings,
): Dashboard | undefined {
  const { fn, fanOut, prover, logGroup } = deployment;
  linkToRunbook(deployment, props.runbookUrl);
  const logs = [logGroup, ...[fanOut, prover].flatMap((part) => part?.logGroup ?? [])];
  addQueries(deployment, [...new Set(logs)]);
  if (props.dashboard !== true) return undefined;
  return dashboardOf(deployment, {
    alarms: deployment.alarms,
    prefixes: props.tagPrefixes ?? DEFAULT_PREFIXES,
    reporter: fanOut?.merge ?? fn,
    prover,
    functions: {
      ...(fanOut?.functions ?? { Function: fn }),
      ...(prover === undefined ? {} : { Prover: prover.fn }),
    },
    stateMachine: fanOut?.stateMachine,
    deadLetters: {
      'Dead letters': deployment.deadLetters,
      ...(prover === undefined ? {} : { 'Dead letters of the prover': prover.deadLetters }),
    },
    log: logGroup,
    runbookUrl: props.runbookUrl,
    capabilities: {
      snapshots: props.vault === undefined,
      images: props.images === true,
      replicas: props.replicas !== undefined,
    },
    isDry: props.dryRun === true,
  });
}
