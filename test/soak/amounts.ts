/** How much is asked: a sample in `npm test`, and in `npm run soak` as much as the environment says. */

/** Whether this is `npm run soak`; vitest.config.ts says so. */
export const isSoak = process.env['SOAK'] === 'yes';

/** A number of one question: `sample` in `npm test`; in a soak the variable of this name, or else `all`. */
export function amount(name: string, { sample, all }: { sample: number; all: number }): number {
  return isSoak ? Number(process.env[name] ?? all) : sample;
}

/** Where chance begins. */
export const SEED = amount('SEED', { sample: 20_260_310, all: 1 });
