import { partitionOf } from './arns.ts';
import { authorize } from './authorize.ts';
import { AwsError } from './wire/errors.ts';
import type { Document } from './wire/reply.ts';
import type { Call } from './wire/request.ts';
import type { World } from './world.ts';

/** What a test registers: an event comes in as the JSON that was sent, and what comes back is sent as JSON. */
export type CloudFunction = (event: unknown) => unknown;

/** 6 MiB, in bytes of UTF-8. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_SENT = 6_291_456;
/** A hundred bytes more, as Lambda's own message says. */
const MOST_ANSWERED = 6_291_556;

/** Runs a function of the caller's account and waits for it. Its name may be an ARN, and carry a qualifier. */
export async function invoke(call: Call, world: World): Promise<Document> {
  const arn = arnOf(call);
  if (call.body.length > MOST_SENT) {
    throw new AwsError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${MOST_SENT} bytes for the InvokeFunction operation`,
    );
  }
  authorize(call, world, [{ action: 'lambda:InvokeFunction', resource: arn }]);
  const [, , , region, account, , name = ''] = arn.split(':');
  const run = account === call.account ? world.account(call.account).functions.get(name) : undefined;
  if (!run || region !== call.region)
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`);
  const type = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type !== 'RequestResponse') {
    throw new AwsError(
      'UnsupportedOperation',
      `The embedded cloud does not know the invocation type ${String(type)}`,
    );
  }
  const event = eventOf(call);
  world.invocations.running += 1;
  try {
    return fitting(JSON.stringify((await run(event)) ?? null));
  } catch (error) {
    return failure(error);
  } finally {
    world.invocations.running -= 1;
  }
}

/** `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME` or an ARN, as an ARN without a qualifier. */
function arnOf({ params: { FunctionName = '' }, region, account }: Call): string {
  const words = FunctionName.split(':');
  const own = ['arn', partitionOf(region), 'lambda', region, account, 'function'];
  if (words[0] === 'arn') return words.slice(0, 7).join(':');
  if (words[1] === 'function') return [...own.slice(0, 4), ...words.slice(0, 3)].join(':');
  return [...own, words[0]].join(':');
}

/** Without a payload a function gets an empty object. */
function eventOf({ body }: Call): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${String(error)}`,
    );
  }
}

function fitting(body: string): Document {
  if (Buffer.byteLength(body) <= MOST_ANSWERED) return answered(body, {});
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MOST_ANSWERED} bytes).`;
  return unhandled({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
}

/** What a function throws is an answer of the service. */
function failure(error: unknown): Document {
  if (!(error instanceof Error)) {
    return unhandled({ errorType: typeof error, errorMessage: String(error), trace: [] });
  }
  const trace = (error.stack ?? '').split('\n');
  return unhandled({ errorType: error.name, errorMessage: error.message, trace });
}

function unhandled(error: object): Document {
  return answered(JSON.stringify(error), { 'x-amz-function-error': 'Unhandled' });
}

function answered(body: string, headers: Document['headers']): Document {
  const always = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  return { kind: 'document', status: 200, headers: { ...always, ...headers }, body };
}
