/** How much is asked: `npm test` asks a sample, and the projects `long` and `soak` of vitest.config.ts ask all. */
export const asksAll = process.env['ASKS'] === 'all';

/** A number of days, runs or cases; of all of them, the environment may ask for another. */
export function amount({ sample, all }: { sample: number; all: number }, variable = ''): number {
  return asksAll ? Number(process.env[variable] ?? all) : sample;
}

/** Where chance begins. */
export const SEED = amount({ sample: 20_260_310, all: 1 }, 'SEED');
