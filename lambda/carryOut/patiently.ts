import type { Clock } from '../clock.ts';
import type { Refused } from './writer.ts';

/** AWS takes the next snapshot of a volume this long after the last one, in milliseconds. */
const BETWEEN_TWO = 15_000;

/** After this number of waits, 15 minutes, it gives up: a person's command has no deadline. */
const MOST_WAITS = 60;

/** How far the clocks may differ when it is asked whether another run was faster. */
const CLOCKS_DIFFER = 60_000;

export interface Waiting<Other> {
  readonly clock: Clock;
  readonly stopAt: Date;
  /** Whether time cures a refusal. */
  readonly isAboutTime: (refused: Refused) => boolean;
  /** Asked before a call is sent again; what it finds is the answer. @param since When the first call was sent, or earlier. */
  readonly meanwhile?: (since: Date) => Promise<Other | undefined>;
}

/** Sends a request again as long as AWS refuses it only because of what time cures. */
export async function patiently<Answer extends { readonly kind: string }, Other = never>(
  send: () => Promise<Answer>,
  { clock, stopAt, isAboutTime, meanwhile }: Waiting<Other>,
): Promise<Answer | Other> {
  let since: Date | undefined;
  for (let waits = 0; ; waits += 1) {
    const answer = await send();
    const now = clock.now().getTime();
    const isOver = waits === MOST_WAITS || now + BETWEEN_TWO >= stopAt.getTime();
    if (!isRefused(answer) || !isAboutTime(answer) || isOver) return answer;
    since ??= new Date(now - CLOCKS_DIFFER);
    await clock.sleep(BETWEEN_TWO);
    const other = await meanwhile?.(since);
    if (other !== undefined) return other;
  }
}

function isRefused(answer: { readonly kind: string }): answer is Refused {
  return answer.kind === 'refused';
}
