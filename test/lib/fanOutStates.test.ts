import { afterAll, describe, expect, test } from 'vitest';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import type { Properties } from './deployed.ts';
import { removeOutput } from './deployment.ts';
import { ACCOUNTS, LAMBDA, made, plain } from './fannedOut.ts';

afterAll(removeOutput);

/** A state, as far as tests look into it. https://states-language.net/spec.html */
interface State {
  readonly [key: string]: unknown;
  readonly Type: string;
  readonly Next?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly object[];
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ItemProcessor?: Definition;
}

interface Definition {
  readonly [key: string]: unknown;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

function definitionOf({ DefinitionString = '{}' }: Properties): Definition {
  return JSON.parse(DefinitionString);
}

const definition = definitionOf(plain.one('AWS::StepFunctions::StateMachine'));
const run = definition.States;
const shard = run['Shards']?.ItemProcessor;
const child = shard?.States ?? {};

describe('the state machine', () => {
  test('lists the shards, works on each, and merges, for a day at most', () => {
    expect(definition).toMatchObject({ StartAt: 'List', TimeoutSeconds: 86_400 });
    expect(Object.entries(run).map(([name, { Type, Next }]) => [name, Type, Next])).toEqual([
      ['List', 'Task', 'Left alone'],
      ['Left alone', 'Choice', undefined],
      ['Shards', 'Map', 'Merge'],
      ['Merge', 'Task', undefined],
      ['Another execution', 'Succeed', undefined],
    ]);
  });

  test('succeeds without shards and without a report where another execution has the run', () => {
    expect(run['Left alone']).toMatchObject({
      Choices: [{ Variable: '$.leftTo', IsPresent: true, Next: 'Another execution' }],
      Default: 'Shards',
    });
  });

  test('hands the whole event, the accounts and the folder to List, and its answer on', () => {
    expect(run['List']).toMatchObject({
      Parameters: {
        FunctionName: `${LAMBDA}:SnapperFanOutList`,
        Payload: {
          'event.$': '$',
          accounts: ACCOUNTS,
          'folder.$': '$$.Execution.Name',
          'started.$': '$$.Execution.StartTime',
        },
      },
      OutputPath: '$.Payload',
    });
  });

  test('reads the shards from the folder of the run, and goes on whatever becomes of them', () => {
    expect(run['Shards']).toMatchObject({
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: {
          Bucket: 'SnapperFanOutBucket',
          'Key.$': "States.Format('{}/shards.json', $$.Execution.Name)",
        },
      },
      ItemSelector: {
        'account.$': '$$.Map.Item.Value.account',
        'region.$': '$$.Map.Item.Value.region',
        'event.$': '$.event',
        'folder.$': '$$.Execution.Name',
        run: 1,
        failures: 0,
        mayDelete: 'as set',
      },
      MaxConcurrency: 100,
      ToleratedFailurePercentage: 100,
      ResultPath: null,
      Catch: ['States.DataLimitExceeded', 'States.ALL'].map((error) => ({
        ErrorEquals: [error],
        ResultPath: null,
        Next: 'Merge',
      })),
    });
    expect(shard?.['ProcessorConfig']).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
  });

  test('merges what is in the folder', () => {
    expect(run['Merge']?.Parameters).toEqual({
      FunctionName: `${LAMBDA}:SnapperFanOutMerge`,
      Payload: {
        'event.$': '$.event',
        'folder.$': '$$.Execution.Name',
        'started.$': '$$.Execution.StartTime',
      },
    });
  });

  test('logs errors only, and without what was handed on', () => {
    const machine = plain.one('AWS::StepFunctions::StateMachine');
    expect(machine).toMatchObject({
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: false },
    });
  });

  test.for<[Partial<AwsSnapperProps>, (states: Definition['States']) => unknown, unknown]>([
    [{ fanOut: { maxConcurrency: 10 } }, (states) => states['Shards']?.['MaxConcurrency'], 10],
    [
      { fanOut: { runsPerShard: 4 } },
      (states) => states['Shards']?.ItemProcessor?.States['Run']?.Parameters?.['Payload'],
      expect.objectContaining({ budget: 4 }),
    ],
  ])('%j is for the user to say', ([props, look, value]) => {
    const { States } = definitionOf(made(props).one('AWS::StepFunctions::StateMachine'));
    expect(look(States)).toEqual(value);
  });
});

