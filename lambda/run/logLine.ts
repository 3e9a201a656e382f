import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Report } from '../core/report/report.ts';
import type { Level } from '../core/report/told.ts';
import { shortened, visible } from '../core/text.ts';
import { inOwnFiles } from './ownFiles.ts';

/** What Lambda's context says of an invocation: the name of the function, and the id in Lambda's own lines. */
export type Logged = Pick<Context, 'functionName'> & Partial<Pick<Context, 'awsRequestId'>>;

/** The result of a run; a `Report` is one. All of the headline is in the line, its text as the message. */
export interface RunLine extends Partial<Pick<Report, 'prefix' | 'jobName' | 'account' | 'dryRun'>> {
  readonly headline: Pick<Report['headline'], 'level' | 'line'>;
}

/** The part of an execution that an invocation works on. Without `fanOut` all are absent. */
export interface Part {
  readonly execution?: string;
  readonly account?: string;
  readonly region?: string;
}

const WRITE = { OK: 'info', WARNING: 'warn', FAILURE: 'error' } as const satisfies Record<
  Level,
  keyof Logger
>;

/** The longest message of an error, in characters: an event of CloudWatch has a limit. */
const LONGEST_MESSAGE = 10_000;

/** The most frames of a stack, and the longest one. V8 writes ten, unless somebody asks for more. */
const MOST_FRAMES = 30;
const LONGEST_FRAME = 500;

/**
 * Does the work of an invocation, and then writes one line of JSON about it. An error is in the line, and is thrown again.
 *
 * The line does not contain the event. Powertools does not use Lambda's console, so Lambda adds nothing around the JSON.
 * Powertools reads `POWERTOOLS_LOG_LEVEL`. A line that cannot be written costs no run.
 */
export async function withLogLine<Answer>(
  { functionName, awsRequestId }: Logged,
  part: Part,
  work: (note: (line: RunLine) => void) => Promise<Answer>,
): Promise<Answer> {
  let noted: RunLine | undefined;
  const facts = () => ({ function_request_id: awsRequestId, ...(noted && factsOf(noted)), ...part });
  try {
    const answer = await work((line) => {
      noted = line;
    });
    if (noted !== undefined) {
      const { level, line } = noted.headline;
      writeLine(functionName, (logger) => logger[WRITE[level]](visible(line), facts()));
    }
    return answer;
  } catch (error) {
    writeLine(functionName, (logger) => {
      const told = toldOf(error);
      logger.error(told.message, { ...facts(), error: told });
    });
    throw error;
  }
}

/** Powertools throws where a variable of its own in the environment has a wrong value. */
function writeLine(serviceName: string, write: (logger: Logger) => void): void {
  try {
    write(new Logger({ serviceName }));
  } catch {
    // The report, the metrics and Lambda's own lines say the same.
  }
}

/** Not the error itself, which can hold what is in the event. Its stack has the message no second time. */
function toldOf(thrown: unknown): Readonly<Record<'name' | 'message' | 'stack', string>> {
  const { name, message, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const frames = stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, MOST_FRAMES)
    .map((line) => shortened(line, LONGEST_FRAME));
  return {
    name: shortened(name, LONGEST_FRAME),
    message: shortened(message, LONGEST_MESSAGE),
    stack: inOwnFiles([shortened(name, LONGEST_FRAME), ...frames].join('\n')),
  };
}

/** JSON leaves out what is undefined. */
function factsOf({ headline, prefix, jobName, account, dryRun }: RunLine) {
  return { prefix, job: jobName, account, dry_run: dryRun, headline: { ...headline, line: undefined } };
}
