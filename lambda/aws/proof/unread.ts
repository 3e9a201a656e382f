import type { Unread } from '../../carryOut/proof/blockReader.ts';
import { errorOf, isForbidden } from '../errors.ts';

/**
 * What an error of EBS direct says about a snapshot.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/error-retries.html
 */
export function unread(error: unknown): Unread {
  const { code, message } = errorOf(error);
  const reason = reasonOf(error);
  const words = reason === undefined ? message : `${reason}: ${message}`;
  return {
    kind: 'unread',
    why: isForbidden(error) || isOwnRightMissing(message) ? 'refused' : whyOf(reason),
    code,
    message: words,
  };
}

/**
 * Whether it is the prover's own policy that does not let it use the key, which says nothing about the snapshot.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function isOwnRightMissing(message: string): boolean {
  return /no identity-based policy allows/i.test(message);
}

function whyOf(reason: string | undefined): Unread['why'] {
  switch (reason) {
    case 'DEPENDENCY_ACCESS_DENIED':
    case 'DEPENDENCY_RESOURCE_NOT_FOUND':
    case 'INVALID_CUSTOMER_KEY':
      return 'key';
    case 'INVALID_BLOCK_TOKEN':
    case 'INVALID_PAGE_TOKEN':
      return 'token';
    case undefined:
    default:
      return 'refused';
  }
}

/** The SDK's error classes would load its client. */
function reasonOf(error: unknown): string | undefined {
  return error instanceof Error && 'Reason' in error && typeof error.Reason === 'string'
    ? error.Reason
    : undefined;
}
