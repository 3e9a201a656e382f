import type { Interruption } from '../carryOut/interruption.ts';
import type { Clock } from '../clock.ts';
import { type Mistake, MistakeError, sentence } from '../settings/mistake.ts';
import type { ToldLine } from '../core/report/told.ts';
import type { Settings } from '../settings/settings.ts';
import type { Document } from './documents.ts';

/** 0 done, 1 could not run, 2 `plan --detailed-exitcode` found work, 3 ran, but not all is well. The door adds 130: interrupted. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** What a command answers: the same for a person and for a machine. */
export interface Answer {
  readonly document: Document;
  readonly text: string;
  /** The same for a person at a terminal. @default the lines of `text` */
  readonly lines?: readonly ToldLine[];
  /** What a person who interrupted it needs to know. */
  readonly whenInterrupted?: string;
  readonly status: ExitStatus;
  /** The same as a page, where there is one. */
  readonly page?: () => string;
  /** The same as comma-separated values, where there are any. */
  readonly csv?: () => string;
}

/** What the door hands to a command. */
export interface CommandContext {
  readonly settings: Settings;
  readonly clock: Clock;
  /** The profile that AWS_PROFILE names. */
  readonly profile?: string | undefined;
  /** Shows what would change and asks a person; absent where they agreed before. */
  readonly ask?: ((shown: string, question: string) => Promise<boolean>) | undefined;
  /** Told what is being done, for a person who waits. */
  readonly onProgress?: ((line: string) => void) | undefined;
  /** Called before anything changes. From then on Ctrl-C does not end the process, but asks the command to end. */
  readonly interruptible?: (() => Interruption) | undefined;
  /** Told what a person may expect to be otherwise. */
  readonly onNote?: ((line: string) => void) | undefined;
}

/** Why a command stopped before it changed anything. Its key is a flag, or the id of a thing. */
export class CommandError extends MistakeError {
  override readonly name = 'CommandError';

  /** @param message The whole sentence; without one, the usual one of the flag and its value. */
  constructor(mistake: Mistake, message = sentence(mistake, mistake.key ?? '')) {
    super(mistake, message);
  }
}

/** A person's command has no deadline: the last instant JavaScript knows. */
export const NEVER = new Date(8_640_000_000_000_000);
