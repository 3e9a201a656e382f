import { type Found, idOf, kindWords } from '../../find/find.ts';
import { goneIn } from '../../find/gone.ts';
import { commandText } from '../../grammar/commandText.ts';
import { inQuotes } from '../../text.ts';
import type { RestoreOrder } from './order.ts';

/** Something of the same kind and Name that is not there any more, or of which there are replicas, and the command that restores it. */
export interface Predecessor {
  readonly words: string;
  readonly line: string;
}

/**
 * What had the Name that a person typed and is gone, the latest end first.
 *
 * A Name means what is there. After a loss that can be an empty server that took the place of the lost one.
 */
export function predecessorOf({ name }: Pick<RestoreOrder, 'name'>, found: Found): Predecessor | undefined {
  const wanted = name.trim();
  if (idOf(found) === wanted) return undefined;
  const gone = goneIn(found.inventory).find(
    ({ one, names }) => one.kind === `vanished ${found.kind}` && names.includes(wanted),
  );
  if (gone === undefined) return undefined;
  const id = idOf(gone.one);
  return {
    words: `${id} had the Name ${inQuotes(name)} as well: ${kindWords(gone.one)}`,
    line: commandText(['restore', id], found.inventory),
  };
}

/** Told beside a plan, because another server may be meant. */
export function predecessorNotes(order: Pick<RestoreOrder, 'name'>, found: Found): string[] {
  const gone = predecessorOf(order, found);
  return gone === undefined ? [] : [`${gone.words}. To restore that one: ${gone.line}`];
}
