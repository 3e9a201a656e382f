import { rmSync } from 'node:fs';
import { figuresText } from './figures.ts';

/** At the end says what every accident cost. */
export default function printFigures(): () => void {
  const begun = performance.now();
  const folder = process.env['ACCIDENT_FIGURES'] ?? '';
  return () => {
    process.stdout.write(`\n${figuresText(folder, (performance.now() - begun) / 1000)}\n`);
    rmSync(folder, { recursive: true });
  };
}
