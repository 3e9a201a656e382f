import { describe, expect, test } from 'vitest';
import { launchInstance } from '../../../lambda/carryOut/restore/launchInstance.ts';
import type { Launcher } from '../../../lambda/carryOut/restore/launcher.ts';
import type { Reply } from '../../../lambda/carryOut/writer.ts';
import type { LaunchedInstance, LaunchPlan } from '../../../lambda/core/restore/launched/launchPlan.ts';

const PLAN: LaunchPlan = {
  id: '20260102T030000Z-087031ed',
  region: 'eu-west-1',
  target: { kind: 'vanished instance', id: 'i-old', name: 'web' },
  image: { imageId: 'ami-1', name: 'one', takenAt: '2026-01-01T03:00:00Z', sizeGiB: 8, disks: 1 },
  type: { value: 't3.small', from: 'image' },
  subnet: { from: 'default' },
  groups: { from: 'default' },
  profile: { from: 'image' },
  key: { from: 'image' },
  tags: {},
  notes: [],
};

const MINUTE = 60_000;

/** An AWS that remembers tokens, shows what it launched after a time, and runs it after another. */
interface Wish {
  /** Milliseconds until a listing shows it. @default 0 */
  readonly shownAfter?: number;
  /** Milliseconds until it runs. @default 30 seconds */
  readonly runsAfter?: number;
  /** What a call is answered in place of the truth; `done` is done all the same. */
  readonly answers?: readonly (Reply<string>['kind'] | 'unclear and done')[];
  readonly there?: readonly LaunchedInstance[];
}

function region({ shownAfter = 0, runsAfter = 30_000, answers = [], there = [] }: Wish = {}) {
  let now = Date.parse('2026-01-02T03:00:00Z');
  const made = new Map<string, { id: string; at: number; state?: string }>();
  const before = new Map(there.map((one) => [one.id, one]));
  const tokens: string[] = [];
  const launched = (token: string): Reply<string> => {
    const known = made.get(token) ?? { id: `i-${made.size + 1}`, at: now };
    made.set(token, known);
    return { kind: 'done', value: known.id };
  };
  const launcher: Pick<Launcher, 'launch' | 'launched'> = {
    launch: async (_, token) => {
      const kind = answers[tokens.length] ?? 'done';
      tokens.push(token);
      if (kind === 'done') return launched(token);
      if (kind === 'unclear and done') launched(token);
      const said = kind === 'unclear and done' ? 'unclear' : kind;
      return { kind: said, code: 'Odd', message: 'odd' };
    },
    launched: async () => [
      ...before.values(),
      ...[...made.values()]
        .filter(({ at }) => now - at >= shownAfter)
        .map(({ id, at, state }) => ({
          id,
          tags: {},
          state: state ?? (now - at >= runsAfter ? 'running' : 'pending'),
        })),
    ],
  };
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  return { launcher, clock, made, tokens, passed: () => now - Date.parse('2026-01-02T03:00:00Z') };
}

async function launch(world: ReturnType<typeof region>, isAsked?: () => boolean) {
  const interruption = isAsked && { isAsked, asked: new Promise(() => undefined) };
  return launchInstance(PLAN, { ...world, interruption });
}

describe('one instance, whatever happens', () => {
  test.for<[what: string, wish: Wish]>([
    ['all is well', {}],
    ['the answer is lost', { answers: ['unclear and done'] }],
    ['the call is lost', { answers: ['unclear', 'unclear'] }],
    ['the answer is lost, and a listing lags', { answers: ['unclear and done'], shownAfter: 50_000 }],
    ['AWS is busy', { answers: ['throttled', 'throttled', 'throttled'] }],
    ['a listing lags', { shownAfter: 40_000 }],
  ])('%s', async ([, wish]) => {
    const world = region(wish);
    expect(await launch(world)).toMatchObject({ status: 'done', instanceId: 'i-1' });
    expect([world.made.size, new Set(world.tokens).size]).toEqual([1, 1]);
  });

  test('a death after the call: the same plan waits for what is there, and sends nothing', async () => {
    const world = region({ there: [{ id: 'i-7', state: 'running', tags: {}, privateIp: '10.0.0.7' }] });
    const end = { status: 'done', instanceId: 'i-7', privateIp: '10.0.0.7' };
    expect(await launch(world)).toEqual(end);
    expect(world.tokens).toEqual([]);
  });

  test('a death after the call, while a listing lags: the same token gives the same instance', async () => {
    const world = region({ shownAfter: 3000 });
    await launch(world, () => world.tokens.length > 0);
    expect(await launch(world)).toMatchObject({ status: 'done', instanceId: 'i-1' });
    expect([world.made.size, new Set(world.tokens).size]).toEqual([1, 1]);
  });

  test('one that was ended before is launched again, under another token', async () => {
    const world = region();
    await launch(world);
    for (const one of world.made.values()) one.state = 'terminated';
    expect(await launch(world)).toMatchObject({ status: 'done', instanceId: 'i-2' });
    expect(new Set(world.tokens).size).toBe(2);
  });
});

describe('how it can fail', () => {
  test('AWS refuses: nothing is launched', async () => {
    const world = region({ answers: ['refused', 'refused'] });
    expect(await launch(world)).toMatchObject({ status: 'failed', code: 'Odd', instanceId: undefined });
    expect(world.made.size).toBe(0);
  });

  test('no clear answer, five times', async () => {
    const world = region({ answers: ['unclear', 'unclear', 'unclear', 'unclear', 'unclear'] });
    expect(await launch(world)).toMatchObject({ status: 'failed', code: 'Odd' });
    expect(world.tokens).toHaveLength(5);
  });

  test('it is never seen', async () => {
    const world = region({ shownAfter: Number.POSITIVE_INFINITY });
    expect(await launch(world)).toMatchObject({ status: 'failed', code: 'InstanceGone', instanceId: 'i-1' });
    expect(world.passed()).toBeLessThan(2 * MINUTE);
  });

  test('it never runs: fifteen minutes are waited', async () => {
    const world = region({ runsAfter: Number.POSITIVE_INFINITY });
    expect(await launch(world)).toMatchObject({ status: 'failed', code: 'StillPending', instanceId: 'i-1' });
    expect(world.passed()).toBeLessThan(17 * MINUTE);
  });

  test('AWS ends it before it runs: told, and not launched again by itself', async () => {
    const world = region();
    const { sleep } = world.clock;
    world.clock.sleep = async (milliseconds) => {
      await sleep(milliseconds);
      for (const one of world.made.values()) one.state = 'terminated';
    };
    expect(await launch(world)).toMatchObject({ status: 'failed', code: 'InstanceEnded', instanceId: 'i-1' });
    expect(world.made.size).toBe(1);
  });

  test('Ctrl-C before the call sends nothing; after it the instance is named', async () => {
    const none = region();
    expect(await launch(none, () => true)).toEqual({ status: 'interrupted', instanceId: undefined });
    expect(none.tokens).toEqual([]);
    const one = region();
    const end = await launch(one, () => one.tokens.length > 0);
    expect(end).toEqual({ status: 'interrupted', instanceId: 'i-1' });
  });
});
