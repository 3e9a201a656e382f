import type { Age } from '../calendar.ts';
import type { Tier } from '../grammar/tiers.ts';
import type { Schedule } from './schedule.ts';

/** Which restorable snapshots of one volume stay: all to which at least one rule gives a place. */
export type RetentionPolicy = readonly Rule[];

export type Rule = SlotsRule | TierRule | WithinRule | PausedRule;

/** The newest slots of a schedule: the volume's own, or that of a named set. */
export interface SlotsRule {
  readonly kind: 'slots';
  readonly count: number;
  readonly schedule: Schedule;
  /** Absent for the volume's own schedule. */
  readonly set?: string;
}

/** The last hours, days, ISO weeks, months or years that have a snapshot. */
export interface TierRule {
  readonly kind: 'tier';
  readonly count: number;
  readonly per: Tier;
}

/** The time before the newest snapshot. */
export interface WithinRule {
  readonly kind: 'within';
  readonly age: Age;
}

/** A set with count 0: it takes no new snapshots and loses none. */
export interface PausedRule {
  readonly kind: 'paused';
  readonly schedule: Schedule;
  readonly set: string;
}
