import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { bundledAnswer } from './bundled.ts';
import { fill, type Size } from './estate.ts';
import { inCloud } from './runs.ts';
import { atLeast, atMost, type Figure, type Part } from './figure.ts';

const PART = 'coverage';

/** What coverage costs: over the records of a large region, and as the command that also reads them. */
export const coverage: Part = async (tell): Promise<Figure[]> => {
  tell('10,000 volumes with 200,000 snapshots of five producers');
  const told = await bundledAnswer<Record<'seconds' | 'peakMb' | 'ledger', number>>('covering.ts');
  const what = '10,000 volumes, 200,000 snapshots';
  tell('the command over as many');
  const command = await commandOver({ instances: 5000, volumesEach: 2, copies: 20, work: 'none' });
  return [
    { part: PART, what, value: told.seconds, unit: 's', goal: atMost(60) },
    { part: PART, what: 'the command over as many', value: command.seconds, unit: 's' },
    { part: PART, what: 'its own processor time', value: command.cpuSeconds, unit: 's', goal: atMost(60) },
    { part: PART, what: 'peak of the command', value: command.peakMb, unit: 'MB', goal: atMost(512) },
    { part: PART, what: `peak over ${what}`, value: told.peakMb, unit: 'MB', goal: atMost(512) },
    {
      part: PART,
      what: 'the ledger alone',
      value: told.ledger,
      unit: 'snapshots/s',
      goal: atLeast(1_000_000),
    },
  ];
};

const HOUSE = join(import.meta.dirname, '../..');

/** `coverage --all` in a process of its own, with the flags of a small function so that its memory is comparable. */
async function commandOver(size: Size): Promise<Record<'seconds' | 'cpuSeconds' | 'peakMb', number>> {
  return inCloud(
    async (cloud) => {
      fill(cloud, 'eu-west-1', size);
      const begun = performance.now();
      const told = await new Promise<string>((resolve, reject) => {
        execFile(
          process.execPath,
          [
            '--max-old-space-size=460',
            `--import=${join(import.meta.dirname, 'costAtExit.mjs')}`,
            join(HOUSE, 'dist/cli.mjs'),
            'coverage',
            '--all',
          ],
          { env: { PATH: process.env['PATH'], ...cloud.env }, maxBuffer: 2 ** 30 },
          (error, out, err) =>
            error === null && out.includes(`All ${size.instances * size.volumesEach} volumes are inside`)
              ? resolve(err)
              : reject(new Error(`${err}${out.slice(-1000)}`, { cause: error })),
        );
      });
      return { seconds: (performance.now() - begun) / 1000, ...JSON.parse(told.split('\n').at(-1) ?? '') };
    },
    { at: new Date() },
  );
}
