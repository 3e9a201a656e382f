import { commandText, type Where } from '../../grammar/commandText.ts';
import { shellWord } from '../../text.ts';

/** What a person asks to be restored. */
export interface RestoreOrder {
  /** The id or Name, as it was typed. */
  readonly name: string;
  /** The newest that was taken by then; absent for the newest of all. */
  readonly at?: { readonly text: string; readonly instant: Date } | undefined;
  /** Devices and volume ids; none for all disks. */
  readonly only: readonly string[];
  /** `whole`: of an instance only a complete set. `partial`: what there is, also of different times. */
  readonly extent: 'whole' | 'partial';
  readonly mode: Mode;
  readonly wished: Wished;
}

/** Where the new volumes go. */
export type Mode =
  /** They are attached to nothing. */
  | { readonly kind: 'beside' }
  | { readonly kind: 'attach'; readonly instance: string }
  /** They take the place of the volumes that are attached now. */
  | { readonly kind: 'in place' };

/** Values that a person gives, whatever is remembered. */
export interface Wished {
  readonly zone?: string | undefined;
  readonly type?: string | undefined;
  readonly sizeGiB?: number | undefined;
  readonly iops?: number | undefined;
  /** MiB a second. */
  readonly throughput?: number | undefined;
  /** A KMS key, by its ARN or id. */
  readonly key?: string | undefined;
  /** MiB a second at which AWS loads the blocks. */
  readonly rate?: number | undefined;
}

/** Options that a printed command has beside those that were typed. */
export interface Added {
  readonly resume?: string;
  readonly partial?: true;
  readonly again?: true;
}

/** The command line of an order, to be copied. */
export function restoreLine(order: RestoreOrder, where: Where, added: Added = {}): string {
  const { name, at, only, mode, wished } = order;
  return commandText(
    [
      'restore',
      shellWord(name),
      ...option('at', at?.text),
      ...only.flatMap((one) => option('only', one)),
      ...option('zone', wished.zone),
      ...option('type', wished.type),
      ...option('size', wished.sizeGiB),
      ...option('iops', wished.iops),
      ...option('throughput', wished.throughput),
      ...option('key', wished.key),
      ...option('rate', wished.rate),
      ...(order.extent === 'partial' || added.partial ? ['--partial'] : []),
      ...(mode.kind === 'attach' ? option('attach-to', mode.instance) : []),
      ...(mode.kind === 'in place' ? ['--in-place'] : []),
      ...option('resume', added.resume),
      ...(added.again ? ['--again'] : []),
    ],
    where,
  );
}

function option(flag: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${flag}`, shellWord(String(value))];
}
