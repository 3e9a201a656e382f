import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Report } from '../core/report/report.ts';
import type { Level } from '../core/report/told.ts';
import { visible } from '../core/text.ts';
import { inOwnFiles } from './ownFiles.ts';

/** What Lambda says of an invocation: the name of the function, and the id that Lambda's own lines have. */
export type Logged = Pick<Context, 'functionName'> & Partial<Pick<Context, 'awsRequestId'>>;

/** What a run came to; a `Report` is one. All of the headline is in the line, its text as the message. */
export interface RunLine extends Partial<Pick<Report, 'prefix' | 'jobName' | 'account' | 'dryRun'>> {
  readonly headline: Pick<Report['headline'], 'level' | 'line'>;
}

/** Which part of an execution it is; each is absent where there is none. */
export interface Part {
  readonly execution?: string;
  readonly account?: string;
  readonly region?: string;
}

const WRITE = { OK: 'info', WARNING: 'warn', FAILURE: 'error' } as const satisfies Record<
  Level,
  keyof Logger
>;

/**
 * Does the work of an invocation, and then writes one line of JSON about it. An error is in the line, and is thrown again.
 *
 * The line has no event. Powertools writes it past Lambda's console, so nothing is put around the JSON, and
 * reads `POWERTOOLS_LOG_LEVEL`.
 */
export async function withLogLine<Answer>(
  { functionName, awsRequestId }: Logged,
  part: Part,
  work: (note: (line: RunLine) => void) => Promise<Answer>,
): Promise<Answer> {
  const logger = new Logger({ serviceName: functionName });
  let noted: RunLine | undefined;
  const facts = () => ({ function_request_id: awsRequestId, ...(noted && factsOf(noted)), ...part });
  try {
    const answer = await work((line) => {
      noted = line;
    });
    if (noted !== undefined) logger[WRITE[noted.headline.level]](visible(noted.headline.line), facts());
    return answer;
  } catch (error) {
    // Not the error itself, which can hold what is in the event.
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    logger.error(message, { ...facts(), error: { name, message, stack: stack && inOwnFiles(stack) } });
    throw error;
  }
}

/** JSON leaves out what is undefined. */
function factsOf({ headline, prefix, jobName, account, dryRun }: RunLine) {
  return { prefix, job: jobName, account, dry_run: dryRun, headline: { ...headline, line: undefined } };
}