describe('one shard', () => {
  test('is run, kept, and run again for as long as it asks', () => {
    expect(shard?.StartAt).toBe('Run');
    expect(Object.keys(child).toSorted()).toEqual([
      'Again',
      'Carefully',
      'Done',
      'Failed',
      'Keep',
      'Next',
      'Pause',
      'Run',
      'Tell failure',
      'Wait',
    ]);
    expect(child['Run']?.Next).toBe('Keep');
    expect(child['Keep']?.Next).toBe('Next');
    expect(child['Next']).toEqual({
      Type: 'Choice',
      Choices: [
        { Variable: '$.done.next', StringEquals: 'again', Next: 'Again' },
        { Variable: '$.done.next', StringEquals: 'later', Next: 'Wait' },
      ],
      Default: 'Done',
    });
    expect(child['Wait']).toEqual({ Type: 'Wait', Seconds: 60, Next: 'Again' });
    expect(child['Again']).toMatchObject({
      Parameters: {
        'run.$': 'States.MathAdd($.run, 1)',
        'failures.$': '$.done.failures',
        'mayDelete.$': '$.done.mayDelete',
      },
      Next: 'Run',
    });
    expect(child['Tell failure']?.Next).toBe('Failed');
  });

  test('has what it is about from run to run, but not the last report', () => {
    const selected = Object.keys(Object(run['Shards']?.['ItemSelector'])).map((key) => key.replace('.$', ''));
    const handedOn = Object.keys(child['Again']?.Parameters ?? {}).map((key) => key.replace('.$', ''));
    expect(handedOn.toSorted()).toEqual(selected.toSorted());
  });

  test('leaves nothing in the state but the report and what is next', () => {
    expect(child['Run']).toMatchObject({
      Parameters: {
        FunctionName: `${LAMBDA}:SnapperFunction`,
        Payload: {
          'account.$': '$.account',
          'region.$': '$.region',
          'event.$': '$.event',
          'run.$': '$.run',
          budget: 12,
          'failures.$': '$.failures',
          'mayDelete.$': '$.mayDelete',
          'folder.$': '$.folder',
        },
      },
      ResultSelector: {
        'report.$': '$.Payload.report',
        'next.$': '$.Payload.next',
        'failures.$': '$.Payload.failures',
        'mayDelete.$': '$.Payload.mayDelete',
      },
      ResultPath: '$.done',
    });
  });

  test('ends with next to nothing, because 17,000 of them must fit into 256 KiB', () => {
    expect(child['Done']).toMatchObject({ Type: 'Pass', Result: {}, End: true });
    expect(17_000 * `${JSON.stringify(child['Done']?.['Result'])},`.length).toBeLessThan(256 * 1024);
  });

  test('leaves under its account, region and run what it answered, or how it failed', () => {
    expect(child['Keep']).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
      Parameters: { Bucket: 'SnapperFanOutBucket', 'Key.$': KEY, 'Body.$': '$.done' },
      ResultPath: null,
    });
    expect(child['Tell failure']).toMatchObject({
      Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
      Parameters: { 'Key.$': KEY, 'Body.$': '$.failure' },
      ResultPath: null,
    });
  });

  test('that threw is run again, twice, and then deletes nothing: nobody knows what it has deleted', () => {
    expect(child['Run']?.Catch).toEqual([
      caught(['States.DataLimitExceeded'], 'Tell failure'),
      caught(['States.ALL'], 'Tell failure'),
    ]);
    expect(child['Failed']).toEqual({
      Type: 'Choice',
      Choices: [
        {
          Or: ['SettingsError', 'States.DataLimitExceeded'].map((error) => ({
            Variable: '$.failure.Error',
            StringEquals: error,
          })),
          Next: 'Done',
        },
        { Variable: '$.failures', NumericLessThan: 2, Next: 'Pause' },
      ],
      Default: 'Done',
    });
    expect(child['Pause']).toEqual({ Type: 'Wait', Seconds: 30, Next: 'Carefully' });
    expect(child['Carefully']).toMatchObject({
      Parameters: {
        'run.$': 'States.MathAdd($.run, 1)',
        'failures.$': 'States.MathAdd($.failures, 1)',
        mayDelete: 'nothing',
      },
      Next: 'Run',
    });
  });

  test('whose report cannot be kept has failed, and goes on even where that cannot be told', () => {
    expect(child['Keep']?.Catch).toEqual([caught(['States.ALL'], 'Tell failure')]);
    expect(child['Tell failure']?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Failed' },
    ]);
  });
});

describe('what is tried again', () => {
  test('List: a mistake never, a failure twice, a busy Lambda for an hour', () => {
    expect(attempts(run['List'], 'SettingsError')).toBe(0);
    expect(attempts(run['List'], 'States.TaskFailed')).toBe(2);
    expect(run['List']?.Retry?.[1]).toMatchObject({
      ErrorEquals: expect.arrayContaining(['Lambda.TooManyRequestsException', 'Lambda.ServiceException']),
      MaxAttempts: 20,
      BackoffRate: 2,
      MaxDelaySeconds: 300,
      JitterStrategy: 'FULL',
    });
  });

  test('Run: only what surely did not start', () => {
    expect(child['Run']?.Retry).toHaveLength(1);
    expect(child['Run']?.Retry?.[0]).toMatchObject({
      ErrorEquals: ['Lambda.TooManyRequestsException'],
      MaxAttempts: 20,
    });
  });

  test('Merge: a busy Lambda only, because it may have published', () => {
    expect(attempts(run['Merge'], 'Lambda.TooManyRequestsException')).toBe(20);
    expect(attempts(run['Merge'], 'States.TaskFailed')).toBe(0);
  });

  test.for(['Keep', 'Tell failure'])('%s: anything', (name) => {
    expect(attempts(child[name], 'States.ALL')).toBe(8);
  });

  test('a call that never comes back is given up a minute after its function is', () => {
    const tasks = [run['List'], run['Merge'], child['Run']];
    expect(tasks.map((task) => task?.['TimeoutSeconds'])).toEqual([960, 960, 960]);
  });
});

const KEY = "States.Format('{}/shards/{}/{}/{}.json', $.folder, $.account, $.region, $.run)";

function attempts(state: State | undefined, error: string): number {
  return state?.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(error))?.MaxAttempts ?? 0;
}

function caught(errors: readonly string[], Next: string): object {
  return { ErrorEquals: errors, ResultPath: '$.failure', Next };
}
