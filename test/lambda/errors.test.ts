import { expect, test } from 'vitest';
import { isRefusal, isThrottle } from '../../lambda/aws/errors.ts';

/** An error as the SDK makes it from an answer of AWS, or from none. */
function sdkError(name: string, httpStatusCode?: number, body?: 'with a code'): Error {
  const code = body === undefined ? {} : { Code: name };
  return Object.assign(new Error('says why'), { name, $metadata: { httpStatusCode }, ...code });
}

test.for<[string, Error, string]>([
  ['throttled', sdkError('RequestLimitExceeded', 503, 'with a code'), 'throttled'],
  ['throttled by status', sdkError('Whatever', 429), 'throttled'],
  ['forbidden', sdkError('UnauthorizedOperation', 403, 'with a code'), 'refused'],
  ['a limit', sdkError('ConcurrentSnapshotLimitExceeded', 400, 'with a code'), 'refused'],
  ['a server error', sdkError('InternalError', 500, 'with a code'), 'unclear'],
  ['a gateway that gave up', sdkError('Unavailable', 503, 'with a code'), 'unclear'],
  ['a proxy page', sdkError('Forbidden', 403), 'unclear'],
  ['a request that timed out on the way', sdkError('RequestTimeout', 408, 'with a code'), 'unclear'],
  ['a good status with an answer that cannot be read', sdkError('SyntaxError', 200), 'unclear'],
  ['a broken connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'unclear'],
])('C-29 after %s it is known whether a snapshot may have been made', ([, error, expected]) => {
  const seen = isThrottle(error) ? 'throttled' : isRefusal(error) ? 'refused' : 'unclear';
  expect(seen).toBe(expected);
});
