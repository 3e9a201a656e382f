import { inOwnFiles } from '../run/ownFiles.ts';

/** AWS's errors have names of their own, and the system's also have a code. */
const NAME = /^(Range|Reference|Syntax|Type)?Error$/;

/** The first place of ours on the way to a bug, like `lambda/run/run.ts:53:9`; undefined for any other error. */
export function placeOfBug(error: unknown): string | undefined {
  if (!(error instanceof Error) || !NAME.test(error.name) || 'code' in error) return undefined;
  return /\blambda\/[\w/]+\.ts:\d+:\d+/.exec(inOwnFiles(error.stack ?? ''))?.[0];
}
