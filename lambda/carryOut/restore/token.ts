import { createHash } from 'node:crypto';
import type { Reply } from '../writer.ts';

/** How often something gets a new token after AWS has refused an old one. */
export const MOST_ATTEMPTS = 5;

/** A text that is the same for the same attempt, and for no other. AWS takes at most 64 ASCII characters. */
export function tokenOf(...words: readonly (string | number)[]): string {
  return createHash('sha256').update(words.join(' ')).digest('hex');
}

/**
 * Whether AWS knows this token from an earlier call that failed.
 *
 * @param dead The ids of what such calls made and AWS removed.
 */
export function isSpent(reply: Reply<string>, dead: ReadonlySet<string>): boolean {
  if (reply.kind === 'done') return dead.has(reply.value);
  return reply.kind === 'refused' && (reply.code === SPENT || SPENT_TEXT.test(reply.message));
}

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
const SPENT = 'IdempotentParameterMismatch';

/** What AWS says under other codes. */
const SPENT_TEXT = /idempotent request are inconsistent/i;
