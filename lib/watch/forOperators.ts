import type { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { DEFAULT_PREFIXES, type SnapperSettings } from '../props/environment.ts';
import { type OperationProps, refuseWrongRunbook } from '../props/operation.ts';
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
 * Adds to a whole deployment what leads a person from an alarm to its cause: addresses in the runbook, saved queries, and a
 * dashboard where it is asked for.
 *
 * @throws ConfigurationError for a runbook that no section can be added to.
 */
export function addForOperators(
  deployment: Deployment,
  props: OperationProps & SnapperSettings,
): Dashboard | undefined {
  const { fn, fanOut, prover, logGroup } = deployment;
  refuseWrongRunbook(props);
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
