import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { openEnding } from '../../lambda/terminal/ending.ts';

function command() {
  const signals = new EventEmitter();
  const said: string[] = [];
  const ending = openEnding(
    signals,
    (because) => said.push(`ends: ${because}`),
    (line) => said.push(line),
  );
  return { signals, said, ending };
}

test('U8 a command that only looks leaves Ctrl-C to the system, which ends it at once', () => {
  const { signals } = command();
  expect(signals.eventNames()).toEqual([]);
});

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'U8 before anything is changed, %s ends the command at once',
  (signal) => {
    const { signals, said, ending } = command();
    ending.unchanged();
    signals.emit(signal);
    expect(said).toEqual(['ends: interrupted; nothing was changed']);
  },
);

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'U8 once something changes, the first %s asks the run to end, and the second ends it at once',
  async (signal) => {
    const { signals, said, ending } = command();
    ending.unchanged();
    const interruption = ending.interruptible();
    expect(ending.interruptible()).toBe(interruption);
    expect(interruption.isAsked()).toBe(false);
    signals.emit(signal);
    await interruption.asked;
    expect([interruption.isAsked(), ending.isAsked()]).toEqual([true, true]);
    expect(said).toEqual([expect.stringMatching(/^interrupted: nothing more is started; /)]);
    signals.emit('SIGINT');
    expect(said.at(-1)).toMatch(/^ends: ended at once; /);
  },
);

test('U8 a terminal that closes tells it twice, and what was sent is still waited for', () => {
  const { signals, said, ending } = command();
  ending.unchanged();
  ending.interruptible();
  signals.emit('SIGHUP');
  signals.emit('SIGHUP');
  expect(said).toEqual([expect.stringMatching(/^interrupted: nothing more is started; /)]);
});
