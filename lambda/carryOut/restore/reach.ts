import pLimit from 'p-limit';
import type { Clock } from '../../clock.ts';
import { neverReached } from '../../core/neverReached.ts';
import { type Interruption, wakingClock } from '../interruption.ts';
import type { Refused, Reply } from '../writer.ts';

/** What is to become true of some things, and how that is seen. */
export interface Goal<Item, Seen, Value> {
  /** One look for all of them. */
  readonly look: () => Promise<Seen>;
  readonly judge: (item: Item, seen: Seen) => Verdict<Value>;
  readonly send: (item: Item) => Promise<Answer>;
  /** What is said when AWS took the call, and a minute later there is still nothing to be seen of it. */
  readonly lost: (item: Item) => Failure;
  /** What is said when it is on its way for longer than is waited. */
  readonly late: (item: Item) => Failure;
  /** Told how many are there, when that changes. */
  readonly onReached?: (count: number) => void;
}

/** `again`: this call had no effect, and the next call is a different one. */
export type Answer = Reply<unknown> | { readonly kind: 'again' };

/** How a look finds one thing. */
export type Verdict<Value> =
  | { readonly kind: 'reached'; readonly value: Value }
  | { readonly kind: 'on its way' }
  /** The call has to be sent, or has not shown its effect yet. */
  | { readonly kind: 'missing' }
  | Failure;

export interface Failure {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
}

/** What became of one thing. */
export type End<Value> =
  | Extract<Verdict<Value>, { readonly kind: 'reached' | 'failed' }>
  /** The message says what is neither as before nor as planned. */
  | { readonly kind: 'interrupted'; readonly message?: string | undefined };

/** How time passes, and whether a person has asked to end. */
export interface Waiting {
  readonly clock: Clock;
  readonly interruption?: Interruption | undefined;
}

/** A listing of AWS can lag behind a call by this, in milliseconds. */
const LISTING_LAGS = 60_000;

/** Milliseconds. */
const LONGEST_WAIT = 900_000;

const MOST_UNCLEAR = 5;
const UNCLEAR = '(no clear answer: it may have happened; the same command looks, and goes on from there)';
const MOST_BLIND = 5;
const SIDE_BY_SIDE = 5;

/**
 * Looks, sends what is missing, waits, and looks again, until each thing is there or has failed.
 *
 * Looks grow with time, not with the number of things. Each call follows a look, also the first, so a repeat after a
 * death sends only what is missing. A refusal counts when the next look confirms it; where it can be about what was
 * done just before, for a minute the call is sent again. After a person has asked to end, no call is sent.
 */
export async function reach<Item, Seen, Value>(
  items: readonly Item[],
  goal: Goal<Item, Seen, Value>,
  { clock: given, interruption }: Waiting,
): Promise<Map<Item, End<Value>>> {
  const clock = interruption === undefined ? given : wakingClock(given, interruption);
  const isAsked = (): boolean => interruption?.isAsked() ?? false;
  const limit = pLimit(SIDE_BY_SIDE);
  const begun = clock.now().getTime();
  const sent = new Map<Item, Past>();
  const ends = new Map<Item, End<Value>>();
  const open = (): Item[] => items.filter((item) => !ends.has(item));
  let reached = 0;
  let blind = 0;

  const lookAndSend = async (): Promise<void> => {
    const look = await looked(goal.look);
    if (isAsked()) return;
    if (look.kind === 'failed') {
      blind += 1;
      if (blind === MOST_BLIND) for (const item of open()) ends.set(item, look);
      return;
    }
    blind = 0;
    const now = clock.now().getTime();
    const missing: Item[] = [];
    for (const item of open()) {
      const step = next({
        item,
        goal,
        verdict: goal.judge(item, look.seen),
        past: sent.get(item),
        begun,
        now,
      });
      if (step === 'send') missing.push(item);
      else if (step !== 'wait') ends.set(item, step);
    }
    const count = [...ends.values()].filter(({ kind }) => kind === 'reached').length;
    if (count !== reached) goal.onReached?.(count);
    reached = count;
    await Promise.all(missing.map(async (item) => limit(async () => sendOne(item))));
  };

  const sendOne = async (item: Item): Promise<void> => {
    if (isAsked()) return;
    const reply = await goal.send(item);
    sent.set(item, pastOf(reply, clock.now().getTime(), sent.get(item)));
  };

  for (let looks = 0; open().length > 0 && !isAsked(); looks += 1) {
    if (looks > 0) await clock.sleep(pauseAfter(looks));
    if (!isAsked()) await lookAndSend();
  }
  for (const item of open()) ends.set(item, { kind: 'interrupted' });
  return ends;
}

