import { bundledAnswer } from './bundled.ts';
import { atLeast, type Figure, type Part } from './figure.ts';

/** How fast the core judges. */
export const planner: Part = async (tell) => {
  tell('judging 2,000 volumes of 100 snapshots each, nine times in four ways');
  const told =
    await bundledAnswer<Record<'judgeCount' | 'judgeTiers' | 'planCount' | 'planTiers', number>>(
      'planning.ts',
    );
  return [
    speed('judge, a count of 99', told.judgeCount, 1_000_000),
    speed('judge, five tiers in Europe/Berlin', told.judgeTiers, 300_000),
    speed('makePlan, a count of 99', told.planCount),
    speed('makePlan, five tiers in Europe/Berlin', told.planTiers),
  ];
};

function speed(what: string, value: number, goal?: number): Figure {
  return {
    part: 'planner',
    what,
    value,
    unit: 'snapshots/s',
    ...(goal === undefined ? {} : { goal: atLeast(goal) }),
  };
}
