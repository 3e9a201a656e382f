import type { RegionReport } from '../region.ts';
import { deletedAtOnce, volumesGone } from './accidents.ts';
import { notCreated, notDeleted, skipped } from './actions.ts';
import { brakes, limits } from './brakes.ts';
import type { Cause } from './cause.ts';
import { problems } from './problems.ts';
import { lostRuns, nothingAsked, unreachable } from './regions.ts';
import { unmanaged } from './unmanaged.ts';
import { bare, failed, missed, passedOver, slow, waiting } from './volumes.ts';

/** Why a report needs a person, the most dangerous first: first what costs snapshots, then what makes none. */
export const CAUSES = {
  deletedAtOnce,
  volumesGone,
  brakes,
  limits,
  lostRuns,
  unreachable,
  bare,
  notCreated,
  problems,
  failed,
  missed,
  waiting,
  slow,
  notDeleted,
  passedOver,
  unmanaged,
  skipped,
  nothingAsked,
} satisfies Record<string, Cause>;

export type CauseName = keyof typeof CAUSES;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object literal are its own
export const CAUSE_NAMES = Object.keys(CAUSES) as readonly CauseName[];

/** The causes that some regions have, the most dangerous first. */
export function causesIn(regions: readonly RegionReport[]): CauseName[] {
  return CAUSE_NAMES.filter((name) => CAUSES[name].count(regions) > 0);
}

/** Whether a region has anything that needs a person. */
export function isTroubled(region: RegionReport): boolean {
  return CAUSE_NAMES.some((name) => name !== 'nothingAsked' && CAUSES[name].count([region]) > 0);
}

/** The regions that have a cause. */
export function having(name: CauseName, regions: readonly RegionReport[]): readonly RegionReport[] {
  return name === 'nothingAsked' ? regions : regions.filter((one) => CAUSES[name].count([one]) > 0);
}
