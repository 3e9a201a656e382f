import { AssertionError } from 'node:assert/strict';
import { styleText } from 'node:util';

/** What the demo says is true, and how it is looked up in the cloud. */
export type Claim = readonly [words: string, holds: () => void];

export function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}\n`);
}

/** Prints which claims hold. The process fails with the first that does not. */
export function tell(claims: readonly Claim[]): void {
  for (const [words, holds] of claims) {
    const fault = faultIn(holds);
    console.log(
      fault === undefined
        ? `${styleText('green', 'yes')}  ${words}`
        : `${styleText('red', 'no ')}  ${words}: ${fault}`,
    );
    if (fault !== undefined) process.exitCode = 1;
  }
}

function faultIn(holds: () => void): string | undefined {
  try {
    holds();
    return undefined;
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return error.message;
  }
}
