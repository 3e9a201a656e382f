import type { Zone } from '../calendar.ts';

/** When a person looks, by which clocks, and for which tags. */
export interface Looking {
  readonly now: Date;
  readonly zone: Zone;
  readonly prefix: string;
}
