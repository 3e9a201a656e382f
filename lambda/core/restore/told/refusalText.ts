import type { Refusal } from '../restorePlan.ts';

/** Why nothing is made, as a person reads it. A command stands on a line of its own, to be copied. */
export function refusalText(refusals: readonly Refusal[]): string[] {
  return [
    ...refusals.flatMap(({ message, like }) => [
      `Refused: ${message}`,
      ...(like !== undefined && COMMAND.test(like) ? [`  ${like}`] : []),
    ]),
    'Nothing was made, and nothing was changed.',
  ];
}

const COMMAND = /^aws(-snapper)? /;
