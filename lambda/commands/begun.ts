import type { Tags } from '../core/snapshot.ts';
import { inQuotes } from '../core/text.ts';
import { CommandError } from './command.ts';
import { type RestoreFlags, restoreId, startOf } from './restoreOrder.ts';

/** The restore that is begun now or went before, and what it has made. */
export interface BegunRestore<Made> {
  readonly id: string;
  readonly made: readonly Made[];
}

/** What a restore makes, and how it is found. */
export interface Makings<Made> {
  /** `volume` */
  readonly called: string;
  readonly region: string;
  /** The key under which each carries the id of its restore. */
  readonly key: string;
  /** All that carry this id; `*` stands for any text. */
  readonly find: (id: string) => Promise<readonly Made[]>;
}

/**
 * The id of a restore begins with its time, in steps of this, in milliseconds: so the same command has the same id
 * for some minutes, and AWS the same client tokens, while a listing does not show yet what was made.
 */
const STEP = 600_000;

/** The same command is a new restore after an hour, counted from the step in which it began, in milliseconds. */
const SAME_RESTORE = 3_600_000 + STEP;

/**
 * The restore that a command goes on with: the one of `--resume`, or the newest that the same command began within
 * the hour; else a new one.
 *
 * @throws CommandError where `--resume` names none, or one of another command.
 */
export async function begunRestore<Made extends { readonly tags: Tags }>(
  { called, region, key, find }: Makings<Made>,
  hash: string,
  { resume, again }: Pick<RestoreFlags, 'resume' | 'again'>,
  now: Date,
): Promise<BegunRestore<Made>> {
  if (resume !== undefined) {
    refuseOther(resume, hash);
    const made = await find(resume);
    if (made.length > 0) return { id: resume, made };
    throw new CommandError(
      { code: 'not-found', key: '--resume', found: resume },
      `no ${called} in ${region} is of the restore ${inQuotes(resume)}, so there is nothing to go on with; leave --resume out to begin anew; nothing was changed`,
    );
  }
  // A second later, so that it is no step either.
  if (again) return { id: restoreId(new Date(now.getTime() + 1000), hash), made: [] };
  const fresh = restoreId(new Date(Math.floor(now.getTime() / STEP) * STEP), hash);
  const all = await find(`*-${hash}`);
  const ids = all.map(({ tags }) => tags[key] ?? '').toSorted();
  const id = ids.findLast((one) => isRecent(one, now));
  return id === undefined
    ? { id: fresh, made: [] }
    : { id, made: all.filter(({ tags }) => tags[key] === id) };
}

/** Whether a restore, by its id, is one that this command goes on with, or began within the hour. */
export function isBegunBy(
  hash: string,
  { resume }: Pick<RestoreFlags, 'resume'>,
  now: Date,
): (id: string) => boolean {
  return (id) => id.endsWith(`-${hash}`) && (id === resume || isRecent(id, now));
}

function isRecent(id: string, now: Date): boolean {
  const start = startOf(id);
  return start !== undefined && Math.abs(now.getTime() - start.getTime()) < SAME_RESTORE;
}

function refuseOther(resume: string, hash: string): void {
  if (startOf(resume) === undefined)
    throw new CommandError({
      code: 'wrong-value',
      key: '--resume',
      found: resume,
      must: 'be the id of a restore, as a restore printed it',
      like: restoreId(new Date(0), hash),
    });
  if (resume.endsWith(hash)) return;
  throw new CommandError(
    { code: 'wrong-value', key: '--resume', found: resume },
    `the restore ${resume} was begun by a command with other options; give the same ones, or leave --resume out; nothing was changed`,
  );
}
