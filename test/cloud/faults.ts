import { continuesEmptyPage } from './paging.ts';
import type { Call, Params } from './wire/request.ts';

/** What goes wrong. Where the call has its effect all the same, the name says so or the line below it. */
export type Effect =
  | { readonly error: string; readonly status?: number; readonly message?: string; readonly reason?: string }
  /** The connection breaks; nothing was done. */
  | 'reset before'
  /** It was done, and the connection breaks before the answer. */
  | 'reset after'
  /** No answer ever comes; nothing was done. */
  | 'timeout'
  /** It was done, and no answer ever comes. */
  | 'timeout after'
  /** It was done, and the answer ends in the middle. */
  | 'truncated'
  /** It was done, and one bit of the answer is another. */
  | 'altered'
  /** A proxy's error page with status 502; nothing was done. */
  | 'html'
  /** A describe answers nothing but a token; the page comes with the next call. */
  | 'empty page';

export interface Fault {
  /** `any` for all actions. */
  readonly action: string;
  readonly region?: string;
  readonly account?: string;
  readonly when?: (params: Params, place: Pick<Call, 'account' | 'region'>) => boolean;
  /** The first call it strikes, counting from 1 those that match. @default 1 */
  readonly nth?: number;
  /** How many calls it strikes from there on. @default for ever */
  readonly times?: number;
  readonly effect: Effect;
}

export interface Faults {
  add(fault: Fault): Removable;
  /** What strikes this call: of several faults, the one that was added first. */
  strike(call: Call): Effect | undefined;
}

export interface Removable {
  remove(): void;
}

export function createFaults(): Faults {
  const waiting = new Set<{ readonly fault: Fault; seen: number }>();
  return {
    add(fault) {
      const entry = { fault, seen: 0 };
      waiting.add(entry);
      return { remove: () => void waiting.delete(entry) };
    },
    strike(call) {
      let struck: Effect | undefined;
      for (const entry of waiting) {
        if (!matches(entry.fault, call)) continue;
        entry.seen += 1;
        const { nth = 1, times = Number.POSITIVE_INFINITY, effect } = entry.fault;
        if (entry.seen >= nth && entry.seen < nth + times) struck ??= effect;
      }
      return struck;
    },
  };
}

function matches({ action, region, account, when, effect }: Fault, call: Call): boolean {
  return (
    (action === 'any' || action === call.action) &&
    (region ?? call.region) === call.region &&
    (account ?? call.account) === call.account &&
    (when?.(call.params, call) ?? true) &&
    !(effect === 'empty page' && continuesEmptyPage(call))
  );
}
