import { describe, expect, test } from 'vitest';
import { refused, ROOT } from './memoryRegion.ts';
import { BESIDE, EXCHANGE, PLANS, RUNNING } from './plans.ts';
import { there, told, world } from './world.ts';

const THROTTLED = { kind: 'throttled', code: 'RequestLimitExceeded', message: 'slow down' } as const;

describe('trouble that passes', () => {
  test.for(PLANS)('%s: each call is throttled twice', async ([, plan]) => {
    const calm = world();
    await calm.restore(plan);
    const seen = new Map<string, number>();
    const w = world({
      trouble: (call) => {
        if (/^(made|volumes|tasks)$/.test(call)) return undefined;
        seen.set(call, (seen.get(call) ?? 0) + 1);
        return (seen.get(call) ?? 0) <= 2 ? THROTTLED : undefined;
      },
    });
    expect(told(await w.restore(plan)).filter((line) => line.includes('failed'))).toEqual([]);
    expect(there(w)).toEqual(there(calm));
  });

  test.for(PLANS)('%s: each call takes effect, and its answer is lost', async ([, plan]) => {
    const calm = world();
    await calm.restore(plan);
    const seen = new Set<string>();
    const w = world({
      trouble: (call) => {
        if (/^(made|volumes|tasks)$/.test(call) || seen.has(call)) return undefined;
        seen.add(call);
        return 'reset after';
      },
    });
    expect(told(await w.restore(plan)).filter((line) => line.includes('failed'))).toEqual([]);
    expect(there(w)).toEqual(there(calm));
  });

  test.for(PLANS)('%s: AWS does not know at first what it has just done', async ([, plan]) => {
    const calm = world();
    await calm.restore(plan);
    const seen = new Set<string>();
    const w = world({
      trouble: (call) => {
        if (!/^(attach|detach|tag|root)/.test(call) || seen.has(call)) return undefined;
        seen.add(call);
        if (!call.startsWith('attach')) return refused('IncorrectState');
        return { ...refused('InvalidParameterValue'), message: '/dev/sdf is already in use' };
      },
    });
    expect(told(await w.restore(plan)).filter((line) => line.includes('failed'))).toEqual([]);
    expect(there(w)).toEqual(there(calm));
  });

  test.for(PLANS)('%s: looks that fail are repeated, and nothing is sent without one', async ([, plan]) => {
    const calm = world();
    await calm.restore(plan);
    const w = world({
      trouble: (call, index) => (index < 8 && /^(made|volumes|tasks)$/.test(call) ? 'throws' : undefined),
    });
    const outcomes = told(await w.restore(plan));
    expect(outcomes.map((line) => line.split(' ')[1])).toEqual(plan.disks.map(() => 'failed'));
    expect(w.calls.filter((call) => call !== 'made')).toEqual([]);
    expect(told(await w.restore(plan)).filter((line) => line.includes('failed'))).toEqual([]);
    expect(there(w)).toEqual(there(calm));
  });

  test.for([
    ['exchange', EXCHANGE],
    ['root', RUNNING],
  ] as const)('%s: what a person has undone is done again', async ([, plan]) => {
    const w = world();
    await w.restore(plan);
    const clean = there(w);
    for (const { replaces, device = '' } of plan.disks) {
      const [old, fresh] = [replaces?.volumeId, `vol-new`].map((id) =>
        [...w.volumes.values()].find(
          (one) => one.id === id || (id === 'vol-new' && one.attached[0]?.device === device),
        ),
      );
      if (old === undefined || fresh === undefined) throw new Error('the world lacks a volume');
      Object.assign(old, { state: 'in-use', attached: fresh.attached });
      Object.assign(fresh, { state: 'available', attached: [] });
    }
    expect(there(w)).not.toEqual(clean);
    expect(told(await w.restore(plan)).filter((line) => line.includes('failed'))).toEqual([]);
    expect(there(w)).toEqual(clean);
  });

  test('a root task of somebody else is waited for', async () => {
    const w = world();
    w.tasks.push({ id: 'replacevol-foreign', state: 'in-progress', startedAt: 0 });
    const over = w.clock.now().getTime() + 20_000;
    w.weather.trouble = (call) => {
      const [task] = w.tasks;
      if (call === 'tasks' && task && w.clock.now().getTime() >= over) task.state = 'succeeded';
      return undefined;
    };
    expect(told(await w.restore(RUNNING))).toEqual([`snap-0 done vol-new1 at ${ROOT}`]);
  });

  test('a listing that lags is not a volume that is gone', async () => {
    const w = world({ lag: 50_000 });
    expect(told(await w.restore(BESIDE))).toHaveLength(3);
    expect(w.volumes.size).toBe(3 + 3);
  });
});

describe('a repeat after a death ends as if nothing had happened', () => {
  test.for(PLANS)('%s', async ([, plan]) => {
    const calm = world();
    const clean = told(await calm.restore(plan));
    expect(calm.calls.length).toBeGreaterThan(4);
    for (let index = 0; index < calm.calls.length; index += 1) {
      for (const death of ['death before', 'death after'] as const) {
        const w = world({ trouble: (_, at) => (at === index ? death : undefined) });
        expect(await w.restore(plan)).toBe('died');
        expect(told(await w.restore(plan)).toSorted()).toEqual(clean);
        expect(there(w)).toEqual(there(calm));
      }
    }
  });
});

describe('after Ctrl-C no call is sent, and the same command goes on from there', () => {
  test.for(PLANS)('%s', async ([, plan]) => {
    const calm = world();
    const clean = told(await calm.restore(plan));
    for (let index = 0; index < calm.calls.length; index += 1) {
      let isAsked = false;
      let ask: (() => void) | undefined;
      const asked = new Promise<void>((resolve) => {
        ask = resolve;
      });
      const w = world({
        trouble: (_, at) => {
          if (at < index || isAsked) return undefined;
          isAsked = true;
          ask?.();
          return undefined;
        },
      });
      const outcomes = told(await w.restore(plan, { isAsked: () => isAsked, asked }));
      expect(w.calls).toHaveLength(index + 1);
      expect(outcomes).toHaveLength(plan.disks.length);
      for (const [line, one] of plan.disks.map(
        ({ replaces }, at) => [outcomes[at] ?? '', replaces] as const,
      )) {
        const old = w.volumes.get(one?.volumeId ?? '');
        const isAsBefore = old?.attached[0]?.state === 'attached';
        const isAsPlanned = old === undefined || 'autosnap_ignore' in old.tags;
        expect([line, isAsBefore || isAsPlanned || /the same command/.test(line)]).toEqual([line, true]);
      }
      const made = [...w.volumes.keys()].filter((id) => id.includes('new'));
      expect(made.filter((id) => !outcomes.join().includes(id))).toEqual([]);
      expect(told(await w.restore(plan)).toSorted()).toEqual(clean);
      expect(there(w)).toEqual(there(calm));
    }
  });
});
