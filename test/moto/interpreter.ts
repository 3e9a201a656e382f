import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { Cloud } from '../cloud/cloud.ts';
import { freePort } from './freePort.ts';

/** Somebody else's idea of how AWS runs a state machine. */
export interface Interpreter {
  /** Runs a state machine to its end. @default name first-run */
  run(definition: unknown, input: unknown, name?: string): Promise<Execution>;
  /**
   * Runs an execution that failed from the state that it entered and did not leave, with that state's input and under
   * its own name, as RedriveExecution does, which moto does not know. It runs a map from its beginning.
   * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   */
  redrive(definition: unknown, name?: string): Promise<Execution>;
  stop(): Promise<void>;
}

export interface Execution {
  readonly status: string;
  readonly name: string;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

const REGION = 'eu-west-1';
const FIRST = 'first-run';

const history = z.object({
  events: z.array(
    z.object({
      stateEnteredEventDetails: z.optional(z.object({ name: z.string(), input: z.string() })),
      stateExitedEventDetails: z.optional(z.object({ name: z.string() })),
    }),
  ),
});

/** Starts moto's interpreter; the tasks of its state machines call the cloud. */
export async function startInterpreter(cloud: Cloud): Promise<Interpreter> {
  const python = process.env['MOTO_PYTHON'] ?? 'python3';
  const port = await freePort();
  const child = spawn(python, [fileURLToPath(new URL('interpreter.py', import.meta.url)), String(port)], {
    env: { ...process.env, CLOUD_PORT: new URL(cloud.endpoint).port },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-10_000);
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const call = async (action: string, body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AWSStepFunctions.${action}`,
        authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/${REGION}/states/aws4_request, SignedHeaders=host, Signature=x`,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${action}: ${await answer.text()}`);
    return JSON.parse(await answer.text());
  };
  for (let tries = 0; !(await answers(endpoint)); tries += 1) {
    if (tries === 600 || child.exitCode !== null)
      throw new Error(`the interpreter did not start: ${complaints}`);
    await wait(100);
  }
  const arns = new Map<string, string>();
  let machines = 0;
  const run = async (definition: unknown, input: string, called: string): Promise<Execution> => {
    machines += 1;
    const { stateMachineArn } = await call('CreateStateMachine', {
      name: `runs-${machines}`,
      roleArn: 'arn:aws:iam::123456789012:role/states',
      definition: withFractions(JSON.stringify(definition)),
    });
    const { executionArn = '' } = await call('StartExecution', { stateMachineArn, name: called, input });
    arns.set(called, executionArn);
    for (;;) {
      const {
        status = '',
        name = '',
        output,
        error,
        cause,
      } = await call('DescribeExecution', { executionArn });
      if (status !== 'RUNNING') {
        return { status, name, output: output === undefined ? undefined : JSON.parse(output), error, cause };
      }
      await wait(50);
    }
  };
  return {
    run: async (definition, input, name = FIRST) => run(definition, JSON.stringify(input), name),
    async redrive(definition, name = FIRST) {
      const { events } = history.parse(await call('GetExecutionHistory', { executionArn: arns.get(name) }));
      const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails ?? []);
      const left = new Set(events.map(({ stateExitedEventDetails }) => stateExitedEventDetails?.name));
      const failed = entered.find((state) => !left.has(state.name));
      if (failed === undefined) throw new Error(`${name} has left all of its states`);
      return run({ ...Object(definition), StartAt: failed.name }, failed.input, name);
    },
    stop,
  };
}

/** Its grammar wants a fraction where AWS takes any number. */
function withFractions(definition: string): string {
  return definition.replaceAll(/("ToleratedFailurePercentage":\d+)(?=[,}])/g, '$1.0');
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/`)).ok;
  } catch {
    return false;
  }
}
