import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What all stories of one file together lived through. */
export interface Figures {
  runs: number;
  calls: number;
  /** By kind of story, how many lives there were and how many came out as they should. */
  readonly lives: Record<string, { lived: number; healed: number }>;
}

export const figures: Figures = { runs: 0, calls: 0, lives: {} };

/** Counts a life of one kind of story, and gives what was wrong with it. */
export async function lived(story: string, life: Promise<string[]>): Promise<string[]> {
  const count = (figures.lives[story] ??= { lived: 0, healed: 0 });
  count.lived += 1;
  const wrong = await life;
  if (wrong.length === 0) count.healed += 1;
  return wrong;
}

/** Puts the figures of a file where the end of `npm run test:trouble` adds them up. */
export function keepFigures(file: string): void {
  const folder = process.env['TROUBLE_FIGURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${file}.json`), JSON.stringify(figures));
}

export function figuresText(folder: string, seconds: number): string {
  const all = readdirSync(folder).map(
    (file): Figures => JSON.parse(readFileSync(join(folder, file), 'utf8')),
  );
  const sum = (number: (one: Figures) => number): number =>
    all.reduce((total, one) => total + number(one), 0);
  const stories = [...new Set(all.flatMap(({ lives }) => Object.keys(lives)))].toSorted();
  return [
    ...stories.map((story) => {
      const lives = sum((one) => one.lives[story]?.lived ?? 0);
      const healed = sum((one) => one.lives[story]?.healed ?? 0);
      return `${story}: ${lives} lives, ${healed} healed`;
    }),
    `${sum(({ runs }) => runs)} runs, ${sum(({ calls }) => calls)} calls of AWS, ${seconds.toFixed(0)} seconds`,
  ].join('\n');
}