/** The last call for one thing. */
interface Past {
  readonly reply: Answer;
  readonly at: number;
  /** When the first call was answered. */
  readonly since: number;
  /** How many answers were unclear. */
  readonly unclear: number;
}

function pastOf(reply: Answer, at: number, before: Past | undefined): Past {
  return {
    reply,
    at,
    since: before?.since ?? at,
    unclear: (before?.unclear ?? 0) + (reply.kind === 'unclear' ? 1 : 0),
  };
}

interface Situation<Item, Seen, Value> {
  readonly item: Item;
  readonly goal: Goal<Item, Seen, Value>;
  readonly verdict: Verdict<Value>;
  readonly past: Past | undefined;
  readonly begun: number;
  readonly now: number;
}

function next<Item, Seen, Value>({
  item,
  goal,
  verdict,
  past,
  begun,
  now,
}: Situation<Item, Seen, Value>): End<Value> | 'send' | 'wait' {
  const isLate = now - begun >= LONGEST_WAIT;
  switch (verdict.kind) {
    case 'reached':
    case 'failed':
      return verdict;
    case 'on its way':
      return isLate ? goal.late(item) : 'wait';
    case 'missing':
      break;
    default:
      return neverReached(verdict);
  }
  if (past === undefined) return 'send';
  const { reply, at, unclear, since } = past;
  switch (reply.kind) {
    case 'done':
      return now - at >= LISTING_LAGS ? goal.lost(item) : 'wait';
    case 'refused':
      return isAboutLag(reply) && now - since < LISTING_LAGS ? 'send' : failure(reply);
    case 'unclear':
      return unclear < MOST_UNCLEAR ? 'send' : failure({ ...reply, message: `${reply.message} ${UNCLEAR}` });
    case 'throttled':
      return isLate ? failure(reply) : 'send';
    case 'again':
      return 'send';
    default:
      return neverReached(reply);
  }
}

function failure({ code, message }: { readonly code: string; readonly message: string }): Failure {
  return { kind: 'failed', code, message };
}

/**
 * Whether AWS refuses a call only because one part of it does not know yet what another one has just done.
 *
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
function isAboutLag({ code, message }: Refused): boolean {
  return LAGS.has(code) || ALREADY_IN_USE.test(message);
}

const LAGS = new Set(['ConcurrentTagAccess', 'IncorrectState', 'InvalidVolume.NotFound', 'VolumeInUse']);

/** Of a device from which a volume was just detached. */
const ALREADY_IN_USE = /already in use/i;

async function looked<Seen>(
  look: () => Promise<Seen>,
): Promise<{ readonly kind: 'seen'; readonly seen: Seen } | Failure> {
  try {
    return { kind: 'seen', seen: await look() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return failure({
      code: name,
      message: `it could not be seen what is there (${message}), so no more is done; the same command goes on from there`,
    });
  }
}

/** Seconds between one look and the next; the sixth look is a minute after the first. */
const PAUSES = [2, 3, 5, 8, 12];
const LONGEST_PAUSE = 30;

export function pauseAfter(looks: number): number {
  return (PAUSES[looks - 1] ?? LONGEST_PAUSE) * 1000;
}
