/** Records by id, in the order of their ids. */
export interface Shelf<T> {
  add(record: T): void;
  remove(record: T): void;
  get(id: string): T | undefined;
  inOrder(): readonly T[];
}

/**
 * The order is put right when somebody looks. An array that was in order and
 * grew or shrank a little sorts in linear time, so a listing of a hundred
 * thousand records costs milliseconds a page, whatever happens between pages.
 */
export function createShelf<T extends { readonly id: string }>(): Shelf<T> {
  const records = new Map<string, T>();
  let ordered: T[] = [];
  let grown = false;
  let shrunk = false;
  return {
    add(record) {
      records.set(record.id, record);
      ordered.push(record);
      grown = true;
    },
    remove(record) {
      shrunk = records.delete(record.id) || shrunk;
    },
    get: (id) => records.get(id),
    inOrder() {
      if (shrunk) ordered = ordered.filter((record) => records.has(record.id));
      if (grown) ordered = ordered.toSorted(byId);
      grown = false;
      shrunk = false;
      return ordered;
    },
  };
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
