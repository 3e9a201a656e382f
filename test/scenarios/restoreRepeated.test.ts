import { describe, expect, test } from 'vitest';
import type { Restorer } from '../../lambda/carryOut/restore/restorer.ts';
import { amount } from '../amounts.ts';
import type { Effect } from '../cloud/faults.ts';
import { type Between, estate, KINDS, restore, statuses, there } from './restoring.ts';

const MOST = amount({ sample: 1, long: 1000 });

/** The places of some of these calls, evenly spread. */
function some(count: number): number[] {
  const chosen = Math.min(count, MOST);
  return Array.from({ length: chosen }, (_, index) => Math.floor(((index + 0.5) * count) / chosen));
}

/** Each call of the engine, in its turn; an answer that never comes ends the program. */
function counting(act: (index: number) => 'go on' | 'die before' | 'die after'): {
  readonly between: Between;
  readonly death: Promise<never>;
} {
  let index = 0;
  let die: ((why: Error) => void) | undefined;
  const death = new Promise<never>((_, reject) => {
    die = reject;
  });
  const dead = async () => {
    die?.(new Error('died'));
    return new Promise<never>(() => undefined);
  };
  let isDead = false;
  const between: Between = (restorer) =>
    new Proxy(restorer, {
      get: (_, name: keyof Restorer) =>
        name === 'close'
          ? restorer.close
          : async (...given: never[]) => {
              const next = isDead ? 'die before' : act(index);
              index += 1;
              isDead ||= next !== 'go on';
              if (next === 'die before') return dead();
              const send = restorer[name] as (...all: never[]) => Promise<unknown>;
              const answer = await send(...given);
              return isDead ? dead() : answer;
            },
    });
  return { between, death };
}

async function clean(kind: (typeof KINDS)[number]) {
  const one = await estate(kind);
  let calls = 0;
  const { between } = counting(() => {
    calls += 1;
    return 'go on';
  });
  const restored = await restore(one, { between });
  expect(new Set(statuses(restored))).toEqual(new Set(['done']));
  return { end: there(one), statuses: statuses(restored), calls, requests: one.cloud.calls.length };
}

describe('the same plan continues a restore that died, and ends the same', () => {
  test.for(KINDS)('%s', async (kind) => {
    const calm = await clean(kind);
    for (const index of some(calm.calls)) {
      for (const how of ['die before', 'die after'] as const) {
        const one = await estate(kind);
        const dying = counting((at) => (at === index ? how : 'go on'));
        await expect(restore(one, dying)).rejects.toThrow('died');
        const again = await restore(one);
        expect({ at: index, how, statuses: statuses(again), end: there(one) }).toEqual({
          at: index,
          how,
          statuses: calm.statuses,
          end: calm.end,
        });
      }
    }
  });
});

describe('a request that goes wrong once changes nothing', () => {
  const EFFECTS: readonly Effect[] = [
    'reset before',
    'reset after',
    { error: 'RequestLimitExceeded', status: 503 },
    { error: 'InternalError', status: 500 },
  ];

  test.for(KINDS)('%s', async (kind) => {
    const calm = await clean(kind);
    for (const index of some(calm.requests)) {
      for (const effect of EFFECTS) {
        const one = await estate(kind);
        one.cloud.fault({ action: 'any', nth: index + 1, times: 1, effect });
        const restored = await restore(one);
        expect({ index, effect, statuses: statuses(restored), end: there(one) }).toEqual({
          index,
          effect,
          statuses: calm.statuses,
          end: calm.end,
        });
      }
    }
  });
});

describe('Ctrl-C at any time sends nothing more, and the same plan goes on from there', () => {
  test.for(KINDS)('%s', async (kind) => {
    const calm = await clean(kind);
    for (const index of some(calm.calls)) {
      const one = await estate(kind);
      let isAsked = false;
      let ask: (() => void) | undefined;
      const asked = new Promise<void>((resolve) => {
        ask = resolve;
      });
      let after = 0;
      const { between } = counting((at) => {
        if (isAsked) after += 1;
        if (at !== index) return 'go on';
        isAsked = true;
        ask?.();
        return 'go on';
      });
      const restored = await restore(one, { between, interruption: { isAsked: () => isAsked, asked } });
      expect([after, restored.outcomes.length]).toEqual([0, one.plan.disks.length]);
      expect(statuses(await restore(one))).toEqual(calm.statuses);
      expect(there(one)).toEqual(calm.end);
    }
  });
});
