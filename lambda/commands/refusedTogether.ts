import { CommandError } from './command.ts';

/**
 * Several refusals as one, which has the code and the key of the first.
 *
 * @param what What cannot be done: `be adopted`.
 */
export function refusedTogether(
  [first, ...others]: readonly CommandError[],
  count: number,
  what: string,
): CommandError {
  const nothing = 'nothing was changed';
  if (first === undefined) return new CommandError({ code: 'missing' }, nothing);
  if (others.length === 0) return new CommandError(first, `${first.message}; ${nothing}`);
  const reasons = [first, ...others].map(({ message }, index) => `(${index + 1}) ${message}`);
  return new CommandError(
    first,
    `${reasons.length} of ${count} cannot ${what}: ${reasons.join(' ')}; ${nothing}`,
  );
}
