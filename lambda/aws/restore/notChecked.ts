import { said } from '../../core/text.ts';
import { errorOf } from '../errors.ts';

/** One note for all look-ups of a kind that failed, with the reason of the first; none where none failed. */
export function notChecked(what: string, errors: readonly unknown[]): string[] {
  if (errors.length === 0) return [];
  const { code, message } = errorOf(errors[0]);
  const others = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`;
  return [`${what} not checked: ${code}: ${said(message)}${others}`];
}
