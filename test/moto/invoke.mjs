import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Calls a handler of the bundle in the current folder, on a clock that starts when the caller says.
 *
 * node invoke.mjs handler 2026-01-01T03:00:00Z '{"dry_run":true}'
 *
 * The last line that it prints is the answer.
 */
const [handler, at, input] = process.argv.slice(2);

const RealDate = Date;
const ahead = RealDate.parse(at) - RealDate.now();
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};

// Not before, because what is imported could look at the clock.
const bundle = await import(pathToFileURL(resolve('index.mjs')).href);
const answer = await bundle[handler](JSON.parse(input), {
  functionName: 'snapper',
  getRemainingTimeInMillis: () => 900_000,
});
process.stdout.write(`\n${JSON.stringify(answer)}`);
