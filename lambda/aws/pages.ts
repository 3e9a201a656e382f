import type { Tag } from '@aws-sdk/client-ec2';
import type { Tags } from '../core/snapshot.ts';

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-pagination.html */
export const PAGE = 1000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html */
export const MOST_VALUES = 200;

/** Collects small records page by page, so that no whole answer is kept. */
export async function collected<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...items(page));
  return all;
}

/** Values in parts that one filter takes. */
export function batches(values: readonly string[]): string[][] {
  const count = Math.ceil(values.length / MOST_VALUES);
  return Array.from({ length: count }, (_, part) =>
    values.slice(part * MOST_VALUES, (part + 1) * MOST_VALUES),
  );
}

/** Nothing is decided from an incomplete record. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`AWS listed ${what}`);
  return value;
}

/** The same text with its own memory: a text that was cut out of an answer keeps the whole answer in memory. */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}

/** A record without a prototype, so that a tag key like `constructor` is only a tag. */
export function tagsOf(list: readonly Tag[] | undefined, text = detached): Tags {
  const record: Record<string, string> = Object.create(null);
  for (const { Key, Value } of list ?? []) if (Key !== undefined) record[text(Key)] = text(Value ?? '');
  return record;
}

/** Makes each value once, and gives the same one each time it is asked for. */
export function keptOnce<Asked, Made>(
  keyOf: (asked: Asked) => string,
  make: (asked: Asked) => Made,
): (asked: Asked) => Made {
  const known = new Map<string, Made>();
  return (asked) => {
    const key = keyOf(asked);
    const made = known.get(key) ?? make(asked);
    if (!known.has(key)) known.set(detached(key), made);
    return made;
  };
}
