import { rmSync } from 'node:fs';
import buildOnce from '../../buildOnce.ts';
import { figuresText } from './figures.ts';

/** Builds what is killed, and at the end says how much trouble there was. */
export default function printFigures(): () => void {
  buildOnce();
  const begun = performance.now();
  const folder = process.env['TROUBLE_FIGURES'] ?? '';
  return () => {
    process.stdout.write(`\n${figuresText(folder, (performance.now() - begun) / 1000)}\n`);
    rmSync(folder, { recursive: true });
  };
}
