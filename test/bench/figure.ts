/** One thing that was measured, beside what it is held against. */
export interface Figure {
  readonly part: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What the best conceivable program would need, or what it is compared with, in the same unit. */
  readonly bound?: number;
  /** What was set as a goal before it was measured; absent for what is only told. */
  readonly goal?: Goal;
  /** Where it stands in a picture. */
  readonly plot?: Plot;
}

export interface Goal {
  readonly of: 'value' | 'ratio';
  readonly at: 'most' | 'least';
  readonly limit: number;
}

export interface Plot {
  readonly picture: 'calls' | 'time' | 'memory';
  readonly line: string;
  readonly x: number;
}

/** Measures one part, and says on the way what it does. */
export type Part = (tell: (line: string) => void) => Promise<Figure[]>;

export function atMost(limit: number): Goal {
  return { of: 'value', at: 'most', limit };
}

export function atLeast(limit: number): Goal {
  return { of: 'value', at: 'least', limit };
}

/** Of the bound. */
export function timesTheBound(limit: number): Goal {
  return { of: 'ratio', at: 'most', limit };
}

export function ratioOf({ value, bound }: Figure): number | undefined {
  return bound === undefined || bound === 0 ? undefined : value / bound;
}

/** Whether the goal is reached; undefined where there is none. */
export function isMet(figure: Figure): boolean | undefined {
  const { goal, value } = figure;
  if (goal === undefined) return undefined;
  const measured = goal.of === 'value' ? value : ratioOf(figure);
  if (measured === undefined) return false;
  return goal.at === 'most' ? measured <= goal.limit : measured >= goal.limit;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
