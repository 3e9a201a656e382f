import { bundledAnswer } from './bundled.ts';
import { atLeast, atMost, type Figure, type Part } from './figure.ts';

const PART = 'coverage';

/** What coverage costs over the records of a large region: reading them is measured by `memory` and `pace`. */
export const coverage: Part = async (tell): Promise<Figure[]> => {
  tell('10,000 volumes with 200,000 snapshots of five producers');
  const told = await bundledAnswer<Record<'seconds' | 'peakMb' | 'ledger', number>>('covering.ts');
  const what = '10,000 volumes, 200,000 snapshots';
  return [
    { part: PART, what, value: told.seconds, unit: 's', goal: atMost(60) },
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
