import { AwsError } from '../wire/errors.ts';

/** https://docs.aws.amazon.com/ebs/latest/APIReference/API_ListSnapshotBlocks.html */
export function invalid(reason: string, message: string): AwsError {
  return new AwsError('ValidationException', message, 400, reason);
}

export function accessDenied(reason: string, message: string): AwsError {
  return new AwsError('AccessDeniedException', message, 403, reason);
}
