import type { Age, Zone } from '../calendar.ts';
import type { OrphanRetain } from '../grammar/orphanRetain.ts';
import type { PolicySettings } from '../policy/policy.ts';
import type { TagSettings } from './tags.ts';

/** The settings that decide what the plan of a run is. */
export interface PlanSettings extends PolicySettings, TagSettings {
  /** For how many days a launch keeps an image. @default 30 */
  readonly imageInUse?: number | undefined;
  /** Whether images are made and deleted. @default false */
  readonly images?: boolean | undefined;
  /** The regions in which replicas are kept; absent where none are. */
  readonly replicas?: readonly string[] | undefined;
  /** The zone in which days, weekdays and hours are read. */
  readonly zone: Zone;
  /** `instance`: the due volumes of one instance are one crash-consistent set. `volume`: one by one. */
  readonly consistency: 'instance' | 'volume';
  /** How much later this run comes than the one that it follows and decides with; absent where it follows none. */
  readonly followUp?: Age | undefined;
  /** Replaces the brake: the most snapshots that one run deletes in a region. */
  readonly maxDeletes?: number | undefined;
  /** Nothing is deleted, because it is not known what the run before deleted. */
  readonly isAfterLostRun?: boolean | undefined;
  /** It goes on where a run of the same execution ended, so the snapshots of that run are expected. */
  readonly isContinued?: boolean | undefined;
  /** When the snapshots of a vanished volume can be deleted; absent means never. */
  readonly orphanRetain?: OrphanRetain | undefined;
  /** The hours of a day, in `zone`, at which the trigger starts runs; absent where that is not known. */
  readonly runHours?: readonly number[] | undefined;
}
