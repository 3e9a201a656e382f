import type { Volume } from '../../inventory.ts';
import type { ChosenSnapshot } from '../chosen/choose.ts';
import type { Facts, Server } from '../facts.ts';
import type { Wished } from '../asked/order.ts';
import type { RefusalCode } from '../restorePlan.ts';

/** From what the values of a new volume are taken. */
export interface ValueSources extends ChosenSnapshot {
  readonly wished: Wished;
  /** The volume that the snapshot was taken of, where it lives. */
  readonly living?: Volume | undefined;
  /** The instance that gets the volume. */
  readonly server?: Server | undefined;
  readonly facts: Facts;
  readonly prefix: string;
  /** Where the volume is made. */
  readonly region: string;
}

/** Notes why there is no such volume. */
export type Refuse = (code: RefusalCode, message: string, like?: string | number) => void;
