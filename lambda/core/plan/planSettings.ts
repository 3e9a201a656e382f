import type { Age } from '../calendar.ts';
import type { CreationSettings } from './creation.ts';
import type { PolicySettings } from '../policy/policy.ts';

/** The settings of a run that decide what its plan is. */
export interface PlanSettings extends PolicySettings, CreationSettings {
  /** The IANA zone in which days are read. */
  readonly timeZone: string;
  /** `instance`: the due volumes of one instance are one crash-consistent set. `volume`: one by one. */
  readonly consistency: 'instance' | 'volume';
  /** Replaces the brake: one run deletes at most so many snapshots in a region. */
  readonly maxDeletes?: number | undefined;
  /** Nothing is deleted, because nobody knows what a run just before deleted. */
  readonly isAfterLostRun?: boolean | undefined;
  /** When the copies of a vanished volume may go; absent means never. */
  readonly orphanRetain?: Age | undefined;
}
