import { inOwnFiles } from '../run/ownFiles.ts';

/** The names of JavaScript's own errors. AWS's errors have other names, and the system's have a code. */
const NAME = /^(Range|Reference|Syntax|Type)?Error$/;

/** The first of our own lines in the stack of a bug, like `lambda/run/run.ts:53:9`; undefined for any other error. */
export function placeOfBug(error: unknown): string | undefined {
  if (!(error instanceof Error) || !NAME.test(error.name) || 'code' in error) return undefined;
  return /\blambda\/[\w/]+\.ts:\d+:\d+/.exec(inOwnFiles(error.stack ?? ''))?.[0];
}
