import type { Zone } from '../../calendar.ts';
import type { Tags } from '../../snapshot.ts';
import type { Place } from '../../text.ts';
import type { CoverageSettings } from '../coverage.ts';
import type { Coverage } from '../merged.ts';

/** What the page of `aws-snapper coverage --html` tells. */
export interface CoveragePage {
  /** Whole or cut; the page counts what was left out. */
  readonly coverage: Coverage;
  /** When it was read. */
  readonly now: Date;
  /** The zone in which its days begin. */
  readonly zone: Zone;
  /** Whose snapshots it contains. */
  readonly of: CoverageSettings['of'];
  /** The tags of volumes by their ids, for the filter. A volume that has none can be absent. */
  readonly tags: ReadonlyMap<string, Tags>;
  /** The regions that were read, also those without volumes. */
  readonly places: readonly Place[];
  /** What could not be read, each a sentence that begins with the place. */
  readonly unread: readonly string[];
}
