import { told } from '../../text.ts';

/** A value that a tag remembers, as a part of our sentence: a plain id, name or ARN as it is, anything else in quotes. */
export function valueWords(value: string): string {
  return /^[\w:/+=,.@-]{1,200}$/.test(value) ? value : told(value);
}
