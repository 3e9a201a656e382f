import type { CoverageSettings } from '../core/coverage/coverage.ts';
import type { Coverage } from '../core/coverage/merged.ts';
import type { Head } from './documentParts.ts';

/** `coverage`: every volume with what protects it, whether that is young enough, and how it was, the worst first. */
export interface CoverageDocument extends Head<'coverage'>, Coverage {
  /** The instant everything was decided for. */
  readonly now: string;
  readonly prefix: string;
  /** In which the days of the ledgers begin; instants are in UTC. */
  readonly timeZone: string;
  /** For how many days before `now` the ledgers tell, where that is known. */
  readonly days: number;
  /** Whose snapshots were read. */
  readonly of: CoverageSettings['of'];
  /** Regions that could not be read: their volumes are not in the list. */
  readonly unread: readonly UnreadPlace[];
}

export interface UnreadPlace {
  readonly account?: string | undefined;
  readonly region: string;
  /** AWS's code and message. */
  readonly error: string;
}
