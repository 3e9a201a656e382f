import type { Interruption } from '../carryOut/interruption.ts';

/** Tells of signals. */
export interface Signals {
  readonly on: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void) => unknown;
}

/** How a command ends when a person presses Ctrl-C, the system asks it to (SIGTERM), or the terminal closes (SIGHUP). */
export interface Ending {
  /** From now on at once, as nothing was changed yet. Before, the system ends it. */
  readonly unchanged: () => void;
  /** From now on as soon as what was sent is answered; a second time at once. */
  readonly interruptible: () => Interruption;
  /** Whether the end was asked for while it was interruptible. */
  readonly isAsked: () => boolean;
}

/** @param end Says why, and stops the command. @param tell Says what a person waits for. */
export function openEnding(
  signals: Signals,
  end: (because: string) => void,
  tell: (line: string) => void,
): Ending {
  let act: (() => void) | undefined;
  let isAsked = false;
  let interruption: Interruption | undefined;

  function listen(then: () => void): void {
    if (act === undefined) {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) signals.on(signal, () => act?.());
      // Shell and system both send it when a terminal closes, so it is no second request.
      signals.on('SIGHUP', () => isAsked || act?.());
    }
    act = then;
  }

  return {
    unchanged: () => listen(() => end('interrupted; nothing was changed')),
    interruptible() {
      if (interruption !== undefined) return interruption;
      const asked = new Promise<void>((resolve) => {
        listen(() => {
          isAsked = true;
          resolve();
          tell(
            'interrupted: nothing more is started; waiting for the answers of AWS (Ctrl-C again ends at once)',
          );
          listen(() =>
            end('ended at once; AWS may still do what it was sent; a second run goes on from there'),
          );
        });
      });
      interruption = { isAsked: () => isAsked, asked };
      return interruption;
    },
    isAsked: () => isAsked,
  };
}
