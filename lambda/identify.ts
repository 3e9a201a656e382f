import { callerIdentity, type Identity } from './aws/account.ts';
import { errorOf } from './aws/errors.ts';

/** Whose credentials a run has, as far as STS told. */
export interface Identified {
  readonly identity: Identity | undefined;
  readonly notes: readonly string[];
}

/** The account's id is for the reader of the report, so a run in that account does not depend on it. */
export async function identify(home: string): Promise<Identified> {
  try {
    return { identity: await callerIdentity(home), notes: [] };
  } catch (error) {
    const { code, message } = errorOf(error);
    return { identity: undefined, notes: [`The account could not be identified: ${code}: ${message}`] };
  }
}
