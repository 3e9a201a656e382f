import type { Coverage } from '../core/coverage/merged.ts';
import type { Head } from './documentParts.ts';

/** `coverage`: every volume, what protects it, how it stands and how it was; and what all of them come to. */
export interface CoverageDocument extends Head<'coverage'>, Coverage {
  /** The instant everything was decided for. */
  readonly now: string;
  /** In which days begin; instants are in UTC. */
  readonly timeZone: string;
  readonly prefix: string;
  /** That of the credentials; absent where other accounts were asked for, or where AWS did not say. */
  readonly account?: string | undefined;
  /** How far back each ledger goes at most. */
  readonly days: number;
  readonly regions: readonly CoveredPlace[];
}

/** A region that was read, or why it could not be: then its volumes are not in the document. */
export type CoveredPlace =
  | {
      readonly account?: string | undefined;
      readonly region: string;
      readonly status: 'read';
      /** What could not be read there, in sentences without a full stop. */
      readonly notes: readonly string[];
    }
  | {
      readonly account?: string | undefined;
      readonly region: string;
      readonly status: 'unreachable';
      /** AWS's code and message. */
      readonly error: string;
    };
