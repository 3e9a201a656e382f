import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A place in a file of a bundle, as it stands in a stack. */
const PLACE = /(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)/g;

/**
 * A stack with our own files in place of the bundle's: `lambda/run/run.ts:53:9` for `index.mjs:12:3456`.
 *
 * The map beside the bundle is read only here, so it costs a run nothing. A place that is in no map stays as it is.
 */
export function inOwnFiles(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack.replaceAll(PLACE, (place, file: string, line: string, column: string) => {
    if (!maps.has(file)) maps.set(file, mapOf(file));
    const found = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    return found === undefined || !('originalSource' in found) || found.originalSource === undefined
      ? place
      : `${found.originalSource}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
}

/** Undefined where there is no map: the stack is then only harder to read. */
function mapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(file)}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
